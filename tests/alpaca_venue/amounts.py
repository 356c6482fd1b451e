"""Numbers and times as Alpaca writes them: decimals as strings, RFC3339 UTC with up to nine fractional digits."""

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

CENT = Decimal("0.01")
NANO = 1_000_000_000
_FRACTION = re.compile(r"\.(\d+)")


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros.

    >>> plain(Decimal("1E+2")), plain(Decimal("174.780"))
    ('100', '174.78')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def maybe(value: Decimal | None) -> str | None:
    """Return `plain`, and None for None."""
    return None if value is None else plain(value)


def cents(value: Decimal) -> Decimal:
    """Round to the cent, halves away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


def number(value: Any) -> Decimal | None:
    """Read a JSON number or a string as a finite decimal; None when it is not one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def stamp(at: int) -> str:
    """Write nanoseconds since 1970 as RFC3339, without trailing zeros.

    >>> stamp(1_500_000_000)
    '1970-01-01T00:00:01.5Z'
    """
    seconds, rest = divmod(at, NANO)
    return f"{_second(seconds)}.{rest:09d}".rstrip("0").rstrip(".") + "Z"


def maybe_stamp(at: int | None) -> str | None:
    """Return `stamp`, and None for None."""
    return None if at is None else stamp(at)


def nanoseconds(at: datetime) -> int:
    """Return an aware time as nanoseconds since 1970."""
    whole = at.replace(microsecond=0)
    return int(whole.timestamp()) * NANO + at.microsecond * 1000


def instant(text: str) -> int:
    """Read RFC3339 or a date as nanoseconds since 1970, with all nine digits. Raises ValueError.

    >>> instant("1970-01-01T00:00:01.000000007Z")
    1000000007
    """
    fraction = _FRACTION.search(text)
    at = datetime.fromisoformat(_FRACTION.sub("", text))
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return int(at.timestamp()) * NANO + (int(fraction.group(1)[:9].ljust(9, "0")) if fraction else 0)
