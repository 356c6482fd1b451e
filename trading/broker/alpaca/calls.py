"""Requests to Alpaca's trading API: each with a time-out, reads repeated a little, an order never."""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from alpaca.common.exceptions import APIError

from trading.alpaca.clients import trading_client
from trading.errors import KeysRefused, NotFound, OutcomeUnknown, TradingError, Unavailable, VenueRejected
from trading.ports import Clock
from trading.types import RateBudget

log = logging.getLogger(__name__)
CONNECT_TIMEOUT_S = 3.05
READ_TIMEOUT_S = 10.0
PAUSES_S = (0.25, 1.0)
"""How long to wait before each repetition of a read."""
MOST_PAUSE_S = 5.0
MUST_BE_UNIQUE = "client_order_id must be unique"
KEYS_WORDS = (
    "Alpaca refuses the keys; keys of the paper account work on the paper host only and live keys on the live host "
    "(ALPACA_LIVE), so put the right ones into the settings and start again"
)
_SUBJECTS = {
    "/account/activities/FILL": "executions",
    "/account/activities": "cash movements",
    "/account/portfolio": "the account's history",
    "/account/configurations": "the account's settings",
    "/account": "the account",
    "/positions": "positions",
    "/orders": "orders",
    "/calendar": "the calendar",
    "/clock": "the exchange's clock",
    "/watchlists": "watchlists",
}
"""What each path asks about, the longer paths first."""
Params = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A refusal by status; `body` is the venue's own error object, None when the answer has none."""

    status: int
    body: dict[str, Any] | None
    headers: Mapping[str, str]

    @property
    def message(self) -> str:
        return str((self.body or {}).get("message", ""))


class AlpacaCalls:
    """One account's session, kept alive; threads may share it. No error of another library leaves it."""

    def __init__(
        self,
        *,
        key_id: str,
        secret: str,
        url: str,
        clock: Clock,
        timeout_s: tuple[float, float] = (CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = trading_client(key_id=key_id, secret=secret, url=url, timeouts_s=timeout_s, notice=self._note)
        self._clock = clock
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._lock = threading.Lock()
        self._budget: RateBudget | None = None
        self._skew = timedelta()

    def skew(self) -> timedelta:
        """Return how far this machine's clock was ahead of the venue's at the newest answer, to a second or so."""
        with self._lock:
            return self._skew

    def budget(self) -> RateBudget | None:
        """Return what is left of the rate limit, None before the first answer that says so."""
        with self._lock:
            return self._budget

    def close(self) -> None:
        """Close the connections."""
        self._client._session.close()

    def read(self, path: str, params: Params | None = None) -> Any:
        """Return what a GET answers. Raises NotFound, KeysRefused, Unavailable."""
        return self._patiently(lambda: self._client.get(path, dict(params or {})), _subject(path))

    def take_away(self, path: str) -> None:
        """Ask for a DELETE, which may be repeated. Raises NotFound, VenueRejected, KeysRefused, Unavailable."""
        self._patiently(lambda: self._client.delete(path), "the cancel")

    def set(self, path: str, body: dict[str, Any]) -> Any:
        """Ask for a PATCH of a setting, which may be repeated. Raises KeysRefused, VenueRejected, Unavailable."""
        return self._patiently(lambda: self._client.patch(path, body), _subject(path))

    def order(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask once for an order or its replacement; never repeated.

        Raises VenueRejected for a clear no, KeysRefused, and OutcomeUnknown for everything else.
        """
        ask = self._client.post if method == "POST" else self._client.patch
        try:
            answer = ask(path, body)
        except APIError as fault:
            raise _verdict(_answer(fault)) from None
        except (requests.RequestException, ValueError) as fault:
            said = f"no clear answer from Alpaca ({self._words(fault)}); it is asked by the order's id"
            raise OutcomeUnknown(said) from None
        if not isinstance(answer, dict):
            raise OutcomeUnknown("Alpaca's answer to the order is no order; it is asked by the order's id")
        return answer

    def _patiently(self, ask: Callable[[], Any], what: str) -> Any:
        pauses = iter(PAUSES_S)
        while True:
            try:
                return ask()
            except APIError as fault:
                answer = _answer(fault)
                wait = _named_pause(answer)
                error = _reading_error(answer, what)
                if not isinstance(error, Unavailable) or isinstance(error, KeysRefused):
                    raise error from None
            except (requests.RequestException, ValueError) as fault:
                wait, error = (
                    0.0,
                    Unavailable(f"Alpaca did not answer about {what} ({self._words(fault)}); try again soon"),
                )
            pause = next(pauses, None)
            if pause is None or wait > MOST_PAUSE_S:
                raise error from None
            self._sleep(max(pause, wait))

    def _words(self, fault: Exception) -> str:
        if isinstance(fault, requests.ConnectTimeout):
            return f"no connection within {self._timeout_s[0]:g} s"
        if isinstance(fault, requests.Timeout):
            return f"nothing within {self._timeout_s[1]:g} s"
        if isinstance(fault, requests.ConnectionError):
            return "the connection was refused or dropped"
        return "an answer that cannot be read"

    def _note(self, headers: Mapping[str, str]) -> None:
        budget, told_at = _budget(headers), _date(headers)
        with self._lock:
            if budget is not None:
                self._budget = budget
            if told_at is not None:
                self._skew = self._clock.now() - told_at


def _budget(headers: Mapping[str, str]) -> RateBudget | None:
    limit, left, reset = (headers.get(f"X-RateLimit-{name}") for name in ("Limit", "Remaining", "Reset"))
    if limit is None or left is None:
        return None
    try:
        at = None if reset is None else datetime.fromtimestamp(float(reset), UTC)
        return RateBudget(limit=int(limit), left=int(left), resets_at=at)
    except (ValueError, OverflowError, OSError):
        return None


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["Date"])
    except (KeyError, ValueError):
        return None


def _subject(path: str) -> str:
    """Return what a path asks about, as a sentence says it."""
    known = next((words for start, words in _SUBJECTS.items() if path.startswith(start)), None)
    return known or path


def _answer(fault: APIError) -> _Answer:
    response = fault.response
    try:
        body = json.loads(str(fault))
    except ValueError:
        body = None
    is_venues = isinstance(body, dict) and "message" in body
    return _Answer(
        status=fault.status_code or 0,
        body=body if is_venues else None,
        headers={} if response is None else response.headers,
    )


def _verdict(answer: _Answer) -> TradingError:
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


def _reading_error(answer: _Answer, what: str) -> TradingError:
    if answer.status == 401:
        return KeysRefused(KEYS_WORDS)
    if answer.status == 404 and answer.body is not None:
        return NotFound(f"Alpaca: {answer.message}; look for it on Orders or Portfolio")
    if answer.status == 429:
        return Unavailable("Alpaca takes no more requests this minute (429); try again in a minute")
    if 400 <= answer.status < 500 and answer.body is not None:
        return VenueRejected(f"Alpaca refused the question about {what}: {answer.message}")
    return Unavailable(f"Alpaca answered {answer.status} about {what}; try again soon")


def _named_pause(answer: _Answer) -> float:
    """Return the seconds that the venue asks to wait, 0 when it names none."""
    try:
        return max(0.0, float(answer.headers.get("Retry-After", 0)))
    except ValueError:
        return 0.0
