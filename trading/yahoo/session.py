"""The session under yfinance: time-outs on every call, a pause after 429, and errors as this product's sentences."""

import threading
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from trading.errors import NoData, TradingError, Unavailable
from trading.ports import Clock
from trading.yahoo.browserlike import BrowserlikeAdapter

CONNECTIONS = 8
FIRST_PAUSE_S = 60.0
LONGEST_PAUSE_S = 900.0
"""Yahoo names no time with its 429: the first pause is a minute, and each next one twice it until data comes again."""
SOON_S = 10
LONGEST_QUOTED = 160
COOKIE_HOST = "fc.yahoo.com"
COOKIE_EVERY = timedelta(minutes=10)
CRUMB_PATH = "/v1/test/getcrumb"
HEADERS = {
    # Yahoo answers 429 to the name of a Python library whatever it asks.
    "User-Agent": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/131.0.0.0 Safari/537.36"
    ),
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
}


class YahooSession(requests.Session):
    """A session that asks once, waits at most its time-outs, and tells what went wrong in a sentence.

    `base_url` takes the place of every host of Yahoo; Yahoo itself is asked as a browser asks, where that can be done.
    After a 429 nothing is asked until the pause is over; asking in vain does not make it longer. Safe to use from
    several threads.
    """

    def __init__(self, *, clock: Clock, timeouts_s: tuple[float, float], base_url: str | None = None) -> None:
        super().__init__()
        self.headers.update(HEADERS)
        self._clock = clock
        self._timeouts_s = timeouts_s
        self._base = None if base_url is None else urlsplit(base_url.rstrip("/"))
        self._lock = threading.Lock()
        self._paused_until: datetime | None = None
        self._pause_s = 0.0
        self._cookie_at: datetime | None = None
        self._is_cookieless = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(pool_connections=4, pool_maxsize=CONNECTIONS, max_retries=0))
        if base_url is None and find_spec("curl_cffi") is not None:
            self.mount("https://", BrowserlikeAdapter())

    def request(self, method: str, url: str | bytes, *args: Any, **more: Any) -> requests.Response:
        """Ask once. Raises Unavailable, NoData (Yahoo says that it has no such thing, in its words)."""
        asked = url.decode() if isinstance(url, bytes) else url
        more["timeout"] = self._timeouts_s
        if urlsplit(asked).hostname == COOKIE_HOST:
            return self._cookie(method, asked, *args, **more)
        self._check_pause()
        try:
            answer = super().request(method, self._address(asked), *args, **more)
        except requests.RequestException as fault:
            raise self._failed(fault) from fault
        return self._judged(answer, asked)

    def _cookie(self, method: str, url: str, *args: Any, **more: Any) -> requests.Response:
        """Ask for the cookie; yfinance wants it before every question where it could not keep it.

        Lists against advertising block this host, and most answers need no cookie of it, so a failure is an empty
        answer: yfinance 1.7.0 would look for an error class here that only its other backend has.
        """
        now = self._clock.now()
        with self._lock:
            at = self._cookie_at
            is_known = at is not None and now - at < COOKIE_EVERY and (bool(self.cookies) or self._is_cookieless)
            if is_known or self._paused_until is not None:
                return _nothing(url)
            self._cookie_at = now
        try:
            answer = super().request(method, self._address(url), *args, **more)
        except requests.RequestException:
            self._is_cookieless = True
            return _nothing(url)
        self._is_cookieless = False
        if answer.status_code == 429:
            self._pause(answer)
        return answer

    def _address(self, url: str) -> str:
        parts = urlsplit(url)
        if self._base is None or not (parts.hostname or "").endswith("yahoo.com"):
            return url
        path = self._base.path + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))

    def _check_pause(self) -> None:
        with self._lock:
            until = self._paused_until
            if until is None:
                return
            left_s = (until - self._clock.now()).total_seconds()
            # A clock that was set back would make the pause endless: it never lasts longer than it was set for.
            if 0 < left_s <= LONGEST_PAUSE_S:
                raise _too_many(left_s)
            self._paused_until = None

    def _judged(self, answer: requests.Response, asked: str) -> requests.Response:
        if answer.status_code == 429:
            raise _too_many(self._pause(answer))
        if answer.status_code >= 500:
            raise Unavailable(
                f"Yahoo Finance has a fault of its own (HTTP {answer.status_code}); try again in {SOON_S} s",
                retry_in_s=SOON_S,
            )
        if _is_data(asked):
            if answer.content.lstrip()[:1] not in (b"{", b"["):
                raise Unavailable(
                    f"Yahoo Finance answered with {_kind(answer)} instead of data; try again in {SOON_S} s, "
                    "and if it stays open finance.yahoo.com in a browser of this network",
                    retry_in_s=SOON_S,
                )
            if answer.status_code in (400, 404, 422):
                raise NoData(f"Yahoo Finance has no answer to this: {_said(answer)}")
            with self._lock:
                self._pause_s = 0.0
        return answer

    def _pause(self, answer: requests.Response) -> float:
        after = answer.headers.get("Retry-After", "").strip()
        with self._lock:
            doubled = min(max(FIRST_PAUSE_S, self._pause_s * 2), LONGEST_PAUSE_S)
            named = float(after) if after.isascii() and after.isdigit() and len(after) < 6 else None
            self._pause_s = doubled if named is None else min(max(named, 1.0), LONGEST_PAUSE_S)
            self._paused_until = self._clock.now() + timedelta(seconds=self._pause_s)
            return self._pause_s

    def _failed(self, fault: requests.RequestException) -> TradingError:
        connect_s, read_s = self._timeouts_s
        if isinstance(fault, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
            return Unavailable("the address set for Yahoo Finance is not a URL; correct YAHOO_BASE_URL")
        if isinstance(fault, requests.Timeout) or "timed out" in str(fault):
            waited = f"{connect_s:g} s to connect, {read_s:g} s to answer"
            return _unreached(f"Yahoo Finance did not answer in time ({waited})")
        return _unreached("Yahoo Finance cannot be reached, or the connection broke")


def _unreached(what: str) -> Unavailable:
    return Unavailable(f"{what}; try again in {SOON_S} s", retry_in_s=SOON_S, for_all=True)


def _too_many(left_s: float) -> Unavailable:
    sentence = f"Yahoo Finance takes no more calls for now; try again in {int(left_s + 0.999)} s"
    return Unavailable(sentence, retry_in_s=left_s, for_all=True)


def _is_data(url: str) -> bool:
    """Say whether JSON is what that address answers with; the cookie, consent and calendar pages are HTML."""
    parts = urlsplit(url)
    return (parts.hostname or "") in ("query1.finance.yahoo.com", "query2.finance.yahoo.com") and (
        parts.path != CRUMB_PATH
    )


def _kind(answer: requests.Response) -> str:
    return "a web page" if answer.content.lstrip()[:1] == b"<" else "an empty page" if not answer.content else "text"


def _said(answer: requests.Response) -> str:
    """Return Yahoo's own words out of `{"<part>": {"error": {"description": ...}}}`, short."""
    try:
        body = answer.json()
    except ValueError:
        return f"HTTP {answer.status_code}"
    parts = [part for part in body.values() if isinstance(part, dict)] if isinstance(body, dict) else []
    errors = [part.get("error") for part in parts if isinstance(part.get("error"), dict)]
    words = [str(error.get("description") or error.get("code") or "") for error in errors if error]
    return " ".join(words[0].split())[:LONGEST_QUOTED] if words and words[0] else f"HTTP {answer.status_code}"


def _nothing(url: str) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.url, answer._content = 503, url, b""
    return answer
