"""Live prices and history of US stocks from Alpaca; nothing later than the clock's now is read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from trading.errors import FixInput, NoData, Unavailable
from trading.market.alpaca.actions import read_actions
from trading.market.alpaca.feeds import Feed
from trading.market.alpaca.history import LENGTHS, BarReader, Span, no_bars
from trading.market.alpaca.http import Access, AlpacaReader, Host
from trading.market.alpaca.listing import FIRST_DAY, SYMBOL, Listing
from trading.market.alpaca.live import PriceStream
from trading.market.alpaca.quotes import PATH, quote_of
from trading.market.alpaca.snapshots import SnapshotReader
from trading.market.answers import Record, record
from trading.market.bars import check_bars, weeks
from trading.market.calendar import NEW_YORK
from trading.market.kept import Kept
from trading.ports import Calendar, Clock
from trading.types import Asset, Bars, Capabilities, CorporateAction, EarningsDate, Quote, Session, Snapshot, Timeframe

USUAL_DAILY = timedelta(days=5 * 365)
USUAL_INTRADAY = timedelta(days=30)
"""The range of a question without a start."""
KEEP_QUOTE_S = 1
KEEP_DAILY_S = 300
KEEP_INTRADAY_S = 10
KEEP_ACTIONS_S = 3600
MANY = 500
MANY_TABLES = 48


class AlpacaMarket:
    """The MarketData port over Alpaca: one feed of prices, IEX unless told, and the list of assets.

    Each asset's `first` is the beginning of Alpaca's history (2016-01-04), because Alpaca tells no date by asset,
    and `last` the newest session that has opened, because from then on it can have a price. An inactive asset is
    known, so that a position in it can be shown, but not tradable. Bars come without a start for 5 years daily or
    weekly and 30 days intraday. Quotes are kept for a second, intraday bars for 10, daily
    ones for 300, the list for a day. With a `stream` the quotes of what is looked at come from it while it is sure.
    """

    def __init__(
        self,
        *,
        access: Access,
        clock: Clock,
        calendar: Calendar,
        feed: str = "iex",
        stream: PriceStream | None = None,
    ) -> None:
        self._clock = clock
        self._calendar = calendar
        self._feed = Feed(feed)
        self._stream = stream
        self._reader = AlpacaReader(access, clock)
        self._listing = Listing(self._reader, clock)
        self._history = BarReader(self._reader, clock, calendar, self._feed)
        self._snapshots = SnapshotReader(self._reader, clock, self._feed, self.source)
        self._quotes: Kept[Quote | None] = Kept(clock, keep_s=KEEP_QUOTE_S, at_most=MANY)
        self._daily: Kept[Bars] = Kept(clock, keep_s=KEEP_DAILY_S, at_most=MANY_TABLES)
        self._intraday: Kept[Bars] = Kept(clock, keep_s=KEEP_INTRADAY_S, at_most=MANY_TABLES)
        self._actions: Kept[tuple[CorporateAction, ...]] = Kept(clock, keep_s=KEEP_ACTIONS_S, at_most=MANY)

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return f"Alpaca, {self._feed.label}"

    @property
    def capabilities(self) -> Capabilities:
        """Return what Alpaca can tell: every length of a bar as far back as days, and no days of results."""
        return Capabilities(
            timeframes=frozenset(Timeframe),
            extended_hours=True,
            live=True,
            delay_s=self._feed.delay.total_seconds(),
        )

    def assets(self) -> Sequence[Asset]:
        """Return every active stock, by symbol; read once a day. Raises Unavailable."""
        return self._listing.all(self._newest_day())

    def asset(self, symbol: str) -> Asset:
        """Return one asset. Raises UnknownSymbol with the nearest known symbols in the sentence, Unavailable."""
        return self._listing.one(symbol, self._newest_day())

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        """Return active stocks whose symbol or name matches, best first; empty when none does. Raises Unavailable."""
        return self._listing.search(text, limit, self._newest_day())

    def quote(self, symbol: str) -> Quote:
        """Return the price at now: the stream's while it tells it, else asked for. Raises UnknownSymbol, NoData,
        Unavailable.
        """
        self._check_form(symbol)
        told = None if self._stream is None else self._stream.newest(symbol)
        if told is not None:
            return self._quote_of(symbol, told)
        found = self._quotes.get(symbol, lambda: self._snapshot(symbol))
        if found is None:
            self.asset(symbol)
            raise NoData(f"{symbol} has no price at {self.source}; choose another symbol or feed")
        return found

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
        Bars shorter than a day are those of regular hours; with `extended` also those from 04:00 to 20:00 of New York
        around them. Raises UnknownSymbol, NoData, Unavailable, FixInput (start after end).
        """
        if start is not None and end is not None and start > end:
            raise FixInput(f"start {start} is after end {end}; give the earlier date first")
        self._check_form(symbol)
        span = replace(self._span(symbol, timeframe, start, end), extended=extended and timeframe in LENGTHS)
        kept = self._intraday if timeframe in LENGTHS else self._daily
        return kept.get((span, adjusted), lambda: self._read_bars(span, adjusted=adjusted))

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        """Return dividends and splits with an ex-date in the range and not after today in New York, ascending.

        Today's count before the open too: the venue has changed its positions by then. Raises UnknownSymbol, NoData,
        Unavailable.
        """
        self.asset(symbol)
        today = self._clock.now().astimezone(NEW_YORK).date()
        first, last = max(start or FIRST_DAY, FIRST_DAY), min(end or today, today)
        if first > last:
            return ()
        return self._actions.get((symbol, first, last), lambda: tuple(read_actions(self._reader, symbol, first, last)))

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        """Return the newest session of each symbol that has a price, by a question for every hundred of them.

        Without the whole tape the volume is None. Raises Unavailable.
        """
        return self._snapshots.read(symbols)

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        """Refuse: Alpaca tells no days of results. Raises NoData."""
        raise NoData(f"{self.source} tells no days of results of {symbol}; MARKET_DATA=yahoo has them")

    def _newest_day(self) -> date:
        """Return the newest session that has opened at now."""
        now = self._clock.now()
        session = self._calendar.session_at(now)
        if session is not None and session.opens <= now:
            return session.day
        return self._calendar.previous_session(now.astimezone(NEW_YORK).date()).day

    def _latest_closed(self, now: datetime) -> Session:
        session = self._calendar.session_at(now)
        if session is not None and session.closes <= now:
            return session
        return self._calendar.previous_session(now.astimezone(NEW_YORK).date())

    def _is_open(self, now: datetime) -> bool:
        session = self._calendar.session_at(now)
        return session is not None and session.opens <= now < session.closes

    def _check_form(self, symbol: str) -> None:
        if not SYMBOL.fullmatch(symbol):
            self.asset(symbol)

    def _snapshot(self, symbol: str) -> Quote | None:
        try:
            answer = record(self._reader.get(Host.DATA, PATH, {"symbols": symbol, "feed": str(self._feed)}))
            told = record(answer.get(symbol))
            return self._quote_of(symbol, told if self._stream is None else self._stream.joined(symbol, told))
        except NoData:
            return None

    def _quote_of(self, symbol: str, told: Record) -> Quote:
        is_open = self._is_open(self._clock.now() - self._feed.delay)
        return quote_of(symbol, told, is_open=is_open, source=self.source)

    def _span(self, symbol: str, timeframe: Timeframe, start: date | None, end: date | None) -> Span:
        """Return the range, its `now` cut down to when the last bar can have closed, so that equal answers share."""
        now = self._clock.now() - self._feed.bars_behind
        today = now.astimezone(NEW_YORK).date()
        last = min(end or today, today)
        first = start or last - (USUAL_INTRADAY if timeframe in LENGTHS else USUAL_DAILY)
        latest = self._latest_closed(now).closes
        known = now.replace(second=0, microsecond=0) if timeframe in LENGTHS else latest
        return Span(symbol=symbol, timeframe=timeframe, start=max(first, FIRST_DAY), end=last, now=known, latest=latest)

    def _read_bars(self, span: Span, *, adjusted: bool) -> Bars:
        weekly = span.timeframe is Timeframe.WEEK_1
        asked = _whole_weeks(span) if weekly else span
        try:
            table = self._history.adjusted(asked) if adjusted else self._history.raw(asked)
        except NoData:
            self.asset(span.symbol)
            raise
        if weekly and not table.empty:
            table = weeks(table)
            days = [at.date() for at in table.index.to_list()]
            table = table[[span.start <= day <= span.end for day in days]]
        if table.empty:
            self.asset(span.symbol)
            raise no_bars(span, self.source)
        try:
            bars = check_bars(
                table,
                symbol=span.symbol,
                timeframe=span.timeframe,
                adjusted=adjusted,
                closes_only=False,
                source=self.source,
            )
        except FixInput as fault:
            raise Unavailable(str(fault)) from fault
        outside = self._history.outside(span, bars.frame.index) if span.extended else None
        return replace(bars, partial_volume=not self._feed.is_whole_tape, outside=outside)


def _whole_weeks(span: Span) -> Span:
    """Return the daily range whose weeks are whole, as far as they have come."""
    monday = span.start - timedelta(days=span.start.weekday())
    sunday = span.end + timedelta(days=6 - span.end.weekday())
    return replace(span, timeframe=Timeframe.DAY_1, start=monday, end=sunday)
