"""The cells of a row as days, times and prices, or the sentence that says which cell is wrong."""

from datetime import UTC, date, datetime, time
from functools import cache
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trading.market.calendar import NEW_YORK
from trading.market.files.rows import Row

PRICES = ("open", "high", "low", "close")
MIDNIGHT = time()
LONGEST_QUOTED = 40


def day_of(row: Row) -> date:
    """Return the session that a daily row belongs to.

    A day, or a midnight with or without a zone, is the day as written; another time with a zone is its day in New
    York. Raises FixInput.
    """
    at = _moment(row)
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None or at.time() == MIDNIGHT:
        return at.date()
    return at.astimezone(NEW_YORK).date()


def instant_of(row: Row, zone: ZoneInfo) -> datetime:
    """Return the time of a row as aware UTC: a naive one is of the row's own zone column, else of `zone`.

    Raises FixInput, also for a time that the clocks skip or have twice when they are set.
    """
    at = _moment(row)
    if not isinstance(at, datetime):
        raise row.fault(f"{at} is a day without a time; bars below a day need the time at which each begins")
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    named = row.values.get("zone")
    local = at.replace(tzinfo=_zone(row, str(named)) if named else zone)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise row.fault(
            f"{at} does not name one moment on a day when the clocks change; write its offset, as in -04:00"
        )
    return local.astimezone(UTC)


def number_of(row: Row, name: str, *, least: float = 0, above: bool = False) -> float:
    """Return a cell as a finite number of at least `least`, or above it. Raises FixInput."""
    cell = row.values.get(name)
    try:
        found = float(cell) if cell is not None and not isinstance(cell, bool) else float("nan")
    except (TypeError, ValueError):
        raise row.fault(f"{name} is {_quoted(cell)}, which is no number; write it as in 1234.5") from None
    if not isfinite(found):
        raise row.fault(f"{name} is {_quoted(cell)}; give a number or leave the whole line out")
    if found < least or (above and found == least):
        raise row.fault(f"{name} is {found:g}, the least is {'above ' if above else ''}{least:g}; mend the line")
    return found


def price_of(row: Row, name: str) -> float:
    """Return a price, USD a share, to 4 digits, below a dollar 6: more are an artefact of 32-bit floats.

    Raises FixInput.
    """
    found = number_of(row, name, above=True)
    return round(found, 4 if found >= 1 else 6) or found


def prices_of(row: Row) -> tuple[float, float, float, float]:
    """Return open, high, low and close, USD a share. Raises FixInput where the range does not hold the prices."""
    opened, high, low, close = (price_of(row, name) for name in PRICES)
    if high < max(opened, close, low):
        raise row.fault(
            f"high is {high:g}, below another price of its line ({max(opened, close, low):g}); mend the line"
        )
    if low > min(opened, close):
        raise row.fault(f"low is {low:g}, above another price of its line ({min(opened, close):g}); mend the line")
    return opened, high, low, close


def _moment(row: Row) -> date | datetime:
    cell: Any = row.values.get("date")
    if isinstance(cell, date):  # a datetime is one too
        return cell
    clock = row.values.get("time")
    text = f"{cell} {clock}" if clock else str(cell or "")
    text = text.replace("/", "-")
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise row.fault(
            f"{_quoted(text)} is no day and no time; write 2024-01-31, or 2024-01-31 09:30 with or without an offset"
        ) from None


@cache
def _known_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _zone(row: Row, name: str) -> ZoneInfo:
    found = _known_zone(name)
    if found is None:
        raise row.fault(f"{_quoted(name)} is no time zone; write one such as America/New_York or UTC")
    return found


def _quoted(cell: object) -> str:
    return "empty" if cell in (None, "") else f"{str(cell)[:LONGEST_QUOTED]!r}"
