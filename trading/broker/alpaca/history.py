"""What the account was worth at each close, from Alpaca's portfolio history."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from trading.broker.alpaca.answers import Unreadable, object_of
from trading.broker.alpaca.calls import AlpacaCalls
from trading.ports import Calendar, Clock
from trading.types import EquityPoint

HISTORY = "1A"
"""How far back the account's worth is read when nobody says from when: a year."""
KEEP = timedelta(minutes=1)
NEVER = datetime.min.replace(tzinfo=UTC)


class EquityHistory:
    """The history, which changes once a day, as it was a minute ago; the gate asks for it each time."""

    def __init__(self, calls: AlpacaCalls, clock: Clock, calendar: Calendar) -> None:
        self._calls, self._clock, self._calendar = calls, clock, calendar
        self._lock = threading.Lock()
        never: tuple[datetime, tuple[date | None, date | None], Sequence[EquityPoint]] = (NEVER, (None, None), ())
        self._kept = never

    def points(self, start: date | None, end: date | None) -> Sequence[EquityPoint]:
        """Return at least the points between two inclusive dates, of the last year without a start."""
        now = self._clock.now()
        with self._lock:
            at, kept_for, points = self._kept
        if kept_for == (start, end) and now - at < KEEP:
            return points
        points = self._read(start, end, now)
        with self._lock:
            self._kept = (now, (start, end), points)
        return points

    def _read(self, start: date | None, end: date | None, now: datetime) -> Sequence[EquityPoint]:
        params = {"timeframe": "1D"}
        if start is None:
            params["period"] = HISTORY
        else:
            params["start"] = _noon(start)
        if end is not None:
            params["end"] = _noon(min(end, now.date()) + timedelta(days=1))
        raw = object_of(self._calls.read("/account/portfolio/history", params))
        return equity_points(raw, self._calendar, now=now)


def equity_points(raw: Mapping[str, Any], calendar: Calendar, *, now: datetime) -> Sequence[EquityPoint]:
    """Return one point a session that has closed, ascending; days before the account was funded are left out.

    A daily stamp can be midnight UTC of the next day, which is 20:00 in New York: the date is New York's. Cash is
    not reported.
    """
    points: dict[date, EquityPoint] = {}
    for at, worth in _pairs(raw):
        session = calendar.session_at(at)
        if session is not None and session.closes <= now and (worth > 0 or points):
            points[session.day] = EquityPoint(at=session.closes, equity=worth, cash=None)
    return [points[day] for day in sorted(points)]


def _pairs(raw: Mapping[str, Any]) -> Iterator[tuple[datetime, Decimal]]:
    stamps, worths = raw.get("timestamp"), raw.get("equity")
    if not isinstance(stamps, list) or not isinstance(worths, list) or len(stamps) != len(worths):
        raise Unreadable("Alpaca's portfolio history has no matching times and values; try again in a minute")
    for stamp, worth in zip(stamps, worths, strict=True):
        if worth is not None:
            yield datetime.fromtimestamp(int(stamp), UTC), Decimal(str(worth))


def _noon(day: date) -> str:
    return f"{day.isoformat()}T12:00:00Z"
