"""What Yahoo Finance knows by symbol and by name; it has no list of everything, so the desk's own grows by use."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from trading.errors import NoData, TradingError, Unavailable, UnknownSymbol
from trading.market.answers import Record, number, records, text
from trading.market.calendar import FIRST_DAY
from trading.market.kept import Kept
from trading.market.search import nearest_symbols
from trading.market.yahoo.charts import day_of, read_chart
from trading.market.yahoo.starters import STARTERS
from trading.market.yahoo.symbols import FORM, INDEX, SHARES, US_EXCHANGES, from_yahoo
from trading.ports import Clock
from trading.types import Asset
from trading.yahoo import Yahoo

SEARCH_PATH = "/v1/finance/search"
KEEP_ONE_S = 24 * 3600
KEEP_UNKNOWN_S = 60
KEEP_SEARCH_S = 3600
MANY_SYMBOLS = 2000
MOST_FOUND = 25
LOOK_BACK = timedelta(days=7)
CURRENCY = "USD"
SILENT = timedelta(days=14)
"""Without a price for so long a symbol is shown, and not traded."""


class YahooListing:
    """Assets by symbol and by name. `all` has those that were asked for or found, after those to begin with.

    A name that a search brought chooses nothing: it stands among few, and anything could be called so. Only those to
    begin with are known by their names.

    Yahoo tells neither whether a stock may be sold short nor whether it comes in fractions: both are taken as yes for
    what trades in the United States, and the venue has the last word.
    """

    def __init__(self, yahoo: Yahoo, clock: Clock) -> None:
        self._yahoo = yahoo
        self._clock = clock
        self._one: Kept[Asset] = Kept(clock, keep_s=KEEP_ONE_S, at_most=MANY_SYMBOLS)
        self._unknown: Kept[str] = Kept(clock, keep_s=KEEP_UNKNOWN_S, at_most=MANY_SYMBOLS)
        self._searches: Kept[tuple[Asset, ...]] = Kept(clock, keep_s=KEEP_SEARCH_S, at_most=MANY_SYMBOLS)
        self._starters: list[Asset] = []
        self._seen: dict[str, Asset] = {}

    def all(self, newest: date) -> Sequence[Asset]:
        """Return the assets to begin with and every one that was asked for or found, by symbol."""
        if not self._starters:
            self._starters = _starters(newest)
        known = dict(self._seen)
        for starter in self._starters:
            told = known.get(starter.symbol, starter)
            known[starter.symbol] = replace(told, name=starter.name, by_symbol_only=False)
        return [known[symbol] for symbol in sorted(known)]

    def one(self, symbol: str, newest: date) -> Asset:
        """Return one asset, kept for a day. Raises UnknownSymbol with the nearest symbols, Unavailable."""
        refused = self._unknown.peek(symbol)
        if refused is not None:
            raise UnknownSymbol(refused)
        if not FORM.fullmatch(symbol):
            raise UnknownSymbol(f"{symbol!r:.40} is no symbol; look for it by name")
        return self._one.get((symbol, newest), lambda: self._ask(symbol, newest))

    def search(self, wanted: str, limit: int, newest: date) -> Sequence[Asset]:
        """Return what Yahoo finds among stocks, funds and indexes of the United States, best first."""
        plain = " ".join(wanted.split())[:100]
        if not plain:
            return []
        return self._searches.get((plain.casefold(), newest), lambda: self._find(plain, newest))[:limit]

    def _ask(self, symbol: str, newest: date) -> Asset:
        now = self._clock.now()
        try:
            chart = read_chart(self._yahoo, symbol, interval="1d", first=now - LOOK_BACK, last=now)
        except NoData as fault:
            sentence = f"{symbol!r:.40} is not known to Yahoo Finance; {self._near(symbol, newest)}"
            self._unknown.put(symbol, sentence)
            raise UnknownSymbol(sentence) from fault
        asset = _asset(symbol, chart.meta, newest)
        self._remember([asset])
        return asset

    def _near(self, symbol: str, newest: date) -> str:
        try:
            near = [asset.symbol for asset in self.search(symbol, 3, newest)]
        except TradingError:
            near = []  # the symbol is unknown all the same, only its neighbours cannot be asked for now
        near = near or nearest_symbols(symbol, self.all(newest))
        return f"the nearest are {', '.join(near)}"

    def _find(self, wanted: str, newest: date) -> tuple[Asset, ...]:
        params = {"q": wanted, "quotesCount": MOST_FOUND, "newsCount": 0, "enableFuzzyQuery": "true"}
        rows = records(self._yahoo.get(SEARCH_PATH, params).get("quotes"))
        found = tuple(_found(row, newest) for row in rows if _is_offered(row))
        self._remember(found)
        return found

    def _remember(self, assets: Sequence[Asset]) -> None:
        for asset in assets:
            if len(self._seen) < MANY_SYMBOLS or asset.symbol in self._seen:
                self._seen[asset.symbol] = asset


def _asset(symbol: str, meta: Record, newest: date) -> Asset:
    begun, told = number(meta.get("firstTradeDate")), number(meta.get("regularMarketTime"))
    try:
        opened = None if begun is None else (datetime.fromtimestamp(0, UTC) + timedelta(seconds=begun)).date()
        last = newest if told is None else min(newest, day_of(told))
    except (ValueError, OverflowError, OSError):
        raise Unavailable(
            f"Yahoo Finance's facts of {symbol} have a time that no calendar has; try again later"
        ) from None
    first = FIRST_DAY if opened is None else max(FIRST_DAY, opened)
    is_ours = meta.get("exchangeName") in US_EXCHANGES and meta.get("currency") == CURRENCY
    tradable = is_ours and meta.get("instrumentType") in SHARES and newest - last <= SILENT
    return Asset(
        symbol=symbol,
        name=text(meta.get("longName")) or text(meta.get("shortName")) or symbol,
        exchange=text(meta.get("fullExchangeName")) or "",
        tradable=tradable,
        fractionable=tradable,
        shortable=tradable,
        closes_only=False,
        first=min(first, last),
        last=last,
        by_symbol_only=True,
    )


def _is_offered(row: Record) -> bool:
    symbol = from_yahoo(text(row.get("symbol")) or "")
    kinds = SHARES | {INDEX}
    return bool(FORM.fullmatch(symbol)) and row.get("exchange") in US_EXCHANGES and row.get("quoteType") in kinds


def _found(row: Record, newest: date) -> Asset:
    symbol = from_yahoo(str(row["symbol"]))
    name = text(row.get("longname")) or text(row.get("shortname")) or symbol
    exchange = text(row.get("exchDisp")) or ""
    found = _listed((symbol, name, exchange), newest, tradable=row.get("quoteType") in SHARES)
    return replace(found, by_symbol_only=True)


def _starters(newest: date) -> list[Asset]:
    return [_listed(one, newest, tradable=True) for one in STARTERS]


def _listed(told: tuple[str, str, str], newest: date, *, tradable: bool) -> Asset:
    """Return an asset of which only symbol, name and exchange are told: its history is taken as whole."""
    symbol, name, exchange = told
    return Asset(
        symbol=symbol,
        name=name,
        exchange=exchange,
        tradable=tradable,
        fractionable=tradable,
        shortable=tradable,
        closes_only=False,
        first=FIRST_DAY,
        last=newest,
    )
