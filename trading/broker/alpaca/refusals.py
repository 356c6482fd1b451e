"""What a refused request means: which of our errors it is, in the venue's own words where it has any."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alpaca.common.exceptions import APIError

from trading.errors import KeysRefused, NotFound, OutcomeUnknown, TradingError, Unavailable, VenueRejected

MUST_BE_UNIQUE = "client_order_id must be unique"
KEYS_WORDS = (
    "Alpaca refuses the keys; keys of the paper account work on the paper host only and live keys on the live host "
    "(ALPACA_LIVE), so put the right ones into the settings and start again"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A refusal by status; `body` is the venue's own error object, None when the answer has none."""

    status: int
    body: dict[str, Any] | None
    headers: Mapping[str, str]

    @property
    def message(self) -> str:
        """Return the venue's own words, empty when it has none."""
        return str((self.body or {}).get("message", ""))


def answer_of(fault: APIError) -> Answer:
    """Return a refusal as a value."""
    response = fault.response
    try:
        body = json.loads(str(fault))
    except ValueError:
        body = None
    is_venues = isinstance(body, dict) and "message" in body
    return Answer(
        status=fault.status_code or 0,
        body=body if is_venues else None,
        headers={} if response is None else response.headers,
    )


def verdict(answer: Answer) -> TradingError:
    """Return what a refused order came to: a clear no only with a 429, or a 4xx in the venue's own words."""
    if answer.status == 429:
        return VenueRejected(
            "Alpaca takes no more requests this minute (429), so no order exists; try again in a minute"
        )
    if answer.body is None or not 400 <= answer.status < 500:
        if answer.status == 401:
            return KeysRefused(KEYS_WORDS)
        return OutcomeUnknown(f"Alpaca answered {answer.status} without a clear word; it is asked by the order's id")
    if MUST_BE_UNIQUE in answer.message:
        return OutcomeUnknown(f"Alpaca may have this order already ({answer.message}); it is asked by its id")
    return VenueRejected(f"Alpaca rejected it: {answer.message}{_figures(answer.body)}")


def _figures(body: dict[str, Any]) -> str:
    """Return the figures beside the venue's message, such as the buying power that was left."""
    extras = {k: v for k, v in body.items() if k not in ("code", "message") and isinstance(v, str | int | float)}
    return f" ({', '.join(f'{name} {value}' for name, value in sorted(extras.items()))})" if extras else ""


def reading_error(answer: Answer, what: str) -> TradingError:
    """Return what a refused question came to; `what` is what it was about."""
    if answer.status == 401:
        return KeysRefused(KEYS_WORDS)
    if answer.status == 404 and answer.body is not None:
        return NotFound(f"Alpaca: {answer.message}; look for it on Orders or Portfolio")
    if answer.status == 429:
        return Unavailable("Alpaca takes no more requests this minute (429); try again in a minute", retry_in_s=60)
    if 400 <= answer.status < 500 and answer.body is not None:
        return VenueRejected(f"Alpaca refused the question about {what}: {answer.message}")
    return Unavailable(f"Alpaca answered {answer.status} about {what}; try again soon")


def named_pause(answer: Answer) -> float:
    """Return the seconds that the venue asks to wait, 0 when it names none."""
    try:
        return max(0.0, float(answer.headers.get("Retry-After", 0)))
    except ValueError:
        return 0.0
