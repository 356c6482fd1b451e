"""A recorded run plays again bit for bit, offline; with something changed it shows what would have been other."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from agent.intent_types import Reading
from agent.playback.command import Asked, limits_from, playback
from agent.playback.kept import Kept, judged_again, kept_run
from agent.playback.plain_values import value_from
from agent.playback.play import Changes
from agent.playback.report import is_same
from tests.agent.playback_cases import played_again, recording_of, store_of
from tests.agent.rig import TeamRig
from tests.agent.scripted_model import Script, call, calls, says
from tests.agent.test_intent_phrases import ORDERS
from tests.agent.words import read
from trading.errors import FixInput, InvalidLimits
from trading.store.recordings import recording_from_text
from trading.store.tables import TRIAL
from trading.types import Intent, RunStatus
from trading.types.wire import canonical_json, to_wire

OF_EVERY_INTENT = (
    "Buy 1 share of AAPL at market price",
    "buy 10 AAPL limit 500 gtc, take profit 10% above, stop 5% below",
    "close my IBM position",
    "sell half my GOOG",
    "cancel all my orders",
    "price of apple",
    "prices of AAPL, MSFT and IBM",
    "rsi of AAPL",
    "analyze IBM",
    "fundamentals of MSFT",
    "news on AAPL",
    "show my portfolio",
    "my history",
    "Backtest AAPL with SMA 20/50",
    "alert me when AAPL is below 500",
    "compare AAPL and MSFT",
    "buy 1 AAPL if RSI is below 70",
    "buy 1 AAPL if it drops to 5",
    "help",
    "buy 10",
    "raise my limits",
    "rsi(999) of AAPL",
    "buy 1000 AAPL",
    "market movers",
    "what are my limits?",
)


def test_planner_runs_of_every_intent_play_bit_for_bit(rig: TeamRig) -> None:
    rig.hold("buy 5 IBM and 3 GOOG")
    rig.approve(rig.ask("buy 1 AAPL limit 400 gtc"))
    seen = set()
    for words in OF_EVERY_INTENT:
        run = rig.ask(words)
        before = len(rig.services.desk.proposals(statuses=None, limit=500).items)
        script, played = played_again(rig, run)
        assert is_same(script, played), words
        assert canonical_json(played.steps) == canonical_json(run.steps), words
        assert run.result is not None and run.result.startswith(played.outcome.text), words
        assert to_wire(played.outcome.figures) == to_wire(run.figures), words
        assert len(rig.services.desk.proposals(statuses=None, limit=500).items) == before, "playback writes nothing"
        seen.add(run.intent)
    assert seen >= set(Intent) - {Intent.SENTIMENT}


Start = Callable[..., TeamRig]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[TeamRig] = []

    def begin(script: Script, **settings: Any) -> TeamRig:
        rig = TeamRig(tmp_path / f"desk{len(made)}", script=script, llm_api_key="a-model-key", **settings)
        made.append(rig)
        return rig

    yield begin
    for rig in made:
        rig.close()


def final(text: str) -> dict[str, Any]:
    return call("final_answer", answer=text)


BUY_ONE = {"symbol": "AAPL", "side": "buy", "qty": "1"}
SCRIPTED: dict[str, tuple[str, Script]] = {
    "a lookup": (
        "price of AAPL",
        [
            call("analyst", task="q"),
            call("get_quote", symbol="AAPL"),
            final("$560.99"),
            final("It is $560.99, not $1."),
        ],
    ),
    "two lookups in one reply": (
        "prices of AAPL and MSFT",
        [
            call("analyst", task="q"),
            calls(("get_quote", {"symbol": "AAPL"}), ("get_quote", {"symbol": "MSFT"})),
            final("both"),
            final("AAPL $560.99, MSFT $28.45."),
        ],
    ),
    "an order": (
        "Buy 1 share of AAPL",
        [call("trader", task="q"), call("propose_order", **BUY_ONE), final("ok"), final("Done.")],
    ),
    "a wrong order": (
        "Buy 1 share of AAPL",
        [call("trader", task="q"), call("propose_order", **{**BUY_ONE, "qty": "9"}), final("ok"), final("Done.")],
    ),
    "plain text": ("price of AAPL", [says("I do not know.")]),
    "a malformed call": (
        "price of AAPL",
        [
            call("analyst", task="q"),
            calls(("get_quote", "{no json")),
            call("get_quote", symbol="AAPL"),
            final("a"),
            final("b"),
        ],
    ),
    "not offered": ("price of AAPL", [call("analyst", task="q"), call("propose_order", **BUY_ONE), final("ok")]),
    "the same again": ("price of AAPL", [call("analyst", task="q"), call("get_quote", symbol="AAPL")]),
    "rate limited": ("price of AAPL", [429]),
    "a fault later": ("price of AAPL", [call("analyst", task="q"), 500]),
    "silent": ("price of AAPL", [says(None)]),
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_runs_of_a_language_model_play_bit_for_bit_without_it(start: Start, name: str) -> None:
    words, said = SCRIPTED[name]
    rig = start(said)
    run = rig.ask(words)
    asked = len(rig.team._services.runs.get(run.id).steps)
    script, played = played_again(rig, run)
    assert is_same(script, played)
    assert played.outcome.text == run.result and len(played.steps) == asked
    assert script.model_calls >= 1


def test_members_that_work_at_once_play_bit_for_bit(start: Start) -> None:
    def say(body: dict[str, Any]) -> Any:
        offered = {tool["function"]["name"] for tool in body["tools"]}
        text = str(body["messages"])
        if "analyst" in offered:
            if "Reported" in text:
                return final("AAPL is at $560.99 and IBM at $189.08.")
            return calls(("analyst", {"task": "price of AAPL"}), ("analyst", {"task": "price of IBM"}))
        if "untrusted source" in text:
            return final("Reported.")
        return call("get_quote", symbol="AAPL" if "price of AAPL" in text else "IBM")

    rig = start(say)
    run = rig.ask("prices of AAPL and IBM")
    assert run.status is RunStatus.DONE and sum(step.tool == "get_quote" for step in run.steps) == 2
    for _ in range(3):
        assert is_same(*played_again(rig, run))


def test_a_run_that_was_stopped_while_its_model_thought_plays_to_the_same_end(start: Start) -> None:
    rig = start(["hang"], run_timeout_s=0.6, llm_timeout_s=60)
    run = rig.ask("price of AAPL")
    assert run.status is RunStatus.FAILED
    assert is_same(*played_again(rig, run))


def test_a_record_in_a_file_plays_as_the_one_in_the_store(rig: TeamRig) -> None:
    run = rig.ask("compare AAPL and MSFT")
    kept = Kept(recording=recording_from_text(store_of(rig.services).export(run.id)))
    held, lines = playback(kept, rig.services.settings, Asked())
    assert held and "reproduced bit for bit" in lines[0]


def _kept(rig: TeamRig, run_id: str) -> Kept:
    return kept_run(rig.wiring.database, rig.services.settings, run_id)


def test_fewer_steps_show_what_would_have_been_missing(rig: TeamRig) -> None:
    run = rig.ask("prices of AAPL, MSFT and IBM")
    changed = limits_from(["run_max_steps=2"])
    held, lines = playback(_kept(rig, run.id), rig.services.settings, Asked(limits=changed))
    text = "\n".join(lines)
    assert held and "+status: failed" in text and "-status: done" in text
    assert "this run made 2 tool calls, the limit of a run" in text.lower()
    assert "-step 5" in text


def test_other_limits_judge_the_recorded_tickets_again(rig: TeamRig) -> None:
    run = rig.ask("buy 10 AAPL")
    (line,) = judged_again(_kept(rig, run.id), {"max_order_notional": "1000"})
    # 10 x 560.99 = 5609.90
    assert line.startswith("would have been refused: buy 10 AAPL") and "5609.90 USD exceeds the limit of 1000" in line
    (same,) = judged_again(_kept(rig, run.id), {"max_order_notional": "6000"})
    assert same.startswith("as before, allowed")
    with pytest.raises(InvalidLimits, match="is not a limit"):
        judged_again(_kept(rig, run.id), {"max_luck": "1"})
    with pytest.raises(FixInput, match="refuses no order"):
        judged_again(_kept(rig, run.id), {"default_stop_pct": "1"})


def test_another_model_is_asked_and_what_it_wants_beyond_the_record_stops_it(start: Start, rig: TeamRig) -> None:
    run = rig.ask("price of apple")
    other = start([call("analyst", task="look"), call("get_quote", symbol="MSFT"), final("x"), final("y")])
    kept, settings = _kept(rig, run.id), other.services.settings
    _, lines = playback(kept, settings, Asked(model="scripted"))
    assert "the record does not hold what get_quote(symbol=msft) brings" in "\n".join(lines).lower()
    again = start([call("analyst", task="look"), call("get_quote", symbol="MSFT"), final("x"), final("y")])
    asked = Asked(model="scripted", services=lambda: rig.services)
    _, live = playback(kept, again.services.settings, asked)
    assert "looked up now, not from the record: get_quote(symbol=MSFT)" in live[-1]


def _trials(rig: TeamRig) -> int:
    with store_of(rig.services)._database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(TRIAL)).scalar_one())


def test_a_test_of_a_strategy_that_was_not_in_the_run_is_not_made_by_a_playback(start: Start, rig: TeamRig) -> None:
    run = rig.ask("backtest AAPL with sma 20/50 since 2010")
    tests = call("run_backtest", strategy="sma_cross", symbols=["MSFT"])
    other = start([call("strategist", task="test"), tests, final("x"), final("y")])
    before = _trials(rig)
    asked = Asked(model="scripted", services=lambda: rig.services)
    _, lines = playback(_kept(rig, run.id), other.services.settings, asked)
    assert "would be work and count as a trial" in "\n".join(lines)
    assert _trials(rig) == before > 0


def test_another_model_may_take_the_recorded_results_by_another_way(start: Start, rig: TeamRig) -> None:
    run = rig.ask("price of apple")
    other = start([call("analyst", task="look"), call("get_quote", symbol="AAPL"), final("x"), final("It is $560.99.")])
    _, lines = playback(_kept(rig, run.id), other.services.settings, Asked(model="scripted"))
    assert "+answer: It is $560.99." in lines


def test_a_ticket_that_another_model_would_ask_for_is_told_and_never_written(start: Start, rig: TeamRig) -> None:
    run = rig.ask("buy 1 AAPL")
    other = start([call("trader", task="q"), call("propose_order", **{**BUY_ONE, "qty": "7"}), final("x"), final("y")])
    asked = Asked(model="scripted", services=lambda: rig.services)
    _, lines = playback(_kept(rig, run.id), other.services.settings, asked)
    assert "a ticket would be asked for here that was not in the run" in "\n".join(lines).lower()
    assert len(rig.services.desk.proposals(statuses=None).items) == 1


def test_another_prompt_asks_the_model_anew(start: Start, tmp_path: Path) -> None:
    said = [call("analyst", task="q"), call("get_quote", symbol="AAPL"), final("a"), final("It is $560.99.")]
    rig = start([*said, *said[:3], final("Apple: $560.99.")])
    run = rig.ask("price of AAPL")
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "manager.md").write_text("Answer in the fewest words.")
    _, lines = playback(_kept(rig, run.id), rig.services.settings, Asked(prompt_folder=folder))
    assert "+answer: Apple: $560.99." in lines
    assert "fewest words" in str(rig.model.requests[4])


def test_prompts_change_nothing_for_the_planner_and_that_is_said(rig: TeamRig, tmp_path: Path) -> None:
    run = rig.ask("price of apple")
    with pytest.raises(FixInput, match="reads no prompt"):
        playback(_kept(rig, run.id), rig.services.settings, Asked(prompt_folder=tmp_path))


@pytest.mark.parametrize("pair", ["run_max_steps", "=3", "x=", "run_max_steps = "])
def test_a_limit_without_a_name_or_a_value_is_refused(pair: str) -> None:
    with pytest.raises(FixInput, match="name=value"):
        limits_from([pair])


def test_a_run_that_asks_something_else_of_a_recorded_model_stops_there(rig: TeamRig) -> None:
    run = rig.ask("price of apple")
    prompts = Changes(prompts=lambda _agent, _own: {**_templates(), "system_prompt": "Other."})
    _, played = played_again(rig, run, prompts)
    assert "asked something that its model was not asked in the record" in played.outcome.text


def _templates() -> dict[str, Any]:
    from agent.prompts import templates

    return templates("manager")


@pytest.mark.parametrize("words", [*OF_EVERY_INTENT, *(row[0] for row in ORDERS)])
def test_what_code_has_read_is_the_same_after_the_record(words: str) -> None:
    reading = read(words)
    assert value_from(Reading, to_wire(reading)) == reading


def test_the_record_of_a_run_holds_its_steps(rig: TeamRig) -> None:
    run = rig.ask("price of apple")
    kinds = [entry.kind.value for entry in recording_of(rig, run).entries]
    assert kinds[0] == "frame" and kinds[-1] == "outcome"
    assert [kinds.count(kind) for kind in ("input", "output", "tool")] == [4, 4, 2]


def test_a_model_that_is_asked_anew_counts_in_the_day_and_its_limits_hold(start: Start, rig: TeamRig) -> None:
    run = rig.ask("price of apple")
    said = [call("analyst", task="look"), call("get_quote", symbol="AAPL"), final("x"), final("It is $560.99.")]
    kept, book = _kept(rig, run.id), rig.services.runs.model_calls
    assert kept.calls is not None and book.today().calls == 0
    playback(kept, start(said).services.settings, Asked(model="scripted"))
    assert kept.calls.today().calls == 4
    tight = start(said).services.settings.model_copy(update={"day_max_tokens": 500})
    _, lines = playback(kept, tight, Asked(model="scripted"))
    assert "DAY_MAX_TOKENS" in "\n".join(lines)
    small = start(said).services.settings.model_copy(update={"run_max_tokens": 500})
    _, lines = playback(replace(kept, calls=None), small, Asked(model="scripted"))
    assert "RUN_MAX_TOKENS" in "\n".join(lines)
