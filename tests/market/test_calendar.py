"""The exchange's sessions, held against days that the exchange has published and against the library."""

import subprocess
import sys
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.market.recording import SetClock
from trading.errors import NoData
from trading.market.calendar import FIRST_DAY, LAST_TABLED_DAY, ExchangeCalendar, library_sessions

CALENDAR = ExchangeCalendar()
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2001, 9, 11), "attacks"),
        (date(2001, 9, 14), "attacks"),
        (date(2004, 6, 11), "mourning of President Reagan"),
        (date(2012, 4, 6), "Good Friday"),
        (date(2012, 10, 29), "Hurricane Sandy"),
        (date(2012, 10, 30), "Hurricane Sandy"),
        (date(2018, 12, 5), "mourning of President Bush"),
        (date(2022, 6, 20), "Juneteenth observed"),
        (date(2012, 6, 2), "a Saturday"),
        (date(2026, 7, 3), "Independence Day observed"),
    ],
)
def test_closed_days_have_no_session(day: date, why: str) -> None:
    assert CALENDAR.session(day) is None, why


@pytest.mark.parametrize(
    "day",
    [date(2012, 7, 3), date(2012, 11, 23), date(2012, 12, 24), date(2026, 11, 27), date(2026, 12, 24)],
)
def test_half_days_close_at_one_in_new_york(day: date) -> None:
    session = CALENDAR.session(day)
    assert session is not None
    assert session.is_half_day
    assert session.closes.astimezone(NEW_YORK).time() == time(13, 0)


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        (date(2012, 3, 9), time(14, 30), time(21, 0)),  # the last session of standard time
        (date(2012, 3, 12), time(13, 30), time(20, 0)),  # the first of daylight saving time
        (date(2012, 11, 2), time(13, 30), time(20, 0)),
        (date(2012, 11, 5), time(14, 30), time(21, 0)),
        (date(2006, 10, 27), time(13, 30), time(20, 0)),  # before the Energy Policy Act moved both dates in 2007
        (date(2006, 10, 30), time(14, 30), time(21, 0)),
        (date(2026, 3, 6), time(14, 30), time(21, 0)),
        (date(2026, 3, 9), time(13, 30), time(20, 0)),
    ],
)
def test_utc_hours_move_with_new_yorks_daylight_saving_time(day: date, opens: time, closes: time) -> None:
    session = CALENDAR.session(day)
    assert session is not None
    assert session.opens == datetime.combine(day, opens, UTC)
    assert session.closes == datetime.combine(day, closes, UTC)


def test_the_shipped_table_says_what_the_library_says_for_every_past_day() -> None:
    assert list(CALENDAR.sessions(FIRST_DAY, LAST_TABLED_DAY)) == library_sessions(FIRST_DAY, LAST_TABLED_DAY)


def test_the_table_and_the_library_meet_without_a_gap_at_new_year() -> None:
    assert CALENDAR.next_session(LAST_TABLED_DAY).day == date(2026, 1, 2)
    assert CALENDAR.previous_session(date(2026, 1, 2)).day == date(2025, 12, 31)


def test_next_and_previous_session_step_over_weekends_and_holidays() -> None:
    assert CALENDAR.next_session(date(2012, 10, 26)).day == date(2012, 10, 31)
    assert CALENDAR.previous_session(date(2012, 10, 31)).day == date(2012, 10, 26)
    assert CALENDAR.next_session(date(2012, 6, 1)).day == date(2012, 6, 4)
    assert CALENDAR.next_session(date(2012, 6, 3)).day == date(2012, 6, 4)


def test_session_at_goes_by_the_date_in_new_york() -> None:
    late_on_friday = datetime(2012, 6, 2, 3, 59, tzinfo=UTC)  # 23:59 of 1 June in New York
    found = CALENDAR.session_at(late_on_friday)
    assert found is not None
    assert found.day == date(2012, 6, 1)
    assert CALENDAR.session_at(datetime(2012, 6, 2, 4, 0, tzinfo=UTC)) is None


def test_session_at_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        CALENDAR.session_at(datetime(2012, 6, 1, 12, 0))  # noqa: DTZ001


def test_days_outside_the_calendar_are_refused_and_not_called_closed() -> None:
    calendar = ExchangeCalendar(SetClock(datetime(2026, 11, 22, tzinfo=UTC)))
    assert calendar.last_day == date(2027, 12, 31)
    for day in (date(1989, 12, 29), date(2028, 1, 3)):
        with pytest.raises(NoData, match="1990-01-01 to 2027-12-31"):
            calendar.session(day)
    with pytest.raises(NoData):
        calendar.next_session(date(2027, 12, 31))
    with pytest.raises(NoData):
        calendar.previous_session(date(1990, 1, 2))


def test_sessions_are_clipped_to_the_calendar_and_include_both_ends() -> None:
    week = CALENDAR.sessions(date(2012, 10, 26), date(2012, 10, 31))
    assert [session.day for session in week] == [date(2012, 10, 26), date(2012, 10, 31)]
    assert CALENDAR.sessions(date(1980, 1, 1), date(1990, 1, 2))[0].day == date(1990, 1, 2)
    assert CALENDAR.sessions(date(2012, 6, 4), date(2012, 6, 1)) == []


def test_a_past_day_is_judged_without_loading_pandas_or_the_library() -> None:
    program = (
        "import sys; from datetime import date; from trading.market.calendar import ExchangeCalendar;"
        "c = ExchangeCalendar(); assert c.session(date(2012, 6, 1)); c.next_session(date(2012, 12, 24));"
        "assert not {'pandas', 'exchange_calendars', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
