"""Words that leave the size to the desk: code reckons it, exactly that number is let through, a model's own is not."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agent.intent_types import AskedSize
from tests.agent.rig import TeamRig, steps
from tests.agent.scripted_model import call
from tests.agent.words import read
from trading.risk.sizing_request import SizingMethod
from trading.types import FieldFrom, Intent, OrderClass, RunStatus, Side, Status

D = Decimal
FIXED, EQUITY, VOLATILITY, KELLY, RISK = SizingMethod

ASKS: list[tuple[str, AskedSize, str]] = [
    ("buy AAPL, size it for me", AskedSize(method=None), "size it for me"),
    ("please buy AAPL and size the position for me", AskedSize(method=None), "size the position for me"),
    ("buy some AAPL, size it for me", AskedSize(method=None), "size it for me"),
    ("buy AAPL with 1% risk and a stop at 540", AskedSize(method=RISK, percent=D(1)), "with 1% risk"),
    ("buy AAPL risking one percent of my account", AskedSize(method=RISK, percent=D(1)), "risking one percent"),
    ("buy AAPL, size it for me with 2% risk", AskedSize(method=RISK, percent=D(2)), "size it for me with 2% risk"),
    ("buy AAPL sized by equal risk", AskedSize(method=RISK), "sized by equal risk"),
    ("buy AAPL for 5% of my account", AskedSize(method=EQUITY, percent=D(5)), "for 5% of my account"),
    ("invest 5% of my portfolio in AAPL", AskedSize(method=EQUITY, percent=D(5)), "5% of my portfolio"),
    ("put 2.5% of my equity into AAPL", AskedSize(method=EQUITY, percent=D("2.5")), "2.5% of my equity"),
    ("buy AAPL sized by volatility", AskedSize(method=VOLATILITY), "sized by volatility"),
    ("buy AAPL, half Kelly", AskedSize(method=KELLY), "half Kelly"),
    ("buy AAPL, size it by the Kelly criterion", AskedSize(method=KELLY), "size it by the Kelly criterion"),
    ("buy AAPL for my fixed amount", AskedSize(method=FIXED), "for my fixed amount"),
]


@pytest.mark.parametrize(("words", "asked", "said"), ASKS, ids=[row[0] for row in ASKS])
def test_words_that_leave_the_size_to_the_desk_are_read_with_their_method(
    words: str, asked: AskedSize, said: str
) -> None:
    reading = read(words)
    (order,) = reading.orders
    assert (reading.intent, order.side, order.symbol, order.size) == (Intent.ORDER, Side.BUY, "AAPL", None)
    assert order.sizing == asked
    assert said in order.said["size"] and order.said["size"] in words


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("buy AAPL", "“size it for me”; I never assume a size"),
        ("buy 10 AAPL with 1% risk", "which leaves the size to the desk"),
        ("close AAPL, size it for me", "which leaves the size to the desk"),
        ("sell all AAPL sized by risk", "which leaves the size to the desk"),
        ("buy AAPL with 1% risk, sized by volatility", "two values"),
        ("buy AAPL with 0% risk", "0% of an account is no size"),
        ("buy AAPL for 101% of my account", "101% of an account is no size"),
        ("buy AAPL by full Kelly", "not “full Kelly”"),
        ("buy AAPL with 5%", "not “with 5%”"),
        ("buy AAPL and IBM, size it for me", "How many shares of AAPL?"),
        ("sell 10% of my equity in AAPL", "not “equity”"),
        ("sell 5% of my portfolio in AAPL", "not “portfolio”"),
        ("don't buy AAPL with half Kelly", "you do not want this order"),
    ],
)
def test_words_about_a_size_that_are_not_one_clear_size_are_asked_back(words: str, reply: str) -> None:
    reading = read(words)
    assert reading.orders == ()
    assert reply in reading.reply


def test_each_of_several_orders_may_be_left_to_the_desk() -> None:
    orders = read("buy AAPL and IBM for 5% of my account each").orders
    asked = AskedSize(method=EQUITY, percent=D(5))
    assert [(order.symbol, order.sizing) for order in orders] == [("AAPL", asked), ("IBM", asked)]
    assert {order.said["size"] for order in orders} == {"for 5% of my account"}


@pytest.mark.parametrize("words", ["should I buy AAPL with 1% risk?", "is half Kelly good for AAPL?", "size it for me"])
def test_a_question_about_a_size_is_no_order(words: str) -> None:
    assert read(words).orders == ()


def test_a_percent_of_the_account_becomes_whole_shares_that_trace_to_the_words(rig: TeamRig) -> None:
    run = rig.ask("buy AAPL for 5% of my account")
    (proposal,) = rig.proposals(run)
    # 5 % of 100,000 is 5,000; at 560.99 that is 8.91
    assert (proposal.status, proposal.ticket.qty, proposal.gate.reasons) == (Status.OPEN, D(8), [])
    source = proposal.origin.fields["qty"]
    assert (source.source, source.text) == (FieldFrom.WORDS, "for 5% of my account")
    assert steps(run) == ["trader.size_position", "manager.trader", "trader.propose_order"]
    assert "8.91 shares, rounded down to 8" in (run.result or "")


def test_risk_to_a_stop_in_the_words_is_held_to_the_gate_and_says_so(rig: TeamRig) -> None:
    run = rig.ask("buy AAPL with 1% risk and a stop at 540")
    (proposal,) = rig.proposals(run)
    # 1,000 / (560.99 - 540) is 47.64, but 47 x 560.99 = 26,366.53 is over 25,000; 44 x 560.99 = 24,683.56 is not
    assert (proposal.status, proposal.ticket.qty) == (Status.OPEN, D(44))
    assert proposal.ticket.stop_loss is not None and proposal.ticket.stop_loss.stop_price == 540
    assert proposal.ticket.order_class is OrderClass.OTO
    assert "rounded down to 47. Limited by the gate, the most that passes is 44: order worth 26366.53 USD" in (
        run.result or ""
    )


def test_size_it_for_me_names_the_method_that_it_takes(rig: TeamRig) -> None:
    run = rig.ask("buy IBM, size it for me")
    (proposal,) = rig.proposals(run)
    # 1,000 / (5 % of 189.08, to a stop at 179.63: 9.45) is 105.82
    assert proposal.ticket.qty == 105
    assert "by equal risk to the stop because the words name no method" in (run.result or "")
    assert "the default stop of 5 percent at 179.63 USD" in (run.result or "")


def test_volatility_sizes_each_of_two_orders_by_itself(rig: TeamRig) -> None:
    run = rig.ask("buy AAPL sized by volatility and MSFT sized by volatility")
    tickets = [proposal.ticket for proposal in rig.proposals(run)]
    assert [ticket.symbol for ticket in tickets] == ["AAPL", "MSFT"]
    for ticket in tickets:
        range_ = rig.services.analyst.indicator(ticket.symbol, "atr_14").value
        # half a percent of 100,000 is 500 for a usual day's move
        assert isinstance(range_, float) and ticket.qty == int(500 / range_)


def test_a_size_that_cannot_be_reckoned_is_a_sentence_and_no_proposal(rig: TeamRig) -> None:
    run = rig.ask("buy AAPL by half Kelly")
    assert (run.status, run.intent, run.proposals) == (RunStatus.DONE, Intent.UNCLEAR, ())
    assert "I could not size “buy AAPL by half Kelly”, so nothing was proposed" in (run.result or "")
    assert "needs 20 closed trades of this account and there are 0" in (run.result or "")


def test_a_size_of_none_is_a_sentence_and_no_proposal(rig: TeamRig) -> None:
    run = rig.ask("buy AAPL for 0.1% of my account")  # 100 USD at 560.99 a share
    assert run.proposals == ()
    assert "less than one, so the size is 0" in (run.result or "")


def test_the_answer_to_the_question_how_many_may_leave_it_to_the_desk(rig: TeamRig) -> None:
    asked = rig.ask("buy AAPL")
    run = rig.ask("for 5% of my account", after=asked)
    (proposal,) = rig.proposals(run)
    assert (proposal.ticket.symbol, proposal.ticket.qty, proposal.status) == ("AAPL", D(8), Status.OPEN)


def test_an_order_under_a_condition_is_sized_only_once_it_holds(rig: TeamRig) -> None:
    no = rig.ask("buy AAPL for 5% of my account if AAPL is below 100")
    assert no.proposals == () and "trader.size_position" not in steps(no)
    yes = rig.ask("buy AAPL for 5% of my account if AAPL is below 600")
    assert [proposal.ticket.qty for proposal in rig.proposals(yes)] == [D(8)]


def _to_trader(*then: Any) -> list[Any]:
    done = [call("final_answer", answer="Reported."), call("final_answer", answer="Done as asked.")]
    return [call("trader", task="Do what the words ask"), *then, *done]


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[Any]:
    made: list[TeamRig] = []

    def begin(*then: Any) -> TeamRig:
        made.append(TeamRig(tmp_path / f"desk{len(made)}", script=_to_trader(*then)))
        return made[-1]

    yield begin
    for rig in made:
        rig.close()


@pytest.mark.parametrize(("qty", "status"), [("8", Status.OPEN), ("9", Status.REFUSED), ("7", Status.REFUSED)])
def test_a_model_may_propose_the_number_that_code_has_reckoned_and_no_other(
    hosted: Any, qty: str, status: Status
) -> None:
    rig = hosted(call("propose_order", symbol="AAPL", side="buy", qty=qty))
    (proposal,) = rig.proposals(rig.ask("buy AAPL for 5% of my account"))
    assert proposal.status is status
    source = FieldFrom.WORDS if status is Status.OPEN else FieldFrom.FOREIGN
    assert proposal.origin.fields["qty"].source is source
    assert "Code has sized this one, as the words ask: buy 8 AAPL" in str(rig.model.requests[0]["messages"])


def test_a_size_that_the_tool_gave_is_no_size_that_the_words_ask_for(hosted: Any) -> None:
    size = call("size_position", symbol="AAPL", side="buy", method="equity")
    rig = hosted(size, call("propose_order", symbol="AAPL", side="buy", qty="8"))
    run = rig.ask("Buy 1 share of AAPL")
    (proposal,) = rig.proposals(run)
    assert proposal.status is Status.REFUSED
    assert proposal.origin.fields["qty"].source is FieldFrom.FOREIGN
    assert "trader.size_position" in steps(run)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"side": "buy", "method": "martingale"}, "method must be one of fixed, equity, volatility, kelly, risk"),
        ({"side": "hold", "method": "risk"}, "side must be buy or sell"),
        ({"side": "buy", "method": "risk", "stop_price": "600"}, "does not stand below the entry"),
    ],
)
def test_a_size_that_a_model_asks_for_wrongly_is_a_sentence(hosted: Any, arguments: dict[str, str], said: str) -> None:
    run = hosted(call("size_position", symbol="AAPL", **arguments)).ask("show my portfolio")
    (step,) = [step for step in run.steps if step.tool == "size_position"]
    assert said in (step.error or "")
