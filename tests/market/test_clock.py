"""The wall's clock and the replay's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.market.recording import CALENDAR
from trading.errors import NoData
from trading.market.clock import ReplayClock, WallClock


def test_the_wall_clock_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    now = WallClock().now()
    assert now.utcoffset() == timedelta(0)
    assert before <= now <= datetime.now(UTC)


def test_the_replay_clock_stands_at_the_close_of_the_books_session() -> None:
    day = date(2012, 6, 1)
    clock = ReplayClock(lambda: day, CALENDAR)
    assert clock.now() == datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
    day = date(2012, 7, 3)  # a half day
    assert clock.now() == datetime(2012, 7, 3, 17, 0, tzinfo=UTC)


def test_a_replay_clock_on_a_closed_day_gives_no_time() -> None:
    with pytest.raises(NoData, match="2012-06-02, which is no session"):
        ReplayClock(lambda: date(2012, 6, 2), CALENDAR).now()
