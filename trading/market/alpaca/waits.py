"""How long Alpaca asks to wait, read from the headers of its answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime


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
