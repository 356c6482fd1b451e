"""A search of the web by ddgs: titles and snippets of what DuckDuckGo finds, within a time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trading.errors import FixInput, NoData, Unavailable
from trading.web.target import PORTS, target_of
from trading.web.visible import visible

MOST_RESULTS = 8
TIMEOUT_S = 8
LONGEST_SNIPPET = 300
_PORTS = frozenset(PORTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One thing that was found; its words are from outside."""

    title: str
    snippet: str
    url: str
    host: str


class Search:
    """Asks DuckDuckGo. `address` takes the place of its own, for tests. Safe to use from several threads."""

    def __init__(self, *, address: str | None = None, timeout_s: int = TIMEOUT_S) -> None:
        self._address, self._timeout_s = address, timeout_s

    def find(self, query: str) -> Sequence[Result]:
        """Return at most eight results. Raises NoData, Unavailable."""
        answers: list[list[Any] | Exception | None] = []

        def ask() -> None:
            try:
                answers.append(self._asked(query))
            except Exception as fault:  # ddgs lets errors of its parser and of its client through
                answers.append(fault)

        thread = threading.Thread(target=ask, name="search", daemon=True)
        thread.start()
        thread.join(self._timeout_s)
        if not answers:
            raise Unavailable(f"the search did not answer within {self._timeout_s} s; check the network and try later")
        found = answers[0]
        if isinstance(found, Exception) or found is None:
            kind = "" if found is None else f" ({type(found).__name__})"
            raise Unavailable(f"the search engine could not be asked{kind}; check the network and try later")
        results = [result for each in found if (result := _result(each)) is not None][:MOST_RESULTS]
        if not results:
            raise NoData("the search found nothing; use other words")
        return results

    def _asked(self, query: str) -> list[Any] | None:
        from ddgs.engines.duckduckgo import Duckduckgo

        engine = Duckduckgo(timeout=self._timeout_s)
        if self._address is not None:
            engine.search_url = self._address
        found: list[Any] | None = engine.search(query)
        return found


def _result(found: Any) -> Result | None:
    try:
        target = target_of(str(found.href), ports=_PORTS)
    except FixInput:
        return None
    title, snippet = (" ".join(visible(str(text)).split()) for text in (found.title, found.body))
    snippet = snippet.removeprefix(title).strip()
    return Result(title=title[:200], snippet=snippet[:LONGEST_SNIPPET], url=target.url, host=target.host)
