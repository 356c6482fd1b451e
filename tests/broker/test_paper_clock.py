"""The replay's side of the paper book: forward one session at a time, back as far as nothing was traded, anew."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.broker.hand_tape import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, order, play_to, step, week
from tests.broker.test_paper_actions import acme, dividend, split
from trading.broker.paper import PaperBroker
from trading.errors import Conflict, OutcomeUnknown, VenueRejected
from trading.types import Side, Status, TimeInForce

D = Decimal
Opened = Callable[..., PaperBroker]
GTC = TimeInForce.GTC
FLAT = "100 100 100 100"


def told(broker: PaperBroker) -> list[Any]:
    """Return all that a book says of itself."""
    return [
        broker.session_day(), broker.account(), broker.positions(), broker.orders(), broker.fills(), broker.equity(),
    ]  # fmt: skip


def test_a_book_starts_at_the_session_on_or_before_its_day(opened: Opened) -> None:
    broker = opened(start=date(2012, 6, 3))  # a Sunday
    assert broker.session_day() == FRIDAY
    assert (broker.account().equity, broker.account().last_equity) == (D(100_000), D(100_000))
    assert broker.newest_fill_day() is None


@pytest.mark.parametrize("day", [FRIDAY, TUESDAY, date(2012, 6, 2), date(2012, 5, 31)])
def test_only_the_very_next_session_can_be_played(opened: Opened, day: date) -> None:
    broker = opened()
    before = told(broker)
    with pytest.raises(Conflict, match="not the session after the book's, which is 2012-06-04"):
        broker.advance(day)
    assert told(broker) == before


def test_the_book_goes_back_to_what_it_was_and_forward_to_the_same_again(opened: Opened) -> None:
    broker = opened(acme(FLAT, "50 50 50 50", split(MONDAY, "2"), dividend(TUESDAY, "0.25")))
    broker.submit("one", order())
    broker.submit("trail", order(side=Side.SELL, trail_price="40", time_in_force=GTC))
    seen = [told(broker)]
    for _ in range(2):
        step(broker)
        seen.append(told(broker))
    assert broker.positions()[0].qty == D(20)
    assert broker.account().cash == D(99_005)
    broker.set_back(MONDAY)
    assert told(broker)[:3] == seen[1][:3]
    broker.set_back(FRIDAY)
    # The time of an order's last change is the venue's own and is not taken back.
    assert told(broker)[:3] == seen[0][:3]
    assert broker.find("trail").qty == D(10)  # type: ignore[union-attr]
    assert broker.equity() == seen[0][-1]
    step(broker, 2)
    assert told(broker) == seen[2]


def test_an_order_that_ends_after_the_clock_went_back_is_no_older_report_than_the_one_before(opened: Opened) -> None:
    """Else who has read the report of the split takes the cancellation for an old one and waits for ever."""
    broker = opened(acme(FLAT, "50 50 50 50", split(MONDAY, "2")))
    broker.submit("rests", order(limit_price="50", time_in_force=GTC))
    step(broker)
    split_report = broker.find("rests")
    broker.set_back(FRIDAY)
    broker.cancel("rests")
    report = broker.find("rests")
    assert split_report is not None
    assert report is not None
    assert (report.status, report.updated_at) == (Status.CANCELLED, split_report.updated_at)


def test_a_trailing_stops_mark_goes_back_too(opened: Opened) -> None:
    broker = opened(week(FLAT, "100 130 100 130", "101 101 101 101", FLAT))
    broker.submit("one", order())
    broker.submit("trail", order(side=Side.SELL, trail_price="50", time_in_force=GTC))
    step(broker)  # the mark is 130, the stop 80
    broker.set_back(FRIDAY)
    broker.cancel("trail")
    broker.submit("again", order(side=Side.SELL, trail_price="50", time_in_force=GTC))
    step(broker, 3)
    assert broker.find("again").status is Status.SENT  # type: ignore[union-attr]


def test_back_past_the_newest_fill_is_a_conflict_that_changes_nothing(opened: Opened) -> None:
    broker = opened(week(*[FLAT] * 4))
    step(broker)
    broker.submit("one", order())
    step(broker, 2)
    before = told(broker)
    with pytest.raises(Conflict, match="newest fill is of 2012-06-04, later than 2012-06-01"):
        broker.set_back(FRIDAY)
    assert told(broker) == before
    assert broker.newest_fill_day() == MONDAY
    broker.set_back(MONDAY)
    assert (broker.session_day(), broker.positions()[0].qty) == (MONDAY, D(10))


def test_back_past_the_birth_of_a_resting_order_is_a_conflict(opened: Opened) -> None:
    broker = opened(week(*[FLAT] * 4))
    step(broker)
    broker.submit("one", order(limit_price="50", time_in_force=GTC))
    step(broker)
    with pytest.raises(Conflict, match="order one rests since 2012-06-04"):
        broker.set_back(FRIDAY)
    broker.cancel("one")
    broker.set_back(FRIDAY)
    assert broker.session_day() == FRIDAY


@pytest.mark.parametrize("day", [WEDNESDAY, MONDAY, date(2012, 6, 3)])
def test_back_is_to_an_earlier_session(opened: Opened, day: date) -> None:
    broker = opened()
    step(broker)
    with pytest.raises(Conflict, match="no earlier session"):
        broker.set_back(day)


def test_a_book_without_fills_goes_back_before_its_own_start(opened: Opened) -> None:
    broker = opened()
    step(broker, 2)
    broker.set_back(date(2012, 5, 31))
    assert [point.at.date() for point in broker.equity()] == [date(2012, 5, 31)]
    play_to(broker, MONDAY)
    assert [point.at.date() for point in broker.equity()] == [date(2012, 5, 31), FRIDAY, MONDAY]
    assert broker.account().equity == D(100_000)


def test_an_order_that_has_ended_stays_ended_when_the_clock_goes_back(opened: Opened) -> None:
    broker = opened(week(*[FLAT] * 3))
    broker.submit("one", order(limit_price="50"))
    step(broker)
    broker.set_back(FRIDAY)
    assert broker.find("one").status is Status.EXPIRED  # type: ignore[union-attr]
    assert broker.account().buying_power == D(100_000)


def test_a_new_book_is_empty_and_the_old_ones_orders_stay_readable(opened: Opened) -> None:
    broker = opened(week(*[FLAT] * 4))
    broker.submit("one", order())
    broker.submit("rests", order(limit_price="50", time_in_force=GTC))
    step(broker, 2)
    broker.reset(MONDAY)
    assert (broker.session_day(), broker.positions(), broker.fills()) == (MONDAY, [], [])
    assert broker.orders(open_only=True) == []
    account = broker.account()
    assert (account.cash, account.buying_power, account.number) == (D(100_000), D(100_000), "PAPER-2")
    assert (broker.newest_fill_day(), [point.at.date() for point in broker.equity()]) == (None, [MONDAY])
    assert broker.find("one").status is Status.FILLED  # type: ignore[union-attr]
    rests = broker.find("rests")
    assert rests is not None
    assert (rests.status, rests.reason) == (Status.CANCELLED, "the paper book was started anew")
    with pytest.raises(OutcomeUnknown, match="must be unique"):
        broker.submit("one", order())
    broker.set_back(FRIDAY)  # the fill was the old book's


def test_a_new_book_may_have_another_amount_and_goes_to_a_session(opened: Opened) -> None:
    broker = opened()
    broker.reset(date(2012, 6, 10), cash=D("2500.50"))
    assert (broker.session_day(), broker.account().equity) == (date(2012, 6, 8), D("2500.50"))


def test_a_suspension_outlives_a_new_book(opened: Opened) -> None:
    broker = opened()
    broker.suspend(on=True)
    broker.reset(FRIDAY)
    assert broker.account().blocked == "trading is suspended by user request"
    with pytest.raises(VenueRejected, match="rejected by user request"):
        broker.submit("one", order("AAPL"))
    broker.suspend(on=False)
    assert broker.submit("one", order("AAPL")).status is Status.FILLED
