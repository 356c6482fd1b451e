"""What the server knows: charts, quotes, results, statements, and what goes wrong next.

The shapes are those that yfinance 1.7.0 parses (utils.parse_quotes, scrapers/quote.py, scrapers/fundamentals.py,
base.get_earnings_dates, search.py); every figure is made up.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Record = dict[str, Any]
Row = tuple[float | None, float | None, float | None, float | None, float | None]
"""Open, high, low, close and volume as Yahoo sends them: adjusted for every split, None where it knows nothing."""


@dataclass
class Chart:
    """One symbol's bars of one interval by the time at which each begins; `adjclose` for daily ones."""

    rows: dict[datetime, Row] = field(default_factory=dict)
    adjclose: dict[datetime, float] = field(default_factory=dict)
    outside: frozenset[datetime] = frozenset()
    """What is only sent with includePrePost."""


@dataclass
class Fault:
    """One answer in place of the right one; `drop` cuts the connection instead."""

    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    hold_s: float = 0.0
    """How long it says nothing before its answer."""
    path: str = ""
    """The beginning of the paths that it waits for; every path when empty."""


@dataclass
class YahooState:
    """All that the server answers from; a test fills it, `seen` holds the paths and parameters it was asked for."""

    charts: dict[tuple[str, str], Chart] = field(default_factory=dict)
    """By symbol and Yahoo's interval: 1m, 5m, 15m, 60m, 1d."""
    meta: dict[str, Record] = field(default_factory=dict)
    """By symbol; a symbol without meta is unknown."""
    dividends: dict[str, dict[datetime, float]] = field(default_factory=dict)
    splits: dict[str, dict[datetime, tuple[int, int]]] = field(default_factory=dict)
    """New for old shares."""
    quotes: dict[str, Record] = field(default_factory=dict)
    summaries: dict[str, dict[str, Record]] = field(default_factory=dict)
    """By symbol and module, unformatted."""
    timeseries: dict[str, dict[str, list[tuple[date, float]]]] = field(default_factory=dict)
    """By symbol and type, for example annualTotalRevenue."""
    found: list[Record] = field(default_factory=list)
    """What the search knows, in the search's shape."""
    earnings: dict[str, list[tuple[str, str, str, str]]] = field(default_factory=dict)
    """Rows of the calendar page: date ("October 29, 2026 at 4 PM EDT"), estimate, reported, surprise."""
    crumb: str = "made.up/Crumb"
    cookie: str = "A3=made-up"
    faults: list[Fault] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    """Those of the questions of `seen`."""

    def list_stock(self, symbol: str, name: str, /, **more: Any) -> None:
        """Let the server know a stock: the meta of its charts and its row of the search."""
        self.meta[symbol] = {
            "currency": "USD",
            "symbol": symbol,
            "exchangeName": "NMS",
            "fullExchangeName": "NasdaqGS",
            "instrumentType": "EQUITY",
            "firstTradeDate": 345479400,  # 1980-12-12 14:30 UTC
            "exchangeTimezoneName": "America/New_York",
            "timezone": "EST",
            "gmtoffset": -18000,
            "longName": name,
            "shortName": name,
            "priceHint": 2,
            "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
        } | more
        self.found.append(
            {
                "symbol": symbol,
                "shortname": name,
                "longname": name,
                "quoteType": self.meta[symbol]["instrumentType"],
                "exchange": self.meta[symbol]["exchangeName"],
                "exchDisp": self.meta[symbol]["fullExchangeName"],
                "isYahooFinance": True,
            }
        )
