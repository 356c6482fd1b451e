"""Reading a source's JSON without trusting it: what is missing or of another kind is None, never an error."""

from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

Record = dict[str, Any]


def record(value: object) -> Record:
    """Return the value if it is an object, an empty one otherwise."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[Record]:
    """Return the objects of an array; anything else in it is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """Return the value if it is text that is not blank, without spaces around it."""
    return value.strip() or None if isinstance(value, str) else None


def number(value: object) -> float | None:
    """Return the value if it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def price(value: object) -> Decimal | None:
    """Return the value as money if it is a number above 0: sources write 0 for a side that is not there."""
    found = number(value)
    return Decimal(repr(found)) if found is not None and found > 0 else None


def instant(value: object) -> datetime | None:
    """Return an RFC 3339 time as aware UTC, cut to microseconds (Alpaca sends nine digits)."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def day(value: object) -> date | None:
    """Return a YYYY-MM-DD date."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
