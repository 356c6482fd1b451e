"""The stocks that Alpaca lists: one by one, or all active ones, read once a day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote as url_part

from trading.errors import TradingError, UnknownSymbol
from trading.market.alpaca.http import AlpacaReader, Host
from trading.market.answers import Record, record, records, text
from trading.market.kept import Kept
from trading.market.search import Named, nearest_symbols, search_assets, words
from trading.ports import Clock
from trading.types import Asset

SYMBOL = re.compile(r"[A-Z0-9]{1,10}([.\-][A-Z0-9]{1,6}){0,2}")
"""BRK.B, BAC.PRL, and nothing that could be another path or a pair of crypto."""
FIRST_DAY = date(2016, 1, 4)
"""Alpaca's stock history begins in January 2016, of which this is the first session; it gives no dates by asset."""
STOCKS = "us_equity"
KEEP_LIST_S = 24 * 3600
KEEP_UNKNOWN_S = 60
KEEP_ONE_S = 3600
MANY_SYMBOLS = 2000


class Listing:
    """Alpaca's assets as this product's, `last` being the session that the caller names."""

    def __init__(self, reader: AlpacaReader, clock: Clock) -> None:
        self._reader = reader
        self._all: Kept[dict[str, Record]] = Kept(clock, keep_s=KEEP_LIST_S, at_most=1)
        self._one: Kept[Record] = Kept(clock, keep_s=KEEP_ONE_S, at_most=MANY_SYMBOLS)
        self._unknown: Kept[str] = Kept(clock, keep_s=KEEP_UNKNOWN_S, at_most=MANY_SYMBOLS)
        self._made: _Made | None = None

    def all(self, last: date) -> Sequence[Asset]:
        """Return every active stock, by symbol."""
        return self._make(last).assets

    def one(self, symbol: str, last: date) -> Asset:
        """Return one stock, delisted and untradable ones too; the whole list is not read for it.

        Raises UnknownSymbol with the nearest symbols.
        """
        if not SYMBOL.fullmatch(symbol):
            raise UnknownSymbol(self._unknown_sentence(symbol, last))
        listed = (self._all.peek("all") or {}).get(symbol)
        if listed is not None:
            return _asset(listed, last)
        refused = self._unknown.peek(symbol)
        if refused is not None:
            raise UnknownSymbol(refused)
        found = self._one.get(symbol, lambda: self._ask(symbol, last))
        return _asset(found, last)

    def search(self, wanted: str, limit: int, last: date) -> list[Asset]:
        """Return the active stocks whose symbol or name matches, best first."""
        return search_assets(wanted, self._make(last).named, limit=limit)

    def _make(self, last: date) -> "_Made":
        """Return the list as assets, made once a list and session: pages ask for all of them at every click."""
        rows = self._all.get("all", self._read_all)
        made = self._made
        if made is None or made.rows is not rows or made.last != last:
            assets = tuple(_asset(row, last) for row in rows.values())
            named = [(asset, _names(asset)) for asset in assets]
            made = self._made = _Made(rows=rows, last=last, assets=assets, named=named)
        return made

    def _read_all(self) -> dict[str, Record]:
        rows = records(self._reader.get(Host.TRADING, "/assets", {"status": "active", "asset_class": STOCKS}))
        usable = {str(text(row.get("symbol"))): row for row in rows if _is_stock(row)}
        return {symbol: usable[symbol] for symbol in sorted(usable)}

    def _ask(self, symbol: str, last: date) -> Record:
        found = record(self._reader.find(Host.TRADING, f"/assets/{url_part(symbol, safe='')}"))
        if found.get("symbol") != symbol or not _is_stock(found):
            sentence = self._unknown_sentence(symbol, last)
            self._unknown.put(symbol, sentence)
            raise UnknownSymbol(sentence)
        return found

    def _unknown_sentence(self, symbol: str, last: date) -> str:
        try:
            near = ", ".join(nearest_symbols(symbol, self.all(last)))
        except TradingError:
            near = ""  # the symbol is unknown all the same, only its neighbours cannot be named now
        known = f"the nearest are {near}" if near else "look for it by name"
        return f"{symbol!r:.40} is no stock that Alpaca lists; {known}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What was made of one list for one session."""

    rows: dict[str, Record]
    last: date
    assets: Sequence[Asset]
    named: Sequence[Named]


def _is_stock(row: Record) -> bool:
    symbol = text(row.get("symbol"))
    return symbol is not None and bool(SYMBOL.fullmatch(symbol)) and row.get("class", STOCKS) == STOCKS


def _asset(row: Record, last: date) -> Asset:
    """A field that is missing counts as no: what is not known to be tradable is not traded."""
    symbol = str(text(row.get("symbol")))
    tradable = row.get("tradable") is True and row.get("status", "active") == "active"
    return Asset(
        symbol=symbol,
        name=text(row.get("name")) or symbol,
        exchange=text(row.get("exchange")) or "",
        tradable=tradable,
        fractionable=tradable and row.get("fractionable") is True,
        shortable=tradable and row.get("shortable") is True,
        closes_only=False,
        first=FIRST_DAY,
        last=last,
    )


def _names(asset: Asset) -> list[tuple[str, ...]]:
    """Return the name's words, and for a class share its symbol without the dot, as people type it."""
    bare = re.sub(r"[^A-Z0-9]", "", asset.symbol).lower()
    name = words(asset.name)
    return ([name] if name else []) + ([(bare,)] if bare != asset.symbol.lower() or not name else [])
