"""Requests to Alpaca's trading API: each with a time-out, reads repeated a little, an order never."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from alpaca.common.exceptions import APIError

from trading.alpaca.clients import trading_client
from trading.broker.alpaca.refusals import answer_of, named_pause, reading_error, verdict
from trading.errors import KeysRefused, OutcomeUnknown, Unavailable
from trading.ports import Clock
from trading.types import RateBudget

log = logging.getLogger(__name__)
CONNECT_TIMEOUT_S = 3.05
READ_TIMEOUT_S = 10.0
PAUSES_S = (0.25, 1.0)
"""How long to wait before each repetition of a read."""
MOST_PAUSE_S = 5.0
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

    def take_away(self, path: str) -> Any:
        """Ask for a DELETE, which may be repeated. Raises NotFound, VenueRejected, KeysRefused, Unavailable."""
        what = "the cancel" if path.startswith("/orders") else _subject(path)
        return self._patiently(lambda: self._client.delete(path), what)

    def set(self, path: str, body: dict[str, Any]) -> Any:
        """Ask for a PATCH of a setting, which may be repeated. Raises KeysRefused, VenueRejected, Unavailable."""
        return self._patiently(lambda: self._client.patch(path, body), f"setting {_subject(path)}")

    def put(self, path: str, body: dict[str, Any]) -> Any:
        """Ask for a PUT, which may be repeated. Raises NotFound, VenueRejected, KeysRefused, Unavailable."""
        return self._patiently(lambda: self._client.put(path, body), _subject(path))

    def post(self, path: str, body: dict[str, Any], *, again: bool) -> Any:
        """Ask for a POST that is no order; repeated only if `again` says that twice is as good as once.

        Raises NotFound, VenueRejected, KeysRefused, Unavailable (then it may have been done).
        """
        return self._patiently(lambda: self._client.post(path, body), _subject(path), PAUSES_S if again else ())

    def order(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Ask once for an order or its replacement; never repeated.

        Raises VenueRejected for a clear no, KeysRefused, and OutcomeUnknown for everything else.
        """
        ask = self._client.post if method == "POST" else self._client.patch
        try:
            answer = ask(path, body)
        except APIError as fault:
            raise verdict(answer_of(fault)) from None
        except (requests.RequestException, ValueError) as fault:
            said = f"no clear answer from Alpaca ({self._words(fault)}); it is asked by the order's id"
            raise OutcomeUnknown(said) from None
        if not isinstance(answer, dict):
            raise OutcomeUnknown("Alpaca's answer to the order is no order; it is asked by the order's id")
        return answer

    def _patiently(self, ask: Callable[[], Any], what: str, pauses_s: Sequence[float] = PAUSES_S) -> Any:
        pauses = iter(pauses_s)
        while True:
            try:
                return ask()
            except APIError as fault:
                answer = answer_of(fault)
                wait = named_pause(answer)
                error = reading_error(answer, what)
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
