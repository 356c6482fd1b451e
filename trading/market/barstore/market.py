"""A market whose bars are stored on this machine; everything else is the source's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from trading.errors import FixInput, NoData
from trading.market.bars import check_bars, weeks
from trading.market.barstore.adjusting import adjusted_frame
from trading.market.barstore.folder import BarFolder, Key
from trading.market.barstore.keeper import Keeper, Wanted
from trading.market.barstore.plan import DAY_LENGTHS
from trading.market.barstore.table import Table, new_york_days
from trading.market.calendar import NEW_YORK
from trading.ports import Calendar, Clock, MarketData
from trading.types import Asset, Bars, Capabilities, CorporateAction, EarningsDate, Quote, Snapshot, Timeframe

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

USUAL_DAILY = timedelta(days=5 * 365)
USUAL_INTRADAY = timedelta(days=30)
"""The range of a question without a start."""
LONGEST_SYMBOL = 40
MEGABYTE = 10**6


class StoredMarket:
    """The MarketData port over another one: bars are read from this machine and the source is asked for the rest.

    Raw bars and the source's own adjusted daily bars are stored apart. Adjusted ones hold only as of a session: with
    each new one the newest stored day is read again beside it, and where its price has moved, which is what a split
    or a dividend does, all of them are read anew. Weeks are made of days; shorter bars are adjusted when they are
    read, by the factor of their day. Quotes, snapshots, actions and days of results pass through.
    """

    def __init__(
        self, market: MarketData, folder: Path, *, calendar: Calendar, clock: Clock, most_megabytes: int
    ) -> None:
        self._market = market
        self._calendar = calendar
        self._clock = clock
        files = BarFolder(folder, market.source, most_bytes=most_megabytes * MEGABYTE)
        self._keeper = Keeper(market, files, calendar, clock)

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return self._market.source

    @property
    def capabilities(self) -> Capabilities:
        """Return what the source can tell."""
        return self._market.capabilities

    def assets(self) -> Sequence[Asset]:
        """Return every asset of the source. Raises Unavailable."""
        return self._market.assets()

    def asset(self, symbol: str) -> Asset:
        """Return one asset. Raises UnknownSymbol, Unavailable."""
        return self._market.asset(symbol)

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        """Return assets whose symbol or name matches, best first. Raises Unavailable."""
        return self._market.search(text, limit=limit)

    def quote(self, symbol: str) -> Quote:
        """Return the price at now. Raises UnknownSymbol, NoData, Unavailable."""
        return self._market.quote(symbol)

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        """Return the newest session of each symbol that has a price. Raises Unavailable."""
        return self._market.snapshots(symbols)

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        """Return dividends and splits of the range, ascending. Raises UnknownSymbol, NoData, Unavailable."""
        return self._market.corporate_actions(symbol, start=start, end=end)

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        """Return days of results known at now, ascending. Raises UnknownSymbol, NoData, Unavailable."""
        return self._market.earnings(symbol, start=start, end=end)

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

        Without a start they come for 5 years, shorter ones for 30 days. A weekly bar belongs to the date of its last
        session. Raises UnknownSymbol, NoData, FixInput (start after end), and Unavailable where a bar of the range is
        neither stored nor to be had.
        """
        if start is not None and end is not None and start > end:
            raise FixInput(f"start {start} is after end {end}; give the earlier date first")
        if timeframe not in self.capabilities.timeframes or len(symbol) > LONGEST_SYMBOL:
            return self._market.bars(symbol, timeframe, start=start, end=end, adjusted=adjusted, extended=extended)
        today = self._clock.now().astimezone(NEW_YORK).date()
        last = min(end or today, today)
        first = start or last - (USUAL_DAILY if timeframe in DAY_LENGTHS else USUAL_INTRADAY)
        asked = Wanted(key=Key(symbol=symbol, timeframe=timeframe, adjusted=adjusted), first=first, last=last)
        match timeframe:
            case Timeframe.WEEK_1:
                return self._weekly(asked)
            case Timeframe.DAY_1:
                return self._daily(asked)
            case _:
                return self._short(asked, extended=extended)

    def _daily(self, asked: Wanted) -> Bars:
        table = self._days(asked)
        return self._made(asked, table, table.frame.iloc[table.rows(asked.first, asked.last)])

    def _weekly(self, asked: Wanted) -> Bars:
        """Return weeks made of whole weeks of days; one belongs to the range by the date of its last session."""
        monday = asked.first - timedelta(days=asked.first.weekday())
        sunday = asked.last + timedelta(days=6 - asked.last.weekday())
        daily = replace(asked.key, timeframe=Timeframe.DAY_1)
        table = self._days(Wanted(key=daily, first=monday, last=sunday))
        frame = table.frame.iloc[table.rows(monday, sunday)]
        if not frame.empty:
            frame = weeks(frame)
            days = new_york_days(frame.index)  # type: ignore[arg-type]
            frame = frame[(days >= asked.first.toordinal()) & (days <= asked.last.toordinal())]
        return self._made(asked, table, frame)

    def _short(self, asked: Wanted, *, extended: bool) -> Bars:
        table = self._keeper.table(replace(asked, key=replace(asked.key, adjusted=False)))
        rows = table.rows(asked.first, asked.last)
        days, outside = table.days[rows], table.outside[rows]
        # the table may hold a bar that another process has read while this one's clock stood a moment earlier
        wanted = (table.frame.index[rows] <= self._clock.now()) & (extended | ~outside)
        frame, days, outside = table.frame.iloc[rows][wanted], days[wanted], outside[wanted]
        if asked.key.adjusted and not frame.empty:
            frame = self._adjusted(asked, frame, days)
        return replace(self._made(asked, table, frame), outside=outside if extended else None)

    def _adjusted(self, asked: Wanted, frame: "pd.DataFrame", days: "NDArray[np.int32]") -> "pd.DataFrame":
        newest = self._newest_closed()
        daily = Wanted(
            key=Key(symbol=asked.key.symbol, timeframe=Timeframe.DAY_1),
            first=min(date.fromordinal(int(days[0])), newest),
            last=newest,
        )
        raw, adjusted = self._days(daily), self._days(replace(daily, key=replace(daily.key, adjusted=True)))
        pending: Sequence[CorporateAction] = ()
        if newest.toordinal() < self._clock.now().astimezone(NEW_YORK).date().toordinal():
            pending = self._market.corporate_actions(asked.key.symbol, start=newest + timedelta(days=1))
        return adjusted_frame(frame, days, (raw, adjusted), [one for one in pending if one.ex_date > newest])

    def _days(self, asked: Wanted) -> Table:
        """Return the daily table; adjusted, it is brought up to the newest session, to which its prices refer."""
        if not asked.key.adjusted:
            return self._keeper.table(asked)
        return self._keeper.table(replace(asked, last=max(asked.last, self._newest_closed())))

    def _newest_closed(self) -> date:
        now = self._clock.now()
        session = self._calendar.session_at(now)
        if session is not None and session.closes <= now:
            return session.day
        return self._calendar.previous_session(now.astimezone(NEW_YORK).date()).day

    def _made(self, asked: Wanted, table: Table, frame: "pd.DataFrame") -> Bars:
        now: datetime = self._clock.now()
        frame = frame[frame.index <= now]
        symbol, timeframe = asked.key.symbol, asked.key.timeframe
        if frame.empty:
            self.asset(symbol)
            raise NoData(
                f"{symbol} has no finished {timeframe} bar from {asked.first} to {asked.last} at {self.source}; "
                "ask for other dates or longer bars"
            )
        bars = check_bars(
            frame,
            symbol=symbol,
            timeframe=timeframe,
            adjusted=asked.key.adjusted,
            closes_only=table.facts.closes_only,
            source=table.facts.source,
        )
        return replace(bars, partial_volume=table.facts.partial_volume)
