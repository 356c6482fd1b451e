"""What the paper venue says no to, in a venue's words; a refused order leaves nothing behind."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.broker.hand_tape import FRIDAY, HandTape, bar, order, step, week
from trading.broker.paper import PaperBroker
from trading.errors import OutcomeUnknown, Unavailable, VenueRejected
from trading.types import OrderClass, Side, Status, Ticket, TimeInForce

D = Decimal
Opened = Callable[..., PaperBroker]
FLAT = "100 100 100 100"
SELL, GTC = Side.SELL, TimeInForce.GTC


@pytest.mark.parametrize(
    ("ticket", "said"),
    [
        (order(qty="1001"), "the order costs 100100.00 USD, 100000.00 USD are free"),
        (order(qty="1000", limit_price="100.01"), "costs 100010.00 USD"),
        (order(qty="1000", stop_price="101"), "costs 101000.00 USD"),
        (order(qty=None, notional="100000.01"), "the order costs 100000.01 USD"),
        (order(side=SELL), r"insufficient qty available for order \(requested: 10, available: 0\)"),
        (order("NONE"), "NONE is not traded here"),
        (order("SOON"), "SOON is not traded here"),
        (order("GONE"), "GONE has no price on 2012-06-04"),
        (order(limit_price="90", extended_hours=True), "no extended hours"),
        (order(stop_price="110", time_in_force=TimeInForce.IOC), "a stop order cannot be ioc"),
        (order(side=SELL, trail_price="5", time_in_force=TimeInForce.OPG), "a trailing_stop order cannot be opg"),
        (order(qty="0.00001"), "worth no cent"),
        (order(qty=None, notional="0.01", limit_price="100000"), "buys less than 0.000001 shares"),
    ],
)
def test_an_order_that_cannot_be_carried_is_rejected_and_leaves_nothing(
    opened: Opened, ticket: Ticket, said: str
) -> None:
    monday, tuesday = FRIDAY.replace(day=4), FRIDAY.replace(day=5)
    listed = {"GONE": [bar(FRIDAY, "5 5 5 5")], "SOON": [bar(tuesday, "5 5 5 5")]}
    tape = HandTape({"ACME": [bar(FRIDAY, FLAT), bar(monday, FLAT)], **listed})
    broker = opened(tape)
    step(broker)
    before = (broker.account(), broker.positions())
    with pytest.raises(VenueRejected, match=said):
        broker.submit("one", ticket)
    assert (broker.account(), broker.positions()) == before
    assert (broker.find("one"), broker.orders(), broker.fills()) == (None, [], [])


@pytest.mark.parametrize(
    ("order_id", "said"), [("", "has 0 characters"), ("x" * 129, "has 129 characters, the limit is 128")]
)
def test_an_id_of_a_wrong_length_is_rejected(opened: Opened, order_id: str, said: str) -> None:
    with pytest.raises(VenueRejected, match=said):
        opened(week(FLAT)).submit(order_id, order())


def test_what_rests_is_reserved_and_cannot_be_spent_twice(opened: Opened) -> None:
    broker = opened(week(FLAT))
    broker.submit("limit", order(qty="500", limit_price="90", time_in_force=GTC))
    broker.submit("auction", order(qty="100", time_in_force=TimeInForce.OPG))
    broker.submit("stop", order(qty="100", stop_price="105", time_in_force=GTC))
    assert broker.account().buying_power == D(100_000 - 45_000 - 10_000 - 10_500)
    with pytest.raises(VenueRejected, match=r"34500\.00 USD are free"):
        broker.submit("more", order(qty="346"))
    assert broker.submit("fits", order(qty="345")).status is Status.FILLED
    assert broker.account().buying_power == 0


def test_shares_that_an_exit_has_reserved_cannot_be_sold_again(opened: Opened) -> None:
    broker = opened(week(FLAT))
    broker.submit("one", order(order_class=OrderClass.BRACKET, target="110", stop="95", time_in_force=GTC))
    broker.submit("two", order(qty="5"))
    with pytest.raises(VenueRejected, match=r"requested: 6, available: 5"):
        broker.submit("out", order(qty="6", side=SELL))
    assert broker.submit("out", order(qty="5", side=SELL)).status is Status.FILLED


def test_a_gap_that_costs_more_than_the_cash_cancels_the_order_and_never_overdraws(opened: Opened) -> None:
    broker = opened(week(FLAT, "130 130 130 130"), cash=D(1050))
    broker.submit("one", order(stop_price="105", time_in_force=GTC))
    step(broker)
    found = broker.find("one")
    assert found is not None
    assert (found.status, found.reason) == (Status.CANCELLED, "insufficient cash at the fill: 1300.00 USD needed")
    assert (broker.account().cash, broker.positions()) == (D(1050), [])


def test_one_id_is_one_order_for_ever(opened: Opened) -> None:
    broker = opened(week(FLAT, FLAT))
    broker.submit("one", order())
    before = (broker.account(), broker.orders())
    for again in (order(), order(qty="1"), order("NONE"), order(side=SELL, qty="99")):
        with pytest.raises(OutcomeUnknown, match="client_order_id must be unique: the venue has one already"):
            broker.submit("one", again)
    assert (broker.account(), broker.orders()) == before


def test_an_id_stays_taken_when_its_symbol_trades_no_more(opened: Opened) -> None:
    # A clear no would tell the desk that there is no such order.
    broker = opened(HandTape({"ACME": [bar(FRIDAY, FLAT)]}))
    broker.submit("one", order())
    step(broker)
    broker.suspend(on=True)
    with pytest.raises(OutcomeUnknown, match="must be unique"):
        broker.submit("one", order())


def test_a_suspended_account_takes_no_order_and_still_cancels(opened: Opened) -> None:
    broker = opened(week(FLAT, "90 90 90 90"))
    broker.submit("one", order(limit_price="80", time_in_force=GTC))
    broker.submit("works", order(limit_price="95", time_in_force=GTC))
    broker.suspend(on=True)
    assert broker.account().blocked == "trading is suspended by user request"
    with pytest.raises(VenueRejected, match="new orders are rejected by user request"):
        broker.submit("two", order())
    with pytest.raises(VenueRejected, match="new orders are rejected by user request"):
        broker.replace("one", "two", order(limit_price="70", time_in_force=GTC))
    broker.cancel("one")
    assert [one.client_order_id for one in broker.orders(open_only=True)] == ["works"]
    broker.suspend(on=False)
    assert broker.account().blocked is None
    assert broker.submit("two", order()).status is Status.FILLED


class Faults:
    """Raises what a test has set, before or after the venue has taken the order in."""

    def __init__(self) -> None:
        self.before: Exception | None = None
        self.after: Exception | None = None
        self.asked: list[Any] = []

    def before_accepting(self, client_order_id: str) -> None:
        self.asked.append(("before", client_order_id))
        if self.before is not None:
            raise self.before

    def after_accepting(self, client_order_id: str) -> None:
        self.asked.append(("after", client_order_id))
        if self.after is not None:
            raise self.after


def test_a_fault_before_accepting_leaves_no_order_and_one_after_it_leaves_the_order(opened: Opened) -> None:
    faults = Faults()
    broker = opened(week(FLAT), faults=faults)
    faults.before = OutcomeUnknown("no answer within 10 s")
    with pytest.raises(OutcomeUnknown, match="no answer"):
        broker.submit("one", order())
    assert broker.find("one") is None
    faults.before, faults.after = None, Unavailable("the connection was dropped")
    with pytest.raises(Unavailable, match="dropped"):
        broker.submit("one", order())
    found = broker.find("one")
    assert found is not None
    assert found.status is Status.FILLED
    with pytest.raises(Unavailable, match="dropped"):
        broker.submit("two", order(limit_price="90", time_in_force=GTC))
    with pytest.raises(Unavailable, match="dropped"):
        broker.replace("two", "three", order(limit_price="91", time_in_force=GTC))
    assert [one.client_order_id for one in broker.orders(open_only=True)] == ["three"]
    assert faults.asked == [
        ("before", "one"), ("before", "one"), ("after", "one"), ("before", "two"), ("after", "two"),
        ("before", "three"), ("after", "three"),
    ]  # fmt: skip
