"""Prices and history of US stocks, funds and indexes from Yahoo Finance; nothing later than the clock's now is read."""

from collections.abc import Mapping, Sequence
from datetime import date

from trading.errors import FixInput, NoData
from trading.market.answers import Record, records, text
from trading.market.calendar import FIRST_DAY, NEW_YORK
from trading.market.kept import Kept
from trading.market.yahoo.earnings import read_earnings
from trading.market.yahoo.frames import LATE
from trading.market.yahoo.history import REACH_DAYS, Asked, YahooHistory
from trading.market.yahoo.listing import YahooListing
from trading.market.yahoo.quotes import SOURCE, quote_of, snapshot_of
from trading.market.yahoo.symbols import FORM, at_yahoo, from_yahoo
from trading.ports import Calendar, Clock
from trading.types import Asset, Bars, Capabilities, CorporateAction, EarningsDate, Quote, Snapshot, Timeframe
from trading.yahoo import Yahoo

QUOTE_PATH = "/v7/finance/quote"
KEEP_QUOTE_S = 3
KEEP_EARNINGS_S = 12 * 3600
MANY = 2000
MOST_AT_ONCE = 100
"""Symbols in one question for quotes."""


class YahooMarket:
    """The MarketData port over Yahoo Finance, up to 15 minutes late.

    Yahoo has no list of everything: `assets` are those to begin with (starters.py) and every symbol that was asked for
    or found by `search`, which asks Yahoo. History begins in 1990, where the exchange calendar does; bars
    shorter than a day reach as far back as `capabilities` says, and come without a start for 30 days or that far.
    Quotes are kept for 3 seconds, bars within a day for 20, daily ones for 5 minutes, an asset for a day.
    """

    def __init__(self, *, yahoo: Yahoo, clock: Clock, calendar: Calendar) -> None:
        self._yahoo = yahoo
        self._clock = clock
        self._calendar = calendar
        self._listing = YahooListing(yahoo, clock)
        self._history = YahooHistory(yahoo, clock, calendar)
        self._rows: Kept[Record | None] = Kept(clock, keep_s=KEEP_QUOTE_S, at_most=MANY)
        self._earnings: Kept[list[EarningsDate]] = Kept(clock, keep_s=KEEP_EARNINGS_S, at_most=MANY)

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return SOURCE

    @property
    def capabilities(self) -> Capabilities:
        """Return what Yahoo can tell: every length of a bar, the short ones for some days or weeks only."""
        return Capabilities(
            timeframes=frozenset(Timeframe),
            extended_hours=True,
            live=True,
            delay_s=LATE.total_seconds(),
            intraday_days=min(REACH_DAYS.values()),
            reaches=REACH_DAYS,
            earnings=True,
        )

    def assets(self) -> Sequence[Asset]:
        """Return the assets to begin with and those that were asked for or found, by symbol; asks nothing."""
        return self._listing.all(self._newest_day())

    def asset(self, symbol: str) -> Asset:
        """Return one asset. Raises UnknownSymbol with the nearest symbols or the new name in it, Unavailable."""
        return self._listing.one(symbol, self._newest_day())

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        """Return what Yahoo's own search finds by symbol or name, best first. Raises Unavailable."""
        return self._listing.search(text, limit, self._newest_day())

    def quote(self, symbol: str) -> Quote:
        """Return the price at now; `at` is the time of Yahoo's last price.

        Raises UnknownSymbol, NoData, Unavailable.
        """
        self._check_form(symbol)
        row = self._rows.get(symbol, lambda: self._read_rows([symbol]).get(symbol))
        if row is None:
            self.asset(symbol)
            raise NoData(f"{symbol} has no price at Yahoo Finance; choose another symbol")
        return quote_of(symbol, row, is_open=self._is_open())

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        """Return the newest session of each symbol that has a price, 100 symbols a question. Raises Unavailable."""
        wanted = [symbol for symbol in dict.fromkeys(symbols) if FORM.fullmatch(symbol)]
        rows = {symbol: row for symbol in wanted if (row := self._rows.peek(symbol)) is not None}
        missing = [symbol for symbol in wanted if symbol not in rows]
        for first in range(0, len(missing), MOST_AT_ONCE):
            asked = missing[first : first + MOST_AT_ONCE]
            told = self._read_rows(asked)
            rows |= told
            for symbol in asked:
                self._rows.put(symbol, told.get(symbol))
        found = {symbol: snapshot_of(symbol, rows[symbol]) for symbol in wanted if symbol in rows}
        return {symbol: one for symbol, one in found.items() if one is not None}

    def bars(
        self,
        symbol: str,
        timeframe: Timeframe = Timeframe.DAY_1,
        *,
        start: date | None = None,
        end: date | None = None,
        adjusted: bool = True,
        extended: bool = False,
    ) -> Bars:
        """Return finished bars between two inclusive dates, clipped to what exists and to now.

        Adjusted prices are re-based so that the last adjusted close at now equals the raw one; volume is as traded.
        A weekly bar belongs to the date of its last session and the running week is in it as far as it has come.
        Raises UnknownSymbol, NoData (also past Yahoo's reach), Unavailable, FixInput (start after end).
        """
        if start is not None and end is not None and start > end:
            raise FixInput(f"start {start} is after end {end}; give the earlier date first")
        self._check_form(symbol)
        asked = Asked(symbol=symbol, timeframe=timeframe, start=start, end=end, adjusted=adjusted, extended=extended)
        try:
            return self._history.bars(asked)
        except NoData:
            self.asset(symbol)
            raise

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        """Return dividends and splits with an ex-date in the range and not after today in New York, ascending.

        A dividend is what was paid for a share of its day. Raises UnknownSymbol, NoData, Unavailable.
        """
        self.asset(symbol)
        today = self._clock.now().astimezone(NEW_YORK).date()
        first, last = start or FIRST_DAY, min(end or today, today)
        return [one for one in self._history.actions(symbol) if first <= one.ex_date <= last]

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        """Return days of results, past and to come, ascending; read twice a day.

        Raises UnknownSymbol, NoData, Unavailable.
        """
        self.asset(symbol)
        today = self._clock.now().astimezone(NEW_YORK).date()
        row = self._rows.get(symbol, lambda: self._read_rows([symbol]).get(symbol))
        found = self._earnings.get((symbol, today), lambda: read_earnings(self._yahoo, symbol, row, today))
        return [one for one in found if (start or one.day) <= one.day <= (end or one.day)]

    def close(self) -> None:
        """Close the connections to Yahoo."""
        self._yahoo.close()

    def _read_rows(self, symbols: Sequence[str]) -> dict[str, Record]:
        params = {"symbols": ",".join(at_yahoo(symbol) for symbol in symbols), "formatted": "false"}
        answer = self._yahoo.get(QUOTE_PATH, params).get("quoteResponse")
        rows = records(answer.get("result")) if isinstance(answer, dict) else []
        return {from_yahoo(text(row.get("symbol")) or ""): row for row in rows}

    def _check_form(self, symbol: str) -> None:
        if not FORM.fullmatch(symbol):
            self.asset(symbol)

    def _is_open(self) -> bool:
        """Say whether the exchange is open at now by its calendar; Yahoo's own word for it can be missing or late."""
        now = self._clock.now()
        session = self._calendar.session_at(now)
        return session is not None and session.opens <= now < session.closes

    def _newest_day(self) -> date:
        """Return the newest session that has opened at now."""
        now = self._clock.now()
        session = self._calendar.session_at(now)
        if session is not None and session.opens <= now:
            return session.day
        return self._calendar.previous_session(now.astimezone(NEW_YORK).date()).day
