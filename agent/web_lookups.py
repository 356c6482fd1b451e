"""What the researcher may look up on the web in one run, and from where: no model can make up where a request goes.

An address is read only where the user wrote it or this run's search returned it, and a search takes the user's own
words, so that nothing that a model has read can leave in an address or in a query.
"""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent.intent_types import AskedWeb, Reading, WebKind
from agent.intent_web import address_in
from agent.lookups import symbol_of
from agent.untrusted import without_links
from agent.wording import as_of
from trading.errors import FixInput, Unavailable
from trading.services import Services
from trading.types.wire import rfc3339
from trading.web.desk import WebDesk
from trading.web.filings import form_of
from trading.web.passages import passages
from trading.web.target import shown, target_of

LONGEST_QUERY = 200
SAID_OF_A_PAGE = 700
SAID_OF_A_RESULT = 160
SAID_PASSAGES = 3
USUAL_FORM = "10-K"
_ANY_PORT = range(1, 65_536)
"""Addresses are only compared here; which of them are read is the fetcher's to say."""
_WORD = re.compile(r"[^\W_]+")
_USUAL = frozenset(
    (
        *("a", "about", "after", "and", "announcement", "article", "at", "before", "by", "company", "corp", "date"),
        *("earnings", "for", "from", "guidance", "in", "inc", "is", "latest", "market", "new", "news", "of", "on"),
        *("press", "price", "quarter", "recent", "release", "report", "results", "revenue", "share", "shares"),
        *("stock", "stocks", "the", "to", "today", "what", "when", "who", "why", "with", "year"),
    )
)
"""Words that a model may add to a search: they say nothing about anybody."""
Lookup = Callable[[Services, Mapping[str, Any]], dict[str, Any]]


class WebLookups:
    """The lookups of one run; it knows which addresses the run may read. Safe to use from several threads.

    Without a reading it serves a program under a key of the user's: what that searches for are the words of the key,
    and the addresses are those that its own searches and lists have returned.
    """

    def __init__(self, reading: Reading | None) -> None:
        self._asked = None if reading is None else reading.web
        self._by_key = reading is None
        self._lock = threading.Lock()
        self._known: set[str] = set()
        if self._asked is not None and self._asked.kind is WebKind.PAGE:
            self._learn(self._asked.text)

    def table(self) -> dict[str, Lookup]:
        """Return the lookups by the names of their tools."""
        return {
            "search_web": self.search,
            "read_page": self.page,
            "list_filings": self.filings,
            "read_filing": self.filing,
        }

    def page(self, services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Read the words of one page. Raises FixInput for an address that nobody gave."""
        url = arguments.get("url")
        if not isinstance(url, str) or not url.strip():
            raise FixInput("url must be the address of a page, as the user wrote it or the search returned it")
        wanted = _whole(address_in(url.strip()))
        with self._lock:
            is_known = wanted in self._known
        if not is_known:
            raise FixInput(
                f"{without_links(shown(url))} was neither written by the user nor found by this run's search; "
                "only such pages are read"
            )
        fetched, page = _desk(services).page(wanted)
        title, text = without_links(page.title), without_links(page.text)
        host = target_of(fetched.url, ports=_ANY_PORT).host
        more = " More stands there." if page.is_cut or len(text) > SAID_OF_A_PAGE else ""
        named = f" “{_quotable(title, SAID_OF_A_RESULT)}”" if title else ""
        said = (
            f"says: “{_quotable(text, SAID_OF_A_PAGE)}”"
            if text
            else "holds no text that can be read without running it."
        )
        return {
            "title": title,
            "text": text,
            "is_cut": page.is_cut,
            "source": host,
            "at": rfc3339(fetched.at),
            "sentence": f"The page{named} of {host} {said}{more} Read at {as_of(fetched.at)}. Source: {host}.",
        }

    def search(self, services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Search the web with the user's own words. Raises FixInput for words of others."""
        query = arguments.get("query")
        if not isinstance(query, str) or not query.strip():
            raise FixInput("query must be the user's own words")
        _check_length(query)
        if not self._by_key:
            _check_words(query, self._asked)
        results = _desk(services).find(" ".join(query.split()))
        for result in results:
            self._learn(result.url)
        now = services.wall_clock.now()
        rows = [
            {
                "title": without_links(one.title),
                "snippet": without_links(one.snippet),
                "url": one.url,
                "source": one.host,
            }
            for one in results
        ]
        listed = "; ".join(f"“{_quotable(row['title'], SAID_OF_A_RESULT)}” ({row['source']})" for row in rows)
        return {
            "results": rows,
            "source": "DuckDuckGo",
            "at": rfc3339(now),
            "sentence": f"The web has: {listed}. Searched at {as_of(now)}. Source: DuckDuckGo.",
        }

    def filings(self, services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """List what a company has filed up to the market's now."""
        symbol = symbol_of(arguments)
        until = services.market_clock.now().date()
        found = _desk(services).filings(symbol, until=until, form=form_of(arguments))
        for filing in found.filings:
            if filing.url is not None:
                self._learn(filing.url)
        rows = [
            {
                "form": one.form,
                "filed": one.filed.isoformat(),
                "description": without_links(one.description),
                "url": one.url,
            }
            for one in found.filings
        ]
        listed = "; ".join(f"{one.form} of {one.filed.day} {one.filed:%b %Y}" for one in found.filings)
        company = _quotable(without_links(found.company), SAID_OF_A_RESULT)
        now = services.wall_clock.now()
        return {
            "symbol": symbol,
            "company": company,
            "filings": rows,
            "source": "SEC EDGAR",
            "at": rfc3339(now),
            "sentence": f"“{company}” ({symbol}) has filed: {listed}. Read at {as_of(now)}. Source: SEC EDGAR.",
        }

    def filing(self, services: Services, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Read what a company's newest filing of a form, up to the market's now, says about something."""
        symbol, about = symbol_of(arguments), arguments.get("about") or ""
        if not isinstance(about, str) or len(about) > LONGEST_QUERY:
            raise FixInput(f"about must be a text of at most {LONGEST_QUERY} characters")
        form = form_of(arguments) or USUAL_FORM
        listed = _desk(services).filings(symbol, until=services.market_clock.now().date(), form=form)
        one = listed.filings[0]
        fetched, page = _desk(services).filing_text(one)
        told = [without_links(words) for words in passages(page.text, about)]
        company = _quotable(without_links(listed.company), SAID_OF_A_RESULT)
        which = f"The {one.form} of “{company}” ({symbol}), filed {one.filed.day} {one.filed:%b %Y},"
        spoken = f" about {_quotable(without_links(about), SAID_OF_A_RESULT)}" if about else ""
        quoted = " … ".join(_quotable(words, SAID_OF_A_PAGE) for words in told[:SAID_PASSAGES])
        said = f"says{spoken}: “{quoted}”" if told else "holds no text that can be read without running it."
        more = f" Only its first {len(page.text):,} characters were read." if page.is_cut else ""
        return {
            "symbol": symbol,
            "company": company,
            "form": one.form,
            "filed": one.filed.isoformat(),
            "about": about,
            "passages": told,
            "is_cut": page.is_cut,
            "source": "SEC EDGAR",
            "at": rfc3339(fetched.at),
            "sentence": f"{which} {said}{more} Read at {as_of(fetched.at)}. Source: SEC EDGAR.",
        }

    def _learn(self, url: str) -> None:
        try:
            whole = _whole(url)
        except FixInput:
            return
        with self._lock:
            self._known.add(whole)


def _whole(url: str) -> str:
    return target_of(url, ports=_ANY_PORT).url


def _desk(services: Services) -> WebDesk:
    if services.web is None:
        raise Unavailable("the web is not wired here; use the app")
    return services.web


def _check_length(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise FixInput(f"the query has {len(query)} characters, the limit is {LONGEST_QUERY}; search for less")


def _check_words(query: str, asked: AskedWeb | None) -> None:
    own = set(_words(asked.text)) if asked is not None and asked.kind is WebKind.SEARCH else set()
    others = [word for word in _words(query) if word not in own | _USUAL]
    if others:
        raise FixInput(
            f"a search holds the user's own words alone, and {shown(', '.join(others))} is not among them; leave it out"
        )


def _words(text: str) -> Sequence[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _quotable(text: str, most: int) -> str:
    """Return a text of one line that cannot end the quotation around it."""
    plain = " ".join(text.split()).replace("“", "'").replace("”", "'").replace('"', "'")
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"
