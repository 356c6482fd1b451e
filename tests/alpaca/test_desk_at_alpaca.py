"""The desk at Alpaca, whole: from a ticket to the venue's fill, reported by itself, through its bad days."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from alpaca.trading.client import TradingClient

from tests.alpaca.rig import AlpacaRig
from tests.alpaca_venue.faults import Fault
from tests.orders.rig import form
from trading.types import OWNER, OrderClass, OrderType, Side, Status, StopLoss, TakeProfit, TimeInForce

BEFORE_A_LOOK_S = 15
"""What is seen within it was told by the stream: the whole account is read every 30 s only."""


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[AlpacaRig]:
    with AlpacaRig(tmp_path / "data") as made:
        yield made


def test_an_approved_order_fills_and_is_in_the_portfolio(rig: AlpacaRig) -> None:
    sent = rig.send(qty="3")
    rig.wait(lambda: rig.standing(sent).status is Status.FILLED, "the fill")
    rig.wait(lambda: len(rig.desk.fills().items) == 1, "the execution")
    assert len(rig.venue.requests("POST", "/v2/orders")) == 1
    [held] = rig.wired.services.portfolio.snapshot().positions
    assert (held.symbol, held.qty) == ("AAPL", Decimal(3))


def test_a_fill_at_the_venue_arrives_by_itself(rig: AlpacaRig) -> None:
    rig.wait(lambda: rig.wired.services.link.state().connected, "the stream")
    resting = rig.send(qty="3", type=OrderType.LIMIT, limit_price=Decimal(90))
    rig.venue.book.set_price("AAPL", Decimal(89))
    rig.wait(lambda: rig.standing(resting).status is Status.FILLED, "the report", within_s=BEFORE_A_LOOK_S)


AFTER = [Fault.DROP_AFTER, Fault.STATUS_504_AFTER, Fault.STATUS_500_AFTER, Fault.GARBAGE_AFTER]
BEFORE = [Fault.DROP_BEFORE, Fault.STATUS_500, Fault.STATUS_503, Fault.GARBAGE_BEFORE]


@pytest.mark.parametrize("fault", AFTER)
def test_an_order_that_arrived_without_an_answer_is_found_and_never_sent_twice(rig: AlpacaRig, fault: Fault) -> None:
    rig.venue.faults.next("POST", "/v2/orders", fault)
    sent = rig.send()
    rig.wait(lambda: rig.standing(sent).status is Status.FILLED, "the look-up")
    assert len(rig.venue.requests("POST", "/v2/orders")) == 1


@pytest.mark.parametrize("fault", BEFORE)
def test_an_order_that_did_not_arrive_is_not_sent_again(rig: AlpacaRig, fault: Fault) -> None:
    rig.venue.faults.next("POST", "/v2/orders", fault)
    sent = rig.send()
    assert sent.status is Status.UNKNOWN
    assert rig.desk.ask_now(sent.id).status is Status.UNKNOWN
    assert len(rig.venue.requests("POST", "/v2/orders")) == 1 and not rig.venue.book.sequence


def test_a_rejection_is_the_venues_own_word(rig: AlpacaRig) -> None:
    rig.venue.faults.next("POST", "/v2/orders", Fault.STATUS_429)
    sent = rig.send()
    assert sent.status is Status.REJECTED and "429" in sent.reason


def test_an_order_made_elsewhere_is_adopted_and_shown_as_such(rig: AlpacaRig) -> None:
    rig.wait(lambda: rig.wired.services.link.state().connected, "the stream")
    rig.venue.book.set_price("IBM", Decimal(100))
    elsewhere = TradingClient(rig.venue.key, rig.venue.secret, raw_data=True, url_override=rig.venue.url)
    body = {"symbol": "IBM", "qty": "2", "side": "buy", "type": "limit", "limit_price": "50", "time_in_force": "day"}
    raw = elsewhere.post("/orders", body)
    rig.wait(
        lambda: any(p.id == raw["client_order_id"] for p in rig.desk.orders().items),
        "the adoption",
        within_s=BEFORE_A_LOOK_S,
    )
    adopted = rig.desk.order(raw["client_order_id"])
    assert adopted.adopted and adopted.status is Status.SENT


def test_a_position_is_closed_by_a_ticket_of_our_own(rig: AlpacaRig) -> None:
    bought = rig.send(qty="4")
    rig.wait(lambda: rig.standing(bought).status is Status.FILLED, "the buy")
    ticket = rig.desk.close_ticket("AAPL")
    assert (ticket.side, ticket.qty, ticket.reduce_only) == (Side.SELL, Decimal(4), True)
    proposal = rig.propose("AAPL", "4", side=Side.SELL, reduce_only=True)
    rig.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    rig.wait(lambda: not rig.wired.services.portfolio.snapshot().positions, "the close")
    assert not [entry for entry in rig.venue.log if entry.method == "DELETE" and "/positions" in entry.path]


def test_stopping_suspends_the_account_and_cancels_what_rests(rig: AlpacaRig) -> None:
    resting = rig.send(type=OrderType.LIMIT, limit_price=Decimal(90))
    rig.desk.stop_trading(actor=OWNER)
    rig.wait(lambda: rig.standing(resting).status is Status.CANCELLED, "the cancel")
    assert rig.venue.requests("PATCH", "/v2/account/configurations")
    rig.desk.resume_trading(actor=OWNER)
    assert rig.send(qty="1").status in (Status.SENT, Status.FILLED)


def test_a_pair_of_exits_closes_a_position_and_one_ends_the_other(rig: AlpacaRig) -> None:
    bought = rig.send(qty="4")
    rig.wait(lambda: rig.standing(bought).status is Status.FILLED, "the buy")
    pair = rig.send(
        qty="4",
        side=Side.SELL,
        type=OrderType.LIMIT,
        limit_price=Decimal(110),
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.OCO,
        take_profit=TakeProfit(limit_price=Decimal(110)),
        stop_loss=StopLoss(stop_price=Decimal(90)),
    )
    assert pair.status is Status.SENT
    rig.venue.book.set_price("AAPL", Decimal(89))
    rig.wait(lambda: len(rig.desk.fills().items) == 2, "the stop's fill")
    assert {fill.order_id for fill in rig.desk.fills().items} == {bought.id, pair.id}
    assert not rig.wired.services.portfolio.snapshot().positions


def test_a_bracket_is_one_order_whose_exits_fill_under_its_id(rig: AlpacaRig) -> None:
    bracket = rig.send(
        qty="4",
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.BRACKET,
        take_profit=TakeProfit(limit_price=Decimal(110)),
        stop_loss=StopLoss(stop_price=Decimal(90)),
    )
    rig.wait(lambda: rig.standing(bracket).status is Status.FILLED, "the entry")
    rig.venue.book.set_price("AAPL", Decimal(111))
    rig.wait(lambda: len(rig.desk.fills().items) == 2, "the take-profit's fill")
    assert {fill.order_id for fill in rig.desk.fills().items} == {bracket.id}
    assert len(rig.desk.orders(statuses=None).items) == 1


def test_a_replaced_order_keeps_one_life_at_the_venue(rig: AlpacaRig) -> None:
    resting = rig.send(type=OrderType.LIMIT, limit_price=Decimal(90))
    ticket = rig.desk.replace_ticket(resting.id, {"limit_price": "91"})
    proposal = rig.desk.propose(ticket, form())
    changed = rig.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    rig.wait(lambda: rig.standing(resting).status is Status.REPLACED, "the end of the old one")
    assert rig.standing(changed).status is Status.SENT
    assert [order.client_order_id for order in rig.venue.book.sequence] == [resting.id, changed.id]
