"""How many calls Alpaca still takes, read from the headers of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RateBudget:
    """The calls left until `reset` (aware, UTC) of the `limit` a minute that the plan has."""

    remaining: int
    limit: int
    reset: datetime


def read_budget(headers: Mapping[str, str]) -> RateBudget | None:
    """Return what the X-RateLimit headers say, None when one is missing or unreadable."""
    remaining, limit, reset = (_number(headers.get(f"X-RateLimit-{name}")) for name in ("Remaining", "Limit", "Reset"))
    if remaining is None or limit is None or reset is None:
        return None
    try:
        return RateBudget(remaining=int(remaining), limit=int(limit), reset=datetime.fromtimestamp(reset, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how long Retry-After (seconds or a date) asks to wait, None when it is missing or unreadable."""
    after = headers.get("Retry-After")
    seconds = _number(after)
    if after is None or seconds is not None:
        return seconds
    try:
        at = parsedate_to_datetime(after)
    except (ValueError, TypeError):
        return None
    return max(0.0, (at - now) / timedelta(seconds=1)) if at.tzinfo else None


def budget_wait_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how long it is until calls are taken again, by Retry-After or X-RateLimit-Reset, None without both."""
    after, reset = retry_after_s(headers, now), _number(headers.get("X-RateLimit-Reset"))
    if after is not None or reset is None:
        return after
    return max(0.0, reset - now.timestamp())


def _number(text: str | None) -> float | None:
    if text is None or not text.strip().isascii() or not text.strip().isdigit() or len(text.strip()) > 15:
        return None
    return float(text)
