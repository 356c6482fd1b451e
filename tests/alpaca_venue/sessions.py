"""The clock and the calendar: sessions of the New York Stock Exchange by the rules of its holidays."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
DAY = timedelta(days=1)
OPEN, CLOSE, HALF = time(9, 30), time(16), time(13)


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _good_friday(year: int) -> date:
    """Return the Friday before Easter Sunday (the anonymous Gregorian computation, Nature 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1) - 2 * DAY


def _observed(day: date) -> date:
    return day - DAY if day.weekday() == 5 else day + DAY if day.weekday() == 6 else day


def holidays(year: int) -> set[date]:
    """Return the days of a year on which the exchange rests, weekends aside."""
    new_year = date(year, 1, 1)
    found = {new_year + DAY if new_year.weekday() == 6 else new_year, _good_friday(year)}
    found |= {_nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 9, 0, 1), _nth(year, 11, 3, 4)}
    found |= {_nth(year, 6, 0, 1) - 7 * DAY, _observed(date(year, 7, 4)), _observed(date(year, 12, 25))}
    if year >= 2022:
        found.add(_observed(date(year, 6, 19)))
    return found


def is_session(day: date) -> bool:
    """Say whether the exchange trades on a day."""
    return day.weekday() < 5 and day not in holidays(day.year)


def closes(day: date) -> time:
    """Return when a session ends, New York time."""
    halves = {_nth(day.year, 11, 3, 4) + DAY, date(day.year, 12, 24), date(day.year, 7, 3)}
    return HALF if day in halves else CLOSE


def _following(after: datetime, *, opening: bool) -> datetime:
    day = after.astimezone(NEW_YORK).date()
    while True:
        at = datetime.combine(day, OPEN if opening else closes(day), NEW_YORK)
        if is_session(day) and at > after:
            return at
        day += DAY


def clock_row(now: datetime, *, is_open: bool) -> dict[str, Any]:
    """Return the clock as the API shows it, New York offsets."""
    first = _following(now, opening=not is_open)
    second = _following(first, opening=is_open)
    opens, shuts = (second, first) if is_open else (first, second)
    return {
        "timestamp": now.astimezone(NEW_YORK).isoformat(),
        "is_open": is_open,
        "next_open": opens.isoformat(),
        "next_close": shuts.isoformat(),
    }


Hours = tuple[time, time] | None
Changes = Mapping[date, Hours]
"""Days that are otherwise than the rules say: other hours, or None for closed."""


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        if is_session(first):
            yield first
        first += DAY


def calendar_rows(start: str, end: str, changes: Changes | None = None) -> list[dict[str, Any]]:
    """Return the sessions between two days, both included; 1970 to 2029 unless given. Raises ValueError."""
    changed = changes or {}
    first = date.fromisoformat(start[:10]) if start else date(1970, 1, 1)
    last = date.fromisoformat(end[:10]) if end else date(2029, 12, 31)
    days = {day for day in _days(first, last) if changed.get(day, True)}
    days |= {day for day, hours in changed.items() if hours and first <= day <= last}
    return [_row(day, *(changed.get(day) or (OPEN, closes(day)))) for day in sorted(days)]


def _row(day: date, opens: time, shuts: time) -> dict[str, Any]:
    return {
        "date": day.isoformat(),
        "open": opens.strftime("%H:%M"),
        "close": shuts.strftime("%H:%M"),
        "session_open": "0400",
        "session_close": "2000" if shuts == CLOSE else "1700",
        "settlement_date": next(_days(day + DAY, day + 9 * DAY)).isoformat(),
    }


def at(nanoseconds: int) -> datetime:
    """Return nanoseconds since 1970 as an aware time."""
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
