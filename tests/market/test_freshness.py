"""The age of a price counts while the exchange could have made a newer one, and the same mark shows it everywhere."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from components.price_age import price_age
from components.prose import plain
from tests.market.recording import CALENDAR, SetClock
from trading.market.freshness import price_age_s
from trading.risk.limits import Limits
from trading.types import Quote


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("at", "now", "age_s"),
    [
        # Friday 2025-06-20 is open from 13:30 to 20:00 UTC; the 19th was a holiday.
        ("2025-06-20T14:59:30", "2025-06-20T15:00:00", 30),
        ("2025-06-20T15:00:05", "2025-06-20T15:00:00", 0),
        ("2025-06-20T19:59:50", "2025-06-20T20:00:00", 10),
        ("2025-06-20T19:59:50", "2025-06-20T23:00:00", 10),
        ("2025-06-20T19:59:50", "2025-06-22T12:00:00", 10),  # Sunday
        ("2025-06-20T21:00:00", "2025-06-22T12:00:00", 0),  # after hours
        ("2025-06-20T19:59:50", "2025-06-23T12:00:00", 10),  # Monday before the open
        ("2025-06-20T19:59:50", "2025-06-23T13:30:00", 235810),  # from the open on it is 2 days, 17 h, 30 min, 10 s
        ("2025-06-18T20:00:00", "2025-06-20T12:00:00", 0),  # over the holiday
        ("2025-06-17T20:00:00", "2025-06-20T12:00:00", 86400),  # the session of the 18th made newer ones
        ("2025-11-28T17:59:00", "2025-11-28T19:00:00", 60),  # a half day, closed at 18:00
        ("2025-03-07T20:59:00", "2025-03-09T12:00:00", 60),  # summer time began between
    ],
)
def test_the_age_of_a_price_counts_to_the_last_close(at: str, now: str, age_s: int) -> None:
    assert price_age_s(utc(at), utc(now), CALENDAR) == age_s


def told(at: str, now: str, *, replay: object = None) -> str:
    services = SimpleNamespace(
        replay=replay,
        market_clock=SetClock(utc(now)),
        calendar=CALENDAR,
        limits=SimpleNamespace(current=lambda: Limits(max_quote_age_s=60)),
    )
    one = Decimal(1)
    return price_age(services, Quote(symbol="AAPL", bid=one, ask=one, last=one, at=utc(at), source="x"))  # type: ignore[arg-type]


def test_a_price_is_marked_from_the_age_at_which_orders_are_refused() -> None:
    assert told("2025-06-20T14:59:00", "2025-06-20T15:00:00") == plain("at 10:59:00 ET")
    old = told("2025-06-20T14:58:59", "2025-06-20T15:00:00")
    made = plain("at 10:58:59 ET")
    assert old == f":orange[:material/history: {made}, too old for an order]"
    assert ":orange" in told("2025-06-18T19:00:00", "2025-06-20T15:00:00")


def test_the_price_of_fridays_close_is_not_old_on_sunday_and_no_price_is_in_replay() -> None:
    assert told("2025-06-20T19:59:59", "2025-06-22T15:00:00") == plain("as of Fri 20 Jun 2025, 15:59 ET")
    assert told("2025-06-18T20:00:00", "2025-06-20T15:00:00", replay=object()) == plain(
        "as of Wed 18 Jun 2025, 16:00 ET"
    )
