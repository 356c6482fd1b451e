"""Companies from Yahoo Finance through yfinance: its statements, shares, sector and analysts' targets."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from trading.errors import NoData
from trading.fundamentals.yahoo_reports import reports_of, tables_of
from trading.ports import Clock
from trading.types import CompanyFacts, Targets
from trading.yahoo import Yahoo

SOURCE = "Yahoo Finance"
KEPT_FOR = timedelta(hours=6)
"""Statements change a few times a year and targets a few times a week: a look in the morning serves the day."""
MOST_KEPT = 64
FILES_NOTHING = frozenset({"ETF", "MUTUALFUND", "INDEX", "CURRENCY", "CRYPTOCURRENCY", "FUTURE"})
NO_DAYS = "Yahoo tells no filing days, and its figures are restated for later splits."
NO_TARGETS = "Yahoo Finance tells none"


class YahooFundamentals:
    """What Yahoo tells of a company now; an answer is kept for six hours, a failure is not."""

    def __init__(self, yahoo: Yahoo, clock: Clock) -> None:
        self._yahoo = yahoo
        self._clock = clock
        self._kept: OrderedDict[str, CompanyFacts] = OrderedDict()
        self._lock = Lock()
        self._asking: dict[str, Lock] = {}

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return SOURCE

    def covered(self) -> Sequence[str]:
        """Return nothing: Yahoo lists nowhere what it has."""
        return []

    def facts(self, symbol: str) -> CompanyFacts:
        """Return what Yahoo tells of one company; many askers at once wait for one answer.

        Raises NoData (unknown, or a fund that files no statements), Unavailable.
        """
        with self._lock:
            asking = self._asking.setdefault(symbol, Lock())
        try:
            with asking:
                found = self._fresh(symbol)
                if found is None:
                    found = self._asked(symbol)
                    self._keep(found)
                return found
        finally:
            with self._lock:
                self._asking.pop(symbol, None)

    def _fresh(self, symbol: str) -> CompanyFacts | None:
        with self._lock:
            found = self._kept.get(symbol)
        return found if found is not None and self._clock.now() - found.as_of < KEPT_FOR else None

    def _keep(self, found: CompanyFacts) -> None:
        with self._lock:
            self._kept[found.symbol] = found
            self._kept.move_to_end(found.symbol)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def _asked(self, symbol: str) -> CompanyFacts:
        now = self._clock.now()
        with self._yahoo.plainly(symbol):
            ticker = self._yahoo.ticker(symbol)
            info = dict(ticker.info or {})
            kind = str(info.get("quoteType") or "")
            tables = {} if kind in FILES_NOTHING else tables_of(ticker)
        if kind in FILES_NOTHING:
            raise NoData(f"{symbol} is no company ({kind} at {SOURCE}), so it files no statements; choose a stock")
        return _facts(symbol, info, tables, now=now)


def _facts(symbol: str, info: Mapping[str, Any], tables: Mapping[str, Any], *, now: datetime) -> CompanyFacts:
    price_currency = str(info.get("currency") or "USD")
    currency = str(info.get("financialCurrency") or price_currency)
    reports = reports_of(symbol, tables, currency=currency, source=SOURCE)
    shares = _number(info, "sharesOutstanding")
    if not reports and shares is None:
        raise NoData(f"{symbol} has no statements at {SOURCE}; choose another symbol")
    targets = Targets(
        low=_number(info, "targetLowPrice"),
        mean=_number(info, "targetMeanPrice"),
        median=_number(info, "targetMedianPrice"),
        high=_number(info, "targetHighPrice"),
        count=None if (count := _number(info, "numberOfAnalystOpinions")) is None else int(count),
    )
    told = any(value is not None for value in (targets.low, targets.mean, targets.median, targets.high))
    return CompanyFacts(
        symbol=symbol,
        source=SOURCE,
        as_of=now,
        currency=currency,
        price_currency=price_currency,
        reports=reports,
        restated=True,
        shares=shares,
        sector=str(info["sector"]) if info.get("sector") else None,
        targets=targets if told else None,
        targets_reason="" if told else NO_TARGETS,
        notes=(NO_DAYS,),
    )


def _number(info: Mapping[str, Any], name: str) -> float | None:
    """Return a positive finite number; None for what is missing, for "Infinity", NaN and 0, which mean unknown here."""
    value = info.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < float("inf") else None
