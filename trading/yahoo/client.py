"""yfinance as this product uses it: loaded at the first question, over our session, its errors as our sentences."""

import json
import os
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from trading.errors import NoData, Unavailable
from trading.ports import Clock
from trading.yahoo.session import SOON_S, YahooSession

TIMEOUTS_S = (3.05, 10.0)
"""To connect and to answer."""
HOST = "https://query2.finance.yahoo.com"
CACHE_FOLDER = "yahoo"
_ONE_AT_A_TIME = threading.Lock()
"""yfinance keeps one object of its own for every ticker of the process; who makes a ticker sets it first."""


class Yahoo:
    """Yahoo Finance through yfinance. Nothing is imported or asked before the first question; safe between threads.

    `base_url` takes the place of Yahoo's hosts; yfinance may keep time zones under `data_dir`.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        data_dir: Path,
        base_url: str | None = None,
        timeouts_s: tuple[float, float] = TIMEOUTS_S,
    ) -> None:
        self._session = YahooSession(clock=clock, timeouts_s=timeouts_s, base_url=base_url)
        self._cache = data_dir / CACHE_FOLDER
        self._lock = threading.Lock()
        self._data: Any = None

    def ticker(self, symbol: str) -> Any:
        """Return yfinance's Ticker over our session; use it inside `plainly`, or its errors leave the folder."""
        data = self._loaded()
        import yfinance
        from yfinance.data import SingletonMeta, YfData

        with _ONE_AT_A_TIME:
            SingletonMeta._instances[YfData] = data
            # It remembers answers for the life of the process; how long one is good is for the asker to say.
            YfData.cache_get.cache_clear()
            return yfinance.Ticker(symbol, session=self._session)

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the JSON object of one path, asked with yfinance's cookie and crumb.

        Raises NoData with Yahoo's words (no such symbol, no such range), Unavailable.
        """
        with self.plainly(path):
            answer = self._loaded().get(f"{HOST}{path}", params=dict(params or {}))
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise _soon("Yahoo Finance's answer cannot be read")
        return found

    @contextmanager
    def plainly(self, what: str) -> Iterator[None]:
        """Let only this product's errors out: NoData and Unavailable, each a sentence about `what`."""
        self._loaded()
        from yfinance.exceptions import YFException, YFRateLimitError

        try:
            yield
        except YFRateLimitError as fault:
            raise Unavailable(
                "Yahoo Finance takes no more calls for now; try again in 60 s", retry_in_s=60, for_all=True
            ) from fault
        except YFException as fault:
            raise NoData(f"Yahoo Finance has nothing for {what}: {fault}; choose another") from fault
        except requests.HTTPError as fault:
            status = "" if fault.response is None else f" (HTTP {fault.response.status_code})"
            raise Unavailable(f"Yahoo Finance refused to answer{status}; try again in 60 s", retry_in_s=60) from fault
        except json.JSONDecodeError as fault:
            raise _soon("Yahoo Finance's answer is broken off") from fault
        except (LookupError, TypeError, AttributeError, ValueError) as fault:
            # yfinance trips in these ways over an answer of a shape that it does not expect
            raise _soon(f"Yahoo Finance's answer for {what} cannot be read") from fault

    def close(self) -> None:
        """Close the connections and what yfinance keeps open."""
        self._session.close()
        if self._data is not None:
            from yfinance import cache

            for manager in (cache._TzDBManager, cache._ISINDBManager):
                manager.close_db()

    def _loaded(self) -> Any:
        """Return yfinance's own access to Yahoo, made once over our session."""
        with self._lock:
            if self._data is None:
                # Before the import: its other backend is no requests.Session, so it has no time-outs of ours.
                os.environ.setdefault("YF_DISABLE_CURL_CFFI", "1")
                import yfinance
                from yfinance import cache
                from yfinance.data import YfData

                # yfinance turns them on for itself; what pandas will drop is for its makers to read.
                warnings.filterwarnings("ignore", category=DeprecationWarning, module="yfinance")
                yfinance.config.debug.hide_exceptions = False
                yfinance.config.network.retries = 0
                yfinance.set_tz_cache_location(str(self._cache))
                # The session keeps the cookie. On disk it is a pickle, and one that lacks a name that yfinance expects
                # would fail every later start.
                cache._CookieCacheManager._Cookie_cache = cache._CookieCacheDummy()
                # Past the metaclass, which would give the session of the newest maker to everybody.
                self._data = type.__call__(YfData, session=self._session)
            return self._data


def _soon(what: str) -> Unavailable:
    return Unavailable(f"{what}; try again in {SOON_S} s", retry_in_s=SOON_S)
