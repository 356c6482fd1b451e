"""What companies have filed with the SEC, from EDGAR's own JSON.

https://www.sec.gov/search-filings/edgar-application-programming-interfaces
"""

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trading.errors import FixInput, NoData, Unavailable
from trading.web.fetcher import Fetched, Fetcher
from trading.web.plain import READABLE
from trading.web.visible import visible

TICKERS = "https://www.sec.gov/files/company_tickers.json"
SUBMISSIONS = "https://data.sec.gov/submissions"
ARCHIVES = "https://www.sec.gov/Archives/edgar/data"
MOST_BYTES = 12_000_000
MOST_FILINGS = 12
_JSON = ("application/json",)
_DOCUMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,120}")
_NUMBER = re.compile(r"[0-9-]{10,25}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One filing: its form such as 10-K, the day on which it was filed, and where its main document stands."""

    form: str
    filed: date
    description: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filings:
    """The newest filings of one company, newest first."""

    symbol: str
    company: str
    filings: tuple[Filing, ...]


class Edgar:
    """Reads EDGAR. The SEC asks every program to name who runs it, so that the fetcher's user agent has to."""

    def __init__(
        self, fetcher: Fetcher, *, tickers: str = TICKERS, submissions: str = SUBMISSIONS, archives: str = ARCHIVES
    ) -> None:
        self._fetcher, self._tickers, self._submissions, self._archives = fetcher, tickers, submissions, archives
        self._lock = threading.Lock()
        self._numbers: dict[str, int] = {}

    def filings(self, symbol: str, *, until: date, form: str | None = None) -> Filings:
        """Return what was filed up to a day, of one form if it is named. Raises NoData, Unavailable, FixInput."""
        number = self._number(symbol)
        body = self._read(f"{self._submissions}/CIK{number:010d}.json")
        try:
            recent = body["filings"]["recent"]
            rows = list(zip(recent["form"], recent["filingDate"], recent["primaryDocDescription"], strict=True))
            links = list(zip(recent["accessionNumber"], recent["primaryDocument"], strict=True))
            found = [
                _filing(row, _link(f"{self._archives}/{number}", link))
                for row, link in zip(rows, links, strict=True)
                if date.fromisoformat(row[1]) <= until and (form is None or str(row[0]).upper().startswith(form))
            ]
            company = visible(str(body["name"]))[:120]
        except (KeyError, TypeError, ValueError):
            raise Unavailable("EDGAR answered in a form that is not known here; try again later") from None
        if not found:
            raise NoData(f"EDGAR lists no {form or 'filing'} of {symbol} up to {until}; leave the form out")
        found.sort(key=lambda filing: filing.filed, reverse=True)
        return Filings(symbol=symbol, company=company, filings=tuple(found[:MOST_FILINGS]))

    def document(self, filing: Filing) -> Fetched:
        """Return the main document of a filing. Raises NoData where it names none, FixInput, Unavailable."""
        if filing.url is None:
            raise NoData(f"EDGAR names no document of the {filing.form} of {filing.filed}; ask for another form")
        return self._fetcher.get(filing.url, accept=READABLE, max_bytes=MOST_BYTES)

    def _number(self, symbol: str) -> int:
        with self._lock:
            if not self._numbers:
                self._numbers = _numbers(self._read(self._tickers))
        number = self._numbers.get(symbol.replace(".", "-"))
        if number is None:
            raise NoData(f"EDGAR knows no company with the symbol {symbol}; funds and foreign companies file elsewhere")
        return number

    def _read(self, url: str) -> Any:
        found = self._fetcher.get(url, accept=_JSON, max_bytes=MOST_BYTES)
        try:
            return json.loads(found.body)
        except ValueError:
            raise Unavailable("EDGAR's answer is no JSON; try again later") from None


def _numbers(body: Any) -> dict[str, int]:
    try:
        return {str(row["ticker"]).upper(): int(row["cik_str"]) for row in body.values()}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Unavailable("EDGAR's list of companies is in a form that is not known here; try later") from None


def _filing(row: Sequence[Any], url: str | None) -> Filing:
    form, filed, description = row
    return Filing(
        form=visible(str(form))[:20],
        filed=date.fromisoformat(filed),
        description=visible(str(description or ""))[:120],
        url=url,
    )


def _link(folder: str, link: tuple[Any, Any]) -> str | None:
    accession, document = str(link[0]), str(link[1])
    if _NUMBER.fullmatch(accession) is None or _DOCUMENT.fullmatch(document) is None:
        return None
    return f"{folder}/{accession.replace('-', '')}/{document}"


def form_of(arguments: Mapping[str, Any]) -> str | None:
    """Return the form among arguments, such as 10-K. Raises FixInput."""
    form = arguments.get("form")
    if form in (None, ""):
        return None
    if not isinstance(form, str) or re.fullmatch(r"[A-Za-z0-9 /-]{1,12}", form) is None:
        raise FixInput(f"form must be one such as 10-K, 10-Q or 8-K, not {form!r:.40}")
    return form.strip().upper()
