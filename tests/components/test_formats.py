"""What people read: money, prices, percentages, sizes and times in one format each."""

import doctest
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from components import formats


def test_every_example_in_the_formats_holds() -> None:
    outcome = doctest.testmod(formats)
    assert outcome.attempted >= 20
    assert outcome.failed == 0


def test_money_keeps_cents_of_large_sums_and_never_shows_a_negative_zero() -> None:
    assert formats.money(Decimal("12345678901234.56")) == "$12,345,678,901,234.56"
    assert formats.money(Decimal("-0.001")) == "$0.00"
    assert formats.money_change(Decimal("0.004")) == "$0.00"


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_known_is_a_dash_and_never_zero(value: float | None) -> None:
    assert formats.money(value) == "–"
    assert formats.percent(value) == "–"
    assert formats.price(value) == "–"


def test_summer_and_winter_time_of_new_york_are_both_right() -> None:
    assert formats.clock(datetime(2012, 6, 1, 20, 0, tzinfo=UTC)) == "16:00:00 ET"
    assert formats.clock(datetime(2013, 3, 1, 21, 0, tzinfo=UTC)) == "16:00:00 ET"


def test_a_time_late_in_utc_is_the_day_before_in_new_york() -> None:
    assert formats.day(datetime(2013, 3, 2, 1, 0, tzinfo=UTC)) == "1 Mar 2013"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        formats.clock(datetime(2013, 3, 1, 16, 0))  # noqa: DTZ001


def test_metric_deltas_use_the_minus_that_turns_the_arrow() -> None:
    assert formats.delta(Decimal("-1.5"), "%") == "-1.50%"
    assert formats.delta(None) is None


def test_the_age_of_something_later_than_now_is_zero() -> None:
    now = datetime(2013, 3, 1, 21, 0, tzinfo=UTC)
    assert formats.age(now + timedelta(seconds=5), now) == "0 s ago"
