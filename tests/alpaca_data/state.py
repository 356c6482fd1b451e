"""What the server knows: a test fills it, the routes read it, and what was asked is kept."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tests.alpaca_data.faults import Fault

NEW_YORK = ZoneInfo("America/New_York")
Record = dict[str, Any]


@dataclass
class DataState:
    """The whole truth of the server.

    `prices`: symbol to the members of its snapshot. `bars`: (symbol, timeframe, adjustment) to bars; a missing
    "all" is answered by the raw ones. `actions`: "cash_dividends" and so on to rows. `faults` are served first.
    """

    key_id: str = "PKTESTKEYID"
    secret: str = "test-secret-of-the-data-server"
    now: datetime = datetime(2025, 6, 20, 15, 0, tzinfo=UTC)
    assets: dict[str, Record] = field(default_factory=dict)
    prices: dict[str, Record] = field(default_factory=dict)
    bars: dict[tuple[str, str, str], list[Record]] = field(default_factory=dict)
    actions: dict[str, list[Record]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, tuple[str, date]] = field(default_factory=dict)
    """New symbol to the old one and the first day of the new: older bars are kept under the old one, as Alpaca does."""
    refused_symbols: set[str] = field(default_factory=set)
    """Symbols for which a whole request is refused."""
    page_limit: int | None = None
    """The most rows of one page, whatever limit was asked for; None: what was asked for."""
    free_plan: bool = True

    def list_asset(self, symbol: str, name: str = "", **fields: Any) -> Record:
        """Add an active, tradable asset; fields by name replace the usual ones."""
        asset = {
            "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, symbol)),
            "class": "us_equity",
            "exchange": "NASDAQ",
            "symbol": symbol,
            "name": name or f"{symbol} Incorporated",
            "status": "active",
            "tradable": True,
            "marginable": True,
            "shortable": True,
            "easy_to_borrow": True,
            "borrow_status": "easy_to_borrow",
            "fractionable": True,
            "attributes": ["has_options"],
        } | fields
        self.assets[symbol] = asset
        return asset

    def set_price(self, symbol: str, *, bid: float, ask: float, last: float, at: datetime | None = None) -> Record:
        """Set both sides and the last trade at one time, now unless told; 0 is a missing side."""
        stamp = iso(at or self.now)
        self.prices[symbol] = {
            "latestTrade": {"t": stamp, "i": 1, "x": "V", "p": last, "s": 100, "c": ["@"], "z": "C"},
            "latestQuote": {
                "t": stamp, "bx": "V", "bp": bid, "bs": 100, "ax": "V", "ap": ask, "as": 100, "c": ["R"], "z": "C",
            },
        }  # fmt: skip
        return self.prices[symbol]

    def asked(self, path: str) -> list[dict[str, str]]:
        """Return the parameters of every request of that path, in order."""
        return [params for seen, params in self.seen if seen == path]


def iso(at: datetime) -> str:
    """Return the time as Alpaca writes it: UTC, nine digits of a second where there are any."""
    text = at.astimezone(UTC).replace(tzinfo=None).isoformat()
    return f"{text}000Z" if at.microsecond else f"{text}Z"


def bar(at: datetime, close: float, *, open_: float | None = None, volume: int = 1000) -> Record:
    """Return one bar that begins at that time."""
    first = close if open_ is None else open_
    high, low = max(first, close), min(first, close)
    return {"t": iso(at), "o": first, "h": high, "l": low, "c": close, "v": volume, "n": 10, "vw": close}


def bar_of_day(day: date, close: float, *, open_: float | None = None, volume: int = 1000) -> Record:
    """Return one daily bar: Alpaca stamps it at midnight in New York."""
    return bar(datetime.combine(day, time(), NEW_YORK), close, open_=open_, volume=volume)
