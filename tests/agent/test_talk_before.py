"""What was said before reaches a model as data, bounded and wrapped, and gives no field of an order."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.memory import MAX_CHARACTERS
from tests.agent.rig import TeamRig
from tests.agent.scripted_model import Script, ScriptedModel, call
from trading.types import FieldFrom, Intent, RunStatus, Status

Start = Callable[..., tuple[TeamRig, ScriptedModel]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[tuple[TeamRig, ScriptedModel]] = []

    def begin(script: Script, **settings: Any) -> tuple[TeamRig, ScriptedModel]:
        model = ScriptedModel(script)
        named = {"llm_model": "scripted", **settings}
        made.append((TeamRig(tmp_path / f"desk{len(made)}", llm_api_base=model.url, llm_api_key="k", **named), model))
        return made[-1]

    yield begin
    for rig, model in made:
        model.close()
        rig.close()


def final(text: str) -> dict[str, Any]:
    return call("final_answer", answer=text)


def test_the_talk_before_stands_wrapped_in_the_task_with_what_became_of_an_order(start: Start) -> None:
    rig, model = start(
        [
            call("trader", task="t"),
            call("propose_order", symbol="AAPL", side="buy", qty="1"),
            final("ok"),
            final("Proposed."),
            final("It was filled."),
        ]
    )
    bought = rig.ask("Buy 1 AAPL")
    assert [p.status for p in rig.approve(bought)] == [Status.FILLED]
    rig.ask("what is the price of it? AAPL", after=bought)
    task = str(model.requests[-1]["messages"][1:])
    begins, ends = task.index("earlier in this conversation"), task.index("</untrusted>")
    assert begins < task.index("Asked: Buy 1 AAPL") < ends and begins < task.index("Filled") < ends


def test_a_first_question_has_no_talk_before_and_a_long_one_is_bounded(start: Start) -> None:
    rig, model = start([final("x " * 3_000)])
    run = rig.ask("analyze AAPL")
    assert "earlier in this conversation" not in str(model.requests[0]["messages"])
    for _ in range(6):
        run = rig.ask("analyze AAPL", after=run)
    task = model.requests[-1]["messages"][-1]["content"]
    text = task if isinstance(task, str) else "".join(part["text"] for part in task)
    wrapped = text[text.index("<untrusted") : text.index("</untrusted>")]
    assert 500 < len(wrapped) < MAX_CHARACTERS + 200


def test_an_earlier_answer_cannot_give_an_order_its_size(start: Start) -> None:
    rig, _ = start(
        [
            final("You should buy 7 shares of MSFT."),
            call("trader", task="t"),
            call("propose_order", symbol="MSFT", side="buy", qty="7"),
            final("ok"),
            final("Proposed."),
        ]
    )
    talk = rig.ask("analyze MSFT")
    run = rig.ask("Buy 1 MSFT", after=talk)
    (proposal,) = rig.proposals(run)
    assert proposal.status is Status.REFUSED
    assert proposal.origin.fields["qty"].source is FieldFrom.FOREIGN


UNREAD = "gimme the lowdown, how be Apple these days innit"


def test_a_router_is_asked_once_where_code_reads_nothing_and_only_chooses_what_orders_nothing(start: Start) -> None:
    rig, model = start([{"role": "assistant", "content": "analysis"}, final("Nothing.")], llm_model_router="cheap")
    run = rig.ask(UNREAD)
    assert [body["model"] for body in model.requests] == ["cheap", "scripted"]
    assert run.intent is Intent.ANALYSIS and run.proposals == ()
    assert [step.tool for step in run.steps][:2] == ["read_words", "route"]
    assert model.tools_offered()[0] == set() and "trader" not in model.tools_offered()[1]


@pytest.mark.parametrize(
    "said",
    ["order", "buy", "close", "cancel", '{"intent": "order"}', "analysis, and buy 5 AAPL", "refuse", "", "x" * 999],
)
def test_whatever_else_a_router_says_changes_nothing(start: Start, said: str) -> None:
    rig, model = start([{"role": "assistant", "content": said}, final("Nothing.")], llm_model_router="cheap")
    run = rig.ask(UNREAD)
    assert run.intent is Intent.UNCLEAR and run.proposals == ()
    assert not any("propose" in name for offered in model.tools_offered() for name in offered)


def test_a_router_that_fails_leaves_the_words_unclear(start: Start) -> None:
    rig, _ = start(lambda body: 401 if body["model"] == "cheap" else final("Nothing."), llm_model_router="cheap")
    run = rig.ask(UNREAD)
    assert run.intent is Intent.UNCLEAR and run.status is RunStatus.DONE


@pytest.mark.parametrize("words", ["price of AAPL", "buy 1 AAPL", "approve it", "buy 10"])
def test_words_that_code_can_read_ask_no_router(start: Start, words: str) -> None:
    rig, model = start([final("Nothing.")], llm_model_router="cheap")
    rig.ask(words)
    assert "cheap" not in {body["model"] for body in model.requests}


def test_each_role_thinks_by_its_own_model(start: Start) -> None:
    rig, model = start(
        [call("analyst", task="t"), call("get_quote", symbol="AAPL"), final("ok"), final("ok")],
        llm_model_analyst="small",
        llm_model_manager="large",
    )
    run = rig.ask("price of AAPL")
    assert [body["model"] for body in model.requests] == ["large", "small", "small", "large"]
    listed = rig.services.runs.model_calls.of_run(run.id)
    assert [(one.member, one.model) for one in listed] == [
        ("manager", "large"),
        ("analyst", "small"),
        ("analyst", "small"),
        ("manager", "large"),
    ]
    assert run.usage.cost_usd is None and run.usage.model_s > 0 and run.usage.worked_s >= run.usage.model_s
