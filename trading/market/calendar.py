"""The sessions of the New York Stock Exchange: holidays, half days and daylight saving time.

Years that are over cannot change: their closures ship as a small table made by trading.market.build_closures. The
running and the coming year are asked of exchange_calendars, which is loaded (0.3 s, 50 MB with pandas) only then, so
that a replay of the past never pays for it.
"""

import csv
import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from trading.errors import NoData
from trading.market.clock import WallClock
from trading.ports import Clock
from trading.types import Session

NEW_YORK = ZoneInfo("America/New_York")
OPENS = time(9, 30)
CLOSES = time(16, 0)
FIRST_DAY = date(1990, 1, 1)
LAST_TABLED_DAY = date(2025, 12, 31)
CLOSURES = Path(__file__).with_name("closures_xnys.csv")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


class ExchangeCalendar:
    """The calendar of XNYS from 1990 to the end of next year; safe to use from several threads."""

    def __init__(self, wall_clock: Clock | None = None) -> None:
        this_year = (wall_clock or WallClock()).now().year
        self._last_day = date(this_year + 1, 12, 31)
        self._known: dict[date, Session | None] = {}

    @property
    def first_day(self) -> date:
        """Return the first date that the calendar can judge."""
        return FIRST_DAY

    @property
    def last_day(self) -> date:
        """Return the last date that the calendar can judge."""
        return self._last_day

    def session(self, day: date) -> Session | None:
        """Return the session of that New York date, None on a closed day.

        Raises NoData outside the calendar: an unknown day is not a closed one.
        """
        try:
            return self._known[day]
        except KeyError:
            found = self._known[day] = self._look_up(day)
            return found

    def session_at(self, at: datetime) -> Session | None:
        """Return the session whose New York date `at` falls on, None on a closed day."""
        if at.tzinfo is None:
            raise ValueError(f"{at} has no time zone; pass an aware time")
        return self.session(at.astimezone(NEW_YORK).date())

    def sessions(self, start: date, end: date) -> Sequence[Session]:
        """Return the sessions of both dates and all between, ascending, clipped to the calendar."""
        day, last = max(start, FIRST_DAY), min(end, self._last_day)
        found = []
        while day <= last:
            if session := self.session(day):
                found.append(session)
            day += ONE_DAY
        return found

    def next_session(self, after: date) -> Session:
        """Return the first session later than that date. Raises NoData past the calendar's end."""
        return self._nearest(after, ONE_DAY)

    def previous_session(self, before: date) -> Session:
        """Return the last session earlier than that date. Raises NoData before the calendar's start."""
        return self._nearest(before, -ONE_DAY)

    def _nearest(self, day: date, step: timedelta) -> Session:
        while True:
            day += step
            if session := self.session(day):
                return session

    def _look_up(self, day: date) -> Session | None:
        if not FIRST_DAY <= day <= self._last_day:
            raise NoData(
                f"the exchange calendar covers {FIRST_DAY} to {self._last_day}, not {day}; choose a day inside it"
            )
        if day > LAST_TABLED_DAY:
            return self._from_library.get(day)
        if day.weekday() >= SATURDAY:
            return None
        closes = self._closures.get(day, CLOSES)
        return None if closes is None else _session(day, closes)

    @cached_property
    def _closures(self) -> dict[date, time | None]:
        with CLOSURES.open(newline="") as file:
            return {
                date.fromisoformat(row["day"]): time.fromisoformat(row["closes"]) if row["closes"] else None
                for row in csv.DictReader(file)
            }

    @cached_property
    def _from_library(self) -> dict[date, Session]:
        return {session.day: session for session in library_sessions(LAST_TABLED_DAY + ONE_DAY, self._last_day)}


def library_sessions(start: date, end: date) -> list[Session]:
    """Return the sessions that exchange_calendars knows for XNYS between two inclusive dates, ascending."""
    from exchange_calendars import get_calendar

    with warnings.catch_warnings():
        # exchange_calendars 4.13 reads Series.values of zoned times, which pandas 3.1 announces to change.
        warnings.filterwarnings("ignore", message="Series.values returning")
        schedule = get_calendar("XNYS", start=start.isoformat(), end=end.isoformat()).schedule
    return [
        Session(
            day=label.date(),
            opens=opens.to_pydatetime().astimezone(UTC),
            closes=closes.to_pydatetime().astimezone(UTC),
            is_half_day=closes.tz_convert(NEW_YORK).time() < CLOSES,
        )
        for label, opens, closes in zip(schedule.index, schedule["open"], schedule["close"], strict=True)
    ]


def _session(day: date, closes: time) -> Session:
    return Session(
        day=day,
        opens=datetime.combine(day, OPENS, NEW_YORK).astimezone(UTC),
        closes=datetime.combine(day, closes, NEW_YORK).astimezone(UTC),
        is_half_day=closes < CLOSES,
    )
