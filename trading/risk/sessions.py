"""Counting by sessions: which one a time belongs to, and when the last one of a pause closes."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trading.errors import NoData
from trading.ports import Calendar
from trading.types import Session

NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """Sessions of the exchange around a market time, ascending, counted from 0; the present one is number `here`.

    A time belongs to the session of its New York date; on a closed day, to the session before.
    """

    known: tuple[Session, ...]
    now: datetime

    def __post_init__(self) -> None:
        if not self.known or self.known[0].day > self.now.astimezone(NEW_YORK).date():
            raise NoData(f"the exchange's sessions before {self.now:%Y-%m-%d} are not known; set a later day")

    @property
    def here(self) -> int:
        """Return the number of the present session."""
        return self.number(self.now)

    def number(self, at: datetime) -> int:
        """Return the number of the session that a time belongs to, -1 for a time before all that are known."""
        return bisect_right(self.known, at.astimezone(NEW_YORK).date(), key=lambda session: session.day) - 1

    def numbers(self, times: Iterable[datetime]) -> list[int]:
        """Return the numbers of many times; each New York date is looked up once."""
        known: dict[date, int] = {}
        found = []
        for at in times:
            day = at.astimezone(NEW_YORK).date()
            number = known.get(day)
            if number is None:
                number = known[day] = self.number(at)
            found.append(number)
        return found

    def close_after(self, number: int, pause: int) -> datetime | None:
        """Return the close of the session `pause` sessions after that one, None past the calendar's end."""
        last = number + pause
        return self.known[last].closes if last < len(self.known) else None

    def pause(self, number: int, length: int) -> tuple[datetime | None, bool]:
        """Return when a pause begun in that session ends, and whether it holds now: without a known end it does."""
        until = self.close_after(number, length)
        return until, until is None or self.now < until

    def start_of(self, back: int) -> datetime:
        """Return the begin of the New York day of the session so many before the present one, or of the first known."""
        day = self.known[max(0, self.here - back)].day
        return datetime(day.year, day.month, day.day, tzinfo=NEW_YORK)


def sessions_around(calendar: Calendar, now: datetime, *, back: int, ahead: int) -> Sessions:
    """Return at least so many sessions before now and after it, as far as the calendar reaches. Raises NoData."""
    today = now.astimezone(NEW_YORK).date()
    first, last = today - timedelta(days=_days(back)), today + timedelta(days=_days(ahead))
    return Sessions(known=tuple(calendar.sessions(first, last)), now=now)


WAIT = "wait for its end or change the limit in Settings"
"""What a person can do about a pause."""


def sessions_words(count: int) -> str:
    """Return a number of sessions in words."""
    return f"{count} session" if count == 1 else f"{count} sessions"


def _days(sessions: int) -> int:
    """Return calendar days that surely hold so many sessions: 250 take about 363 days, and a week may be shut."""
    return sessions * 3 // 2 + 10
