"""Reading from Alpaca over HTTP: bounded retries of reads, pauses, and errors as this product's sentences."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, cast

from trading.errors import KeysRefused, NoData, TradingError, Unavailable
from trading.market.alpaca.waits import budget_wait_s, retry_after_s
from trading.ports import Clock

if TYPE_CHECKING:
    import requests
    from alpaca.common.exceptions import APIError
    from alpaca.common.rest import RESTClient

ATTEMPTS = 3
FIRST_WAIT_S = 0.4
LONGEST_WAIT_S = 3.0
"""A person or the gate waits for the answer: what Alpaca asks beyond this is said instead of slept."""
LONGEST_PAUSE_S = 60.0
USUAL_PAUSE_S = 10
LONGEST_QUOTED = 160
KEYS = "set the right APCA_API_KEY_ID and APCA_API_SECRET_KEY in the settings (paper keys only work for paper)"


class Host(StrEnum):
    """The two APIs: prices, and the list of assets."""

    DATA = "data"
    TRADING = "trading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Whom to ask, with which keys and how patiently. The keys are never shown, not even by repr."""

    key_id: str = field(repr=False)
    secret: str = field(repr=False)
    trading_url: str
    data_url: str | None = None
    connect_timeout_s: float = 3.0
    read_timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class _Failed:
    """One attempt that brought no answer: what to say, whether and when another may, or that there is no such thing."""

    fault: TradingError
    again: bool = False
    wait_s: float | None = None
    missing: bool = False


class AlpacaReader:
    """Asks Alpaca for JSON by GET only, so everything here may be asked twice; safe to use from several threads.

    429, 5xx and a dropped or refused connection are asked again, ATTEMPTS times in all; a time-out is not, since
    the caller has waited long enough by then. After a 429 that names a time, nothing is asked before it.
    """

    def __init__(self, access: Access, clock: Clock, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._access = access
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._clients: dict[Host, RESTClient] | None = None
        self._paused_until: dict[Host, datetime] = {}

    def get(self, host: Host, path: str, params: Mapping[str, Any] | None = None, *, version: str = "v2") -> object:
        """Return the parsed JSON of one path.

        Raises KeysRefused, NoData (the request is not taken), Unavailable (anything else).
        """
        found = self._ask(host, path, params, version)
        if isinstance(found, _Failed):
            raise found.fault
        return found

    def find(self, host: Host, path: str) -> object | None:
        """Return the parsed JSON of one thing, None when Alpaca says that it does not know it. Raises as `get` does."""
        found = self._ask(host, path, None, "v2")
        if isinstance(found, _Failed):
            if found.missing:
                return None
            raise found.fault
        return found

    def _ask(self, host: Host, path: str, params: Mapping[str, Any] | None, version: str) -> object | _Failed:
        self._check_pause(host)
        found = self._attempt(host, path, params, version)
        for attempt in range(ATTEMPTS - 1):
            if not isinstance(found, _Failed) or not found.again:
                break
            wait_s = FIRST_WAIT_S * 2**attempt if found.wait_s is None else found.wait_s
            if wait_s > LONGEST_WAIT_S:
                break
            self._sleep(wait_s + random.uniform(0, FIRST_WAIT_S / 4))  # noqa: S311  spreads askers, guards nothing
            found = self._attempt(host, path, params, version)
        if isinstance(found, _Failed) and found.wait_s:
            self._paused_until[host] = self._clock.now() + timedelta(seconds=min(found.wait_s, LONGEST_PAUSE_S))
        return found

    def _check_pause(self, host: Host) -> None:
        until = self._paused_until.get(host)
        if until is None:
            return
        left = (until - self._clock.now()).total_seconds()
        # A wall clock that was set back would make the pause endless: it never lasts longer than it was set for.
        if 0 < left <= LONGEST_PAUSE_S:
            raise try_again("Alpaca takes no more calls for now", _whole(left), for_all=True)
        self._paused_until.pop(host, None)

    def _attempt(self, host: Host, path: str, params: Mapping[str, Any] | None, version: str) -> object | _Failed:
        import requests
        from urllib3.exceptions import HTTPError as Urllib3Error

        client, api_error = self._client(host)
        try:
            answer = client.get(path, dict(params or {}), api_version=version)
        except api_error as fault:
            return self._refusal(cast("APIError", fault).response)
        except (requests.exceptions.InvalidHeader, UnicodeEncodeError):
            return _Failed(KeysRefused(f"the Alpaca keys hold characters that no key has; {KEYS}"))
        except requests.Timeout:
            waited = f"{self._access.connect_timeout_s:g} s to connect, {self._access.read_timeout_s:g} s to answer"
            return _Failed(_unreached(f"did not answer in time ({waited})"))
        except (ValueError, RecursionError) as fault:
            if isinstance(fault, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
                return _Failed(Unavailable(f"the address of Alpaca's {host} API is not a URL; correct it in settings"))
            return _Failed(_unavailable("answered with something that is not JSON"))
        except (requests.RequestException, Urllib3Error, OSError) as fault:
            if "timed out" in str(fault):  # in the middle of a body, requests calls this a broken connection
                return _Failed(_unreached(f"stopped in the middle of its answer for {self._access.read_timeout_s:g} s"))
            return _Failed(_unreached("cannot be reached, or the connection broke"), again=True)
        if answer is None:
            return _Failed(_unavailable("answered with an empty page"))
        return answer  # type: ignore[no-any-return]

    def _client(self, host: Host) -> tuple[Any, type[Exception]]:
        access = self._access
        if not (access.key_id and access.secret):
            raise KeysRefused(f"there are no Alpaca keys; {KEYS}")
        with self._lock:
            if self._clients is None:
                # Imported at the first call: alpaca-py costs a second, which no first paint should pay.
                from trading.alpaca.clients import data_client, trading_client

                key_id, secret, patience = (
                    access.key_id,
                    access.secret,
                    (access.connect_timeout_s, access.read_timeout_s),
                )
                self._clients = {
                    Host.DATA: data_client(key_id=key_id, secret=secret, url=access.data_url, timeouts_s=patience),
                    Host.TRADING: trading_client(
                        key_id=key_id, secret=secret, url=access.trading_url, timeouts_s=patience
                    ),
                }
            from alpaca.common.exceptions import APIError

            return self._clients[host], APIError

    def _refusal(self, response: "requests.Response") -> _Failed:
        status, said = response.status_code, self._said(response)
        if status == 401 or (status == 403 and "subscription" not in said):
            return _Failed(KeysRefused(f"Alpaca refused the keys (HTTP {status}); {KEYS}"))
        if status == 403:
            return _Failed(
                Unavailable(
                    f"the Alpaca plan does not include these prices{said}; set APCA_DATA_FEED to iex or delayed_sip"
                )
            )
        if status == 404:
            lost = Unavailable(f"Alpaca has nothing under that address{said}; check its URLs in settings")
            return _Failed(lost, missing=True)
        if status == 429:
            wait_s = budget_wait_s(response.headers, self._clock.now())
            return _Failed(_too_many(wait_s), again=True, wait_s=wait_s)
        if status >= 500:
            wait_s = retry_after_s(response.headers, self._clock.now())
            return _Failed(_unavailable(f"has a fault of its own (HTTP {status})", wait_s), again=True, wait_s=wait_s)
        not_taken = NoData(f"Alpaca does not take this request (HTTP {status}){said}; ask for something else")
        return _Failed(not_taken, missing=True)

    def _said(self, response: "requests.Response") -> str:
        """Return Alpaca's own words, short and without the keys, or nothing when there are none to read."""
        try:
            body = response.json()
        except (ValueError, RecursionError):
            return ""
        message = body.get("message") if isinstance(body, dict) else None
        if not isinstance(message, str) or not message.strip():
            return ""
        plain = " ".join(message.split())
        for kept in (self._access.secret, self._access.key_id):
            plain = plain.replace(kept, "...")
        return f", it says: {plain[:LONGEST_QUOTED]!r}"


def _unavailable(what: str, wait_s: float | None = None) -> Unavailable:
    return try_again(f"Alpaca {what}", _whole(wait_s))


def _unreached(what: str) -> Unavailable:
    return try_again(f"Alpaca {what}", for_all=True)


def _too_many(wait_s: float | None) -> Unavailable:
    return try_again("Alpaca's limit of calls a minute is used up", _whole(wait_s), for_all=True)


def try_again(what: str, in_s: int = USUAL_PAUSE_S, *, for_all: bool = False) -> Unavailable:
    """Return the error for a fault that may be over soon, with the wait in words and as a number."""
    return Unavailable(f"{what}; try again in {in_s} s", retry_in_s=in_s, for_all=for_all)


def _whole(wait_s: float | None) -> int:
    return USUAL_PAUSE_S if wait_s is None else max(1, int(min(wait_s, LONGEST_PAUSE_S) + 0.999))
