"""An entry that a person asks for in the chat carries a stop and a target; words decline them, a key gets none."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from agent.intent import read_words
from agent.intent_exits import without_declines
from tests.agent.rig import TeamRig
from tests.agent.scripted_model import ScriptedModel, call
from tests.agent.words import LEXICON
from trading.types import (
    OWNER,
    Actor,
    ActorKind,
    FieldFrom,
    FieldSource,
    Intent,
    OrderClass,
    Proposal,
    Run,
    Side,
    Status,
    StopLoss,
    TakeProfit,
    TimeInForce,
)

KEY = Actor(kind=ActorKind.KEY, id="k1", name="robot")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[TeamRig]:
    made = TeamRig(tmp_path / "desk")
    yield made
    made.close()


def only(rig: TeamRig, words: str) -> Proposal:
    (proposal,) = rig.proposals(rig.ask(words))
    assert proposal.status is Status.OPEN, proposal.gate.reasons
    return proposal


def exits(proposal: Proposal) -> tuple[OrderClass | None, Decimal | None, Decimal | None]:
    ticket = proposal.ticket
    loss, profit = ticket.stop_loss, ticket.take_profit
    return ticket.order_class, loss and loss.stop_price, profit and profit.limit_price


def test_an_entry_at_the_market_carries_the_default_exits_until_cancelled(rig: TeamRig) -> None:
    """AAPL closed at 560.99: 0.95 x 560.99 = 532.9405 and 1.10 x 560.99 = 617.089, rounded to the cent."""
    proposal = only(rig, "Buy 1 share of AAPL at market price")
    assert exits(proposal) == (OrderClass.BRACKET, Decimal("532.94"), Decimal("617.09"))
    assert proposal.ticket.time_in_force is TimeInForce.GTC
    assert proposal.origin.fields["stop_loss"] == FieldSource(
        source=FieldFrom.DEFAULT,
        text="5 percent below the price of 560.99 USD at which it would fill, the default of Settings",
    )
    said = rig.services.runs.get(proposal.origin.run_id or "").result or ""
    assert "the default of Settings; say “without a stop” to have none" in said


def test_it_fills_and_its_exits_rest_so_that_the_auditor_finds_nothing(rig: TeamRig) -> None:
    rig.hold("buy 2 AAPL")
    assert rig.services.risk.stop_findings() == ()
    run = rig.ask("close AAPL")
    assert [one.status for one in rig.approve(run)] == [Status.FILLED]
    assert rig.services.portfolio.snapshot().positions == ()
    assert rig.services.risk.stop_findings() == ()


def test_an_entry_at_a_limit_starts_from_its_limit_and_keeps_its_life(rig: TeamRig) -> None:
    proposal = only(rig, "buy 10 AAPL limit 500")
    assert exits(proposal) == (OrderClass.BRACKET, Decimal("475.00"), Decimal("550.00"))
    assert proposal.ticket.time_in_force is TimeInForce.DAY


def test_a_life_that_the_words_give_is_kept(rig: TeamRig) -> None:
    proposal = only(rig, "buy 10 AAPL at market for the day")
    assert (proposal.ticket.time_in_force, exits(proposal)[0]) == (TimeInForce.DAY, OrderClass.BRACKET)


def test_exits_that_the_words_name_are_the_only_ones(rig: TeamRig) -> None:
    proposal = only(rig, "buy 10 AAPL with stop loss at 500")
    assert exits(proposal) == (OrderClass.OTO, Decimal(500), None)
    assert proposal.origin.fields["stop_loss"].source is FieldFrom.WORDS


DECLINED = [
    "buy 1 AAPL without a stop",
    "buy 1 AAPL without stop loss",
    "buy 1 AAPL at market, no stop",
    "buy 1 AAPL no exits",
    "buy 1 AAPL without exits",
    "buy 1 AAPL without any exits please",
    "buy 1 AAPL naked",
    "buy 1 AAPL with no stop",
    "Buy 1 share of AAPL without a stop or a target",
    "buy 1 AAPL limit 500 without a stop-loss",
]


@pytest.mark.parametrize("words", DECLINED)
def test_words_decline_the_exits(rig: TeamRig, words: str) -> None:
    proposal = only(rig, words)
    assert exits(proposal) == (OrderClass.SIMPLE, None, None)
    assert proposal.ticket.time_in_force is TimeInForce.DAY


@pytest.mark.parametrize(
    "words",
    [
        "do not buy 1 AAPL without a stop",
        "never buy AAPL without a stop",
        "no, don't buy 1 AAPL",
        "no stop buying AAPL",
        "buy no AAPL without a stop",
        "buy 1 AAPL without a stop, no wait",
        "no 1 AAPL",
        "buy 1 AAPL without paying",
    ],
)
def test_a_negation_of_the_order_is_still_one(words: str) -> None:
    reading = read_words(words, words, LEXICON)
    assert reading.orders == () or reading.settled


@pytest.mark.parametrize("words", ["no stop limit on AAPL", "no stop order", "no stop buying AAPL", "no exit price"])
def test_only_a_decline_of_exits_is_taken_for_one(words: str) -> None:
    assert without_declines(words) == words


def test_a_stop_and_none_in_one_order_are_asked_back() -> None:
    words = "buy 1 AAPL with stop loss at 500 without exits"
    reading = read_words(words, words, LEXICON)
    assert (reading.intent, "say which of both" in reading.reply) == (Intent.UNCLEAR, True)


def test_what_sells_a_holding_or_is_fractional_or_by_amount_carries_none(rig: TeamRig) -> None:
    rig.hold("buy 4 IBM without a stop")
    for words in ("sell 1 IBM", "sell half my IBM", "buy 0.5 AAPL", "buy $500 of AAPL"):
        assert exits(only(rig, words)) == (OrderClass.SIMPLE, None, None), words


def test_a_percentage_of_0_turns_its_exit_off(rig: TeamRig) -> None:
    rig.services.limits.update({"default_target_pct": "0"}, actor=OWNER)
    assert exits(only(rig, "buy 1 AAPL")) == (OrderClass.OTO, Decimal("532.94"), None)
    rig.services.limits.update({"default_stop_pct": "0"}, actor=OWNER)
    assert exits(only(rig, "buy 1 IBM")) == (OrderClass.SIMPLE, None, None)


def test_what_a_key_asks_for_stays_simple_as_the_contract_says(rig: TeamRig) -> None:
    run = rig.services.runs.create("buy 1 AAPL", actor=KEY)
    assert rig.services.runs.claim(run.id, "test", rig.team.planner)
    rig.team.run(run.id)
    (proposal,) = rig.proposals(rig.services.runs.get(run.id))
    assert (exits(proposal), proposal.ticket.time_in_force) == ((OrderClass.SIMPLE, None, None), TimeInForce.DAY)


def test_a_stop_of_a_models_own_is_refused_though_defaults_are_allowed(tmp_path: Path) -> None:
    proposes = call("propose_order", symbol="AAPL", side="buy", qty="1", stop_loss_price="1", take_profit_price="900")
    model = ScriptedModel([call("trader", task="buy"), proposes, call("final_answer", answer="done")])
    rig = TeamRig(tmp_path / "desk", llm_model="scripted", llm_api_base=model.url, llm_api_key="k")
    try:
        run: Run = rig.ask("buy 1 AAPL")
        refused = [one for one in rig.proposals(run) if one.ticket.stop_loss == StopLoss(stop_price=Decimal(1))]
        assert [one.status for one in refused] == [Status.REFUSED]
        assert "not the user's own" in " ".join(refused[0].gate.reasons)
    finally:
        rig.close()
        model.close()


@pytest.mark.parametrize(
    "changed",
    [
        {"stop_loss": StopLoss(stop_price=Decimal("532.93"))},
        {"take_profit": TakeProfit(limit_price=Decimal("617.10"))},
        {"stop_loss": StopLoss(stop_price=Decimal("532.94"), limit_price=Decimal("530"))},
        {
            "side": Side.SELL,
            "stop_loss": StopLoss(stop_price=Decimal("617.09")),
            "take_profit": TakeProfit(limit_price=Decimal("532.94")),
        },
    ],
)
def test_a_default_that_the_code_would_not_compute_is_refused(rig: TeamRig, changed: dict[str, object]) -> None:
    proposal = only(rig, "buy 1 AAPL")
    ticket = replace(proposal.ticket, **changed)  # type: ignore[arg-type]
    refused = rig.services.desk.propose(ticket, replace(proposal.origin, run_id="another"))
    assert refused.status is Status.REFUSED
    assert "origin" in [rule.name for rule in refused.gate.rules if not rule.ok]


def test_a_default_from_a_price_that_is_not_the_market_is_refused_when_it_is_new(rig: TeamRig) -> None:
    """570 and 660 are the exits of 600 USD, and AAPL stands at 560.99."""
    proposal = only(rig, "buy 1 AAPL")
    text = "5 percent below the price of 600 USD at which it would fill, the default of Settings"
    fields = dict(proposal.origin.fields) | {
        "stop_loss": FieldSource(source=FieldFrom.DEFAULT, text=text),
        "take_profit": FieldSource(source=FieldFrom.DEFAULT, text=text),
    }
    ticket = replace(
        proposal.ticket,
        stop_loss=StopLoss(stop_price=Decimal("570.00")),
        take_profit=TakeProfit(limit_price=Decimal("660.00")),
    )
    refused = rig.services.desk.propose(ticket, replace(proposal.origin, run_id="another", fields=fields))
    assert any("bps from the price of now" in reason for reason in refused.gate.reasons)


def test_proposed_again_on_another_day_an_entry_starts_its_default_exits_from_the_price_of_then(rig: TeamRig) -> None:
    """AAPL closed at 564.29 on 4 June 2012: 0.95 x 564.29 = 536.0755 and 1.10 x 564.29 = 620.719."""
    first = only(rig, "Buy 1 share of AAPL at market price")
    rig.services.desk.cancel(first.id, actor=OWNER)
    assert rig.services.replay is not None
    rig.services.replay.step(1)
    again = rig.services.desk.propose_again(first.id, actor=OWNER)
    assert again.status is Status.OPEN, again.gate.reasons
    assert exits(again) == (OrderClass.BRACKET, Decimal("536.08"), Decimal("620.72"))
    assert "the price of 564.29 USD" in again.origin.fields["stop_loss"].text
