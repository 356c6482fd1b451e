"""A gtc order rests for 90 days, on a book of recorded prices as on one at prices of now, and as at Alpaca."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.broker.hand_tape import CALENDAR, FRIDAY, HandTape, bar, order, play_to
from tests.broker.set_market import MONDAY, Scene
from trading.broker.paper import PaperBroker
from trading.types import OrderClass, Side, Status, TimeInForce

GTC = TimeInForce.GTC
FLAT = "100 100 100 100"
SENT, LAST = FRIDAY, date(2012, 8, 30)
"""29 days left in June, 31 in July, 30 in August: 90 after 1 June."""


def quiet(**other: str) -> HandTape:
    days = [session.day for session in CALENDAR.sessions(SENT, date(2012, 12, 31))]
    return HandTape({"ACME": [bar(day, other.get(f"on_{day:%m_%d}", FLAT)) for day in days]})


def test_a_replayed_gtc_order_is_cancelled_at_the_end_of_its_ninetieth_day(
    opened: Callable[..., PaperBroker],
) -> None:
    broker = opened(quiet())
    broker.submit("one", order(limit_price="90", time_in_force=GTC))
    play_to(broker, date(2012, 8, 29))
    assert broker.find("one").status is Status.SENT  # type: ignore[union-attr]
    play_to(broker, LAST)
    found = broker.find("one")
    assert found is not None
    assert (found.status, found.updated_at) == (Status.CANCELLED, CALENDAR.session(LAST).closes)  # type: ignore[union-attr]
    assert found.reason.startswith("gtc order cancelled 90 days after it was sent")
    assert broker.account().buying_power == broker.account().cash


def test_it_still_fills_on_its_last_day(opened: Callable[..., PaperBroker]) -> None:
    broker = opened(quiet(on_08_30="100 100 89 100"))
    broker.submit("one", order(limit_price="90", time_in_force=GTC))
    play_to(broker, LAST)
    assert broker.find("one").status is Status.FILLED  # type: ignore[union-attr]


def test_exits_are_as_old_as_their_entry(opened: Callable[..., PaperBroker]) -> None:
    broker = opened(quiet(on_07_02="100 100 99 100"))
    broker.submit(
        "one", order(order_class=OrderClass.BRACKET, limit_price="99", target="150", stop="50", time_in_force=GTC)
    )
    play_to(broker, date(2012, 8, 29))
    found = broker.find("one")
    assert found is not None and found.status is Status.FILLED
    assert {leg.status for leg in found.legs} == {Status.SENT}
    play_to(broker, LAST)
    found = broker.find("one")
    assert found is not None and {leg.status for leg in found.legs} == {Status.CANCELLED}
    assert broker.quantities() == {"ACME": Decimal(10)}, "the position stays, and the auditor finds it without a stop"


@pytest.mark.parametrize(("day", "status"), [(date(2024, 8, 30), Status.SENT), (date(2024, 9, 3), Status.CANCELLED)])
def test_at_prices_of_now_it_ends_alike(scenes: Callable[..., Scene], day: date, status: Status) -> None:
    """90 days after 3 June 2024 is Sunday, 1 September, and Monday is Labor Day: the next session is Tuesday."""
    scene = scenes(intraday_days=7)
    scene.broker.submit("held", order(qty="10"))
    scene.broker.submit("one", order(qty="10", side=Side.SELL, limit_price="150", time_in_force=GTC))
    for session in CALENDAR.sessions(MONDAY, day):
        scene.market.day(session.day, FLAT)
        scene.market.trades(session.day, "15:59", FLAT)
    scene.at(day, "16:05")
    assert scene.known("one").status is status
