"""A run is held: its steps in a defined order, its end at once when stopped, no act repeated, also after a kill."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.agent.rig import Start, TeamRig, steps, stopped_after, threads_ended
from tests.agent.scripted_model import ScriptedModel, call, calls, final, says
from trading.types import RunStatus, Status

SYMBOLS = ("AAPL", "MSFT", "IBM")


def _three_at_once(body: dict[str, Any]) -> dict[str, Any]:
    """Give each symbol to an analyst of its own; the first of them thinks the longest."""
    said = str(body["messages"])
    offered = {tool["function"]["name"] for tool in body["tools"]}
    if "analyst" in offered:
        return final("All done.") if "looked up" in said else calls(*(("analyst", {"task": s}) for s in SYMBOLS))
    symbol = next(symbol for symbol in SYMBOLS if symbol in str(body["messages"][1]["content"]))
    if "untrusted source" in said:
        return final(f"{symbol} looked up")
    wait_s = 0.3 if symbol == "AAPL" else 0.0
    return call("get_quote", symbol=symbol) | {"wait_s": wait_s}


def test_members_that_get_tasks_together_work_at_once_and_their_steps_stand_in_the_order_of_the_tasks(
    start: Start,
) -> None:
    rig, model = start(_three_at_once)
    run = rig.ask("compare AAPL, MSFT and IBM")
    assert run.status is RunStatus.DONE, run.error
    assert steps(run) == ["manager.analyst"] * 3 + ["analyst.get_quote"] * 3
    assert [step.arguments["symbol"] for step in run.steps[-3:]] == list(SYMBOLS), "not the order of the threads"
    listed = [one for one in rig.services.runs.model_calls.of_run(run.id) if one.member == "analyst"]
    began = [one.at for one in listed[:3]]
    ended = [one.at.timestamp() + (one.took_s or 0) for one in listed[:3]]
    assert max(at.timestamp() for at in began) < max(ended), "the calls of the three were under way together"
    assert len(model.requests) == 8


def test_lookups_of_one_reply_are_made_together_and_told_in_their_order(start: Start) -> None:
    wanted = calls(*(("get_quote", {"symbol": symbol}) for symbol in SYMBOLS))
    rig, model = start([call("analyst", task="t"), wanted, final("ok"), final("done")])
    run = rig.ask("price of AAPL, MSFT and IBM")
    assert [step.arguments.get("symbol") for step in run.steps[-3:]] == list(SYMBOLS)
    told = str(model.requests[2]["messages"])
    assert told.index("Apple") < told.index("Microsoft") < told.index("International Business")


def test_a_fault_in_one_of_several_calls_is_told_in_its_place(start: Start) -> None:
    wanted = calls(("get_quote", {"symbol": "AAPL"}), ("get_quote", {"ticker": "IBM"}), ("get_quote", {"symbol": "KO"}))
    rig, _ = start([call("analyst", task="t"), wanted, final("ok"), final("done")])
    run = rig.ask("price of AAPL, IBM and KO")
    assert [step.error is not None for step in run.steps[-3:]] == [False, True, False]
    assert run.status is RunStatus.DONE


def test_many_tasks_of_one_reply_are_worked_on_a_few_at_once(start: Start) -> None:
    now, most, lock = [0], [0], threading.Lock()

    def counted(body: dict[str, Any]) -> dict[str, Any]:
        if any(tool["function"]["name"] == "analyst" for tool in body["tools"]):
            many = calls(*(("analyst", {"task": f"task {n}"}) for n in range(8)))
            return final("Done.") if "seen" in str(body["messages"]) else many
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.2)
        with lock:
            now[0] -= 1
        return final("seen")

    rig, model = start(counted)
    model.answers_at_once = True
    run = rig.ask("price of AAPL")
    assert run.status is RunStatus.DONE and run.usage.model_calls == 10
    assert 2 <= most[0] <= 6


def test_an_answer_beside_other_calls_is_asked_for_again_once_their_results_are_there(start: Start) -> None:
    both = calls(("get_quote", {"symbol": "AAPL"}), ("final_answer", {"answer": "I guess 1 USD."}))
    rig, model = start([call("analyst", task="t"), both, final("It is at 560.99 USD."), final("At 560.99 USD.")])
    run = rig.ask("price of AAPL")
    assert run.status is RunStatus.DONE and run.result == "At 560.99 USD."
    assert "An answer comes alone" in str(model.requests[2]["messages"])


def test_of_several_answers_the_first_counts(start: Start) -> None:
    twice = calls(("final_answer", {"answer": "Hello."}), ("final_answer", {"answer": "Bye."}))
    run = start([twice])[0].ask("price of AAPL")
    assert run.result == "Hello."


def test_two_members_at_once_may_look_up_the_same_for_tasks_of_their_own(start: Start) -> None:
    def same(body: dict[str, Any]) -> dict[str, Any]:
        said = str(body["messages"])
        if any(tool["function"]["name"] == "analyst" for tool in body["tools"]):
            both = calls(("analyst", {"task": "first"}), ("analyst", {"task": "second"}))
            return final("Done.") if "seen" in said else both
        return final("seen") if "untrusted source" in said else call("get_quote", symbol="AAPL")

    run = start(same)[0].ask("price of AAPL")
    assert run.status is RunStatus.DONE and steps(run).count("analyst.get_quote") == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_call_that_the_provider_refused_is_made_once_more_and_no_act_is_repeated(start: Start, status: int) -> None:
    buy = call("propose_order", symbol="AAPL", side="buy", qty="1")
    rig, model = start([call("trader", task="t"), buy, status, final("ok"), final("Proposed.")])
    run = rig.ask("Buy 1 AAPL")
    assert [p.status for p in rig.proposals(run)] == [Status.OPEN]
    assert run.status is RunStatus.AWAITING_APPROVAL and len(model.requests) == 5
    assert run.usage.model_calls == 5 and run.usage.input_tokens == 400, "the refused call cost nothing"


def test_what_was_looked_up_before_the_model_failed_stands_in_the_answer(start: Start) -> None:
    rig, _ = start([call("analyst", task="t"), call("get_quote", symbol="AAPL"), 500])
    run = rig.ask("price of AAPL")
    assert run.status is RunStatus.FAILED and "$560.99" in (run.result or "")


def test_the_budget_of_a_run_ends_it_with_a_sentence_and_overshoots_by_no_call(start: Start) -> None:
    def endless(body: dict[str, Any]) -> dict[str, Any]:
        if any(tool["function"]["name"] == "analyst" for tool in body["tools"]):
            return call("analyst", task=f"again {len(body['messages'])}")
        return call("get_indicator", symbol="AAPL", indicator=f"sma_{len(body['messages']) + 5}")

    rig, model = start(endless, run_max_tokens=12_000)
    model.usage = {"prompt_tokens": 2_000, "completion_tokens": 500, "total_tokens": 2_500}
    run = rig.ask("price of AAPL")
    assert run.status is RunStatus.FAILED and "RUN_MAX_TOKENS" in (run.error or "")
    assert len(model.requests) == run.usage.model_calls >= 2
    assert run.usage.input_tokens + run.usage.output_tokens <= 12_000


def test_a_server_that_counts_nothing_is_not_free(start: Start) -> None:
    rig, model = start([call("analyst", task="t"), final("one two three four five six"), final("It costs little.")])
    model.usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    run = rig.ask("price of AAPL")
    assert run.usage.model_calls == len(model.requests) == 3
    assert run.usage.input_tokens > 300 and run.usage.output_tokens > 3


def test_a_day_that_is_spent_asks_no_model(start: Start) -> None:
    rig, model = start([final("x")], day_max_tokens=100)
    run = rig.ask("price of AAPL")
    assert run.status is RunStatus.FAILED and "DAY_MAX_TOKENS" in (run.error or "") and model.requests == []


def test_a_stop_ends_a_run_though_a_lookup_hangs(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    rig, _ = start([call("analyst", task="t"), call("get_indicator", symbol="AAPL", indicator="rsi_14"), final("x")])
    entered, leave = threading.Event(), threading.Event()

    def hangs(*_: object, **__: object) -> None:
        entered.set()
        leave.wait(60)

    monkeypatch.setattr(type(rig.services.analyst), "indicator", hangs)
    took, said = stopped_after(rig, entered.is_set)
    leave.set()
    assert took < 30, "the lookup hangs for 60 s"
    assert "Stopped" in said


ASKED_BY_CODE = [
    ("buy 1 AAPL if its RSI is below 99", "analyst", "indicator"),
    ("buy AAPL, size it for me, stop loss at 500", "risk", "size"),
    ("close my position", "portfolio", "snapshot"),
    ("price of AAPL", "market", "assets"),
]


@pytest.mark.parametrize(("words", "desk", "asked"), ASKED_BY_CODE, ids=[row[2] for row in ASKED_BY_CODE])
@pytest.mark.parametrize("ends_by", ["stop", "deadline"])
def test_a_run_ends_though_code_waits_for_the_market_before_a_model_is_asked(
    start: Start, monkeypatch: pytest.MonkeyPatch, words: str, desk: str, asked: str, ends_by: str
) -> None:
    rig, model = start([final("x")], run_timeout_s=1 if ends_by == "deadline" else 100)
    rig.team._lexicon = None
    entered, leave = threading.Event(), threading.Event()
    now = getattr(type(getattr(rig.services, desk)), asked)

    def hangs(*given: Any, **named: Any) -> Any:
        entered.set()
        leave.wait(60)
        return now(*given, **named)

    monkeypatch.setattr(type(getattr(rig.services, desk)), asked, hangs)
    if ends_by == "stop":
        took, said = stopped_after(rig, entered.is_set, words)
        assert took < 30, "the lookup hangs for 60 s"
        assert "Stopped" in said
    else:
        since = time.monotonic()
        run = rig.ask(words)
        assert time.monotonic() - since < 30
        assert run.status is RunStatus.FAILED and "longer than 1 s" in (run.error or "") and entered.is_set()
    before = rig.services.runs.list(limit=1).items[0].steps
    leave.set()
    threads_ended("lookup-")
    run = rig.services.runs.list(limit=1).items[0]
    assert run.steps == before and run.proposals == () and model.requests == []


@pytest.mark.parametrize("words", ["help", "thanks"])
def test_words_that_need_nobody_offer_the_model_no_tool_but_its_answer(start: Start, words: str) -> None:
    rig, model = start([final("Ask me for a price.")])
    assert "Ask me for a price." in (rig.ask(words).result or "")
    assert model.tools_offered() == [{"final_answer"}]


def test_a_server_that_sends_no_pieces_is_asked_for_the_whole(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    rig, model = start([says("Whole."), says("Whole.")])
    monkeypatch.setattr(model, "streams", False)
    run = rig.ask("price of AAPL")
    assert run.result == "Whole." and [bool(body.get("stream")) for body in model.requests] == [True, False]


KILLED = """
import sys, os
from pathlib import Path
from tests.agent.rig import Start, TeamRig, steps, stopped_after, threads_ended
rig = TeamRig(Path(sys.argv[1]), llm_model="scripted", llm_api_base=sys.argv[2], llm_api_key="k")
run = rig.say("Buy 1 AAPL")
assert rig.services.runs.claim(run.id, "dead", "p")
print(run.id, flush=True)
rig.team.run(run.id)
"""


def test_a_run_that_a_kill_cut_off_goes_on_after_a_start_and_writes_its_order_once(tmp_path: Path) -> None:
    buy = call("propose_order", symbol="AAPL", side="buy", qty="1")
    model = ScriptedModel(
        [call("trader", task="t"), buy, "hang", call("trader", task="t"), buy, final("ok"), final("Proposed.")]
    )
    folder = tmp_path / "desk"
    dying = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), model.url], stdout=subprocess.PIPE, cwd=Path.cwd(), text=True
    )
    assert dying.stdout is not None
    run_id = dying.stdout.readline().strip()
    while len(model.requests) < 3:
        assert dying.poll() is None
        time.sleep(0.02)
    dying.send_signal(signal.SIGKILL)
    dying.wait(30)
    dying.stdout.close()
    rig = TeamRig(folder, llm_model="scripted", llm_api_base=model.url, llm_api_key="k")
    try:
        before = rig.services.runs.get(run_id)
        assert before.status is RunStatus.RUNNING and len(before.proposals) == 1
        assert rig.services.runs.recover("new") == [run_id]
        assert rig.services.runs.claim(run_id, "new", "p")
        rig.team.run(run_id)
        after = rig.services.runs.get(run_id)
        assert after.status is RunStatus.AWAITING_APPROVAL and after.proposals == before.proposals
        assert after.usage.model_calls == 7, "the calls before the kill count too"
        assert "resume" in {step.tool for step in after.steps}
    finally:
        rig.close()
        model.close()
