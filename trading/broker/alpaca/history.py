"""What the account was worth at each close, from Alpaca's portfolio history."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from trading.broker.alpaca.answers import Unreadable
from trading.ports import Calendar
from trading.types import EquityPoint


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
