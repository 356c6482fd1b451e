"""News that DuckDuckGo finds, by the engine of ddgs for it alone.

Its front class asks other search engines too and in threads of its own, which nobody chose by naming DuckDuckGo.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from trading.errors import Unavailable
from trading.sentiment.sources.making import Told, headline, newest
from trading.types import Headline, NewsKind

if TYPE_CHECKING:
    from ddgs.engines.duckduckgo_news import DuckduckgoNews

NAME = "DuckDuckGo news"
HOST = "https://duckduckgo.com"
TIMEOUT_S = 8
MARKET = "stock market"
AGAIN_S = 60
MOST_SYMBOLS = 3
"""How many symbols one look asks for; each costs two requests, and DuckDuckGo soon takes no more."""


class DuckDuckGoNews:
    """The NewsSource over DuckDuckGo's news; `called` gives the name by which a company is searched for.

    `base_url` takes the place of DuckDuckGo's own host.
    """

    def __init__(self, called: Callable[[str], str], *, base_url: str = HOST, timeout_s: int = TIMEOUT_S) -> None:
        self._called, self._base, self._timeout_s = called, base_url.rstrip("/"), timeout_s
        self._lock = Lock()
        self._engine: DuckduckgoNews | None = None

    @property
    def name(self) -> str:
        """Return the name of the source as people read it."""
        return NAME

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` headlines of that time, newest first. Raises Unavailable."""
        span = _span(end - start)
        asked = [f"{self._called(symbol)} stock" for symbol in symbols[:MOST_SYMBOLS]] or [MARKET]
        found = [_headline(item) for query in asked for item in self._search(query, span)]
        return newest(found, start=start, end=end, limit=limit)

    def _search(self, query: str, span: str) -> list[Mapping[str, Any]]:
        from ddgs.exceptions import DDGSException, TimeoutException

        try:
            with self._lock:  # one engine keeps one set of cookies
                found = self._loaded().search(query, timelimit=span)
        except TimeoutException as fault:
            raise _soon(f"DuckDuckGo did not answer within {self._timeout_s} s") from fault
        except DDGSException as fault:
            raise _soon("DuckDuckGo cannot be reached, or takes no more questions for now") from fault
        except (ValueError, LookupError, TypeError, AttributeError) as fault:
            # ddgs trips in these ways over an answer of a shape that it does not expect
            raise _soon("DuckDuckGo's answer cannot be read") from fault
        if found is None:
            raise _soon("DuckDuckGo takes no more questions for now")
        return [vars(item) for item in found]

    def _loaded(self) -> "DuckduckgoNews":
        """Return the engine, made at the first question: its imports are no first paint's to pay."""
        if self._engine is None:
            self._engine = _engine_at(self._base, self._timeout_s)
        return self._engine


def _engine_at(base: str, timeout_s: int) -> "DuckduckgoNews":
    from ddgs.engines.duckduckgo_news import DuckduckgoNews
    from ddgs.utils import _extract_vqd

    class Engine(DuckduckgoNews):  # type: ignore[misc]
        """DuckDuckGo's news at an address of ours; ddgs 9.16.1 writes its host into this one method."""

        search_url = f"{base}/news.js"

        def _get_vqd(self, query: str) -> str:
            page = self.http_client.request("GET", f"{base}/", params={"q": query}).content
            return str(_extract_vqd(page, query))

    return Engine(timeout=timeout_s)


def _headline(item: Mapping[str, Any]) -> Headline | None:
    told = Told(
        title=item.get("title"),
        at=item.get("date"),
        summary=item.get("body"),
        url=item.get("url"),
        publisher=item.get("source"),
    )
    return headline(told, source=NAME, kind=NewsKind.NEWS)


def _span(length: timedelta) -> str:
    """Return the shortest of DuckDuckGo's spans that holds a length: a day, a week or a month."""
    return "d" if length <= timedelta(days=1) else "w" if length <= timedelta(days=7) else "m"


def _soon(what: str) -> Unavailable:
    return Unavailable(f"{what}; try again in {AGAIN_S} s", retry_in_s=AGAIN_S)
