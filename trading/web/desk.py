"""What the desk reads of the web: pages, a search, filings. Where it is off, each answers with how to turn it on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from trading.errors import Unavailable
from trading.redaction import clean
from trading.web.fetcher import Fetched, Fetcher
from trading.web.filings import Edgar, Filing, Filings
from trading.web.plain import READABLE, PageText, plain_text
from trading.web.search import Result, Search

MOST_BYTES = 4_000_000
MOST_TEXT, MOST_OF_A_FILING = 6_000, 400_000
OFF = "reading the web is off here; set WEB_ACCESS=true to allow it"
NO_CONTACT = "the SEC wants to know who asks; set WEB_CONTACT to a name and an e-mail address, and WEB_ACCESS=true"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebDesk:
    """The parts; each is None where the settings turn it off."""

    fetcher: Fetcher | None = None
    search: Search | None = None
    edgar: Edgar | None = None

    def page(self, url: str) -> tuple[Fetched, PageText]:
        """Return a page and its words. Raises FixInput, NoData, Unavailable."""
        if self.fetcher is None:
            raise Unavailable(OFF)
        fetched = self.fetcher.get(url, accept=READABLE, max_bytes=MOST_BYTES)
        words = plain_text(fetched, most=MOST_TEXT)
        return fetched, replace(words, title=clean(words.title), text=clean(words.text))

    def find(self, query: str) -> Sequence[Result]:
        """Return what a search finds. Raises NoData, Unavailable."""
        if self.search is None:
            raise Unavailable(OFF)
        return self.search.find(query)

    def filings(self, symbol: str, *, until: date, form: str | None = None) -> Filings:
        """Return the newest filings of a company up to a day. Raises NoData, Unavailable."""
        if self.edgar is None:
            raise Unavailable(OFF if self.fetcher is None else NO_CONTACT)
        return self.edgar.filings(symbol, until=until, form=form)

    def filing_text(self, filing: Filing) -> tuple[Fetched, PageText]:
        """Return the words of a filing that was listed. Raises NoData, FixInput, Unavailable."""
        if self.edgar is None:
            raise Unavailable(OFF if self.fetcher is None else NO_CONTACT)
        fetched = self.edgar.document(filing)
        return fetched, plain_text(fetched, most=MOST_OF_A_FILING)
