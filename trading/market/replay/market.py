"""Recorded prices as they could be known at the replay's now; nothing later can be read here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from trading.errors import FixInput, NoData, Unavailable, UnknownSymbol
from trading.market.bars import COLUMNS, check_bars, weeks
from trading.market.earnings import known_earnings
from trading.market.replay.history import History, price
from trading.market.replay.recording import ShortBars
from trading.market.replay.short import adjusted as adjust_short
from trading.market.replay.short import between, until
from trading.market.replay.tape import ReplayTape
from trading.market.search import nearest_symbols, search_assets
from trading.ports import Calendar, Clock
from trading.types import Asset, Bars, Capabilities, CorporateAction, EarningsDate, Quote, Session, Snapshot, Timeframe

if TYPE_CHECKING:
    import pandas as pd


DAY_LENGTHS = frozenset({Timeframe.DAY_1, Timeframe.WEEK_1})


class ReplayMarket:
    """The recorded market under a clock: a session's bar can be read from its close on, and not before."""

    def __init__(self, tape: ReplayTape, clock: Clock, calendar: Calendar) -> None:
        self._tape = tape
        self._clock = clock
        self._calendar = calendar
        self._times: dict[str, pd.DatetimeIndex] = {}

    @property
    def source(self) -> str:
        """Return the name of the source as people read it."""
        return self._tape.source

    @property
    def capabilities(self) -> Capabilities:
        """Return what the recording can tell: sessions and weeks, and within a day what some symbol has."""
        timeframes = self._tape.timeframes
        return Capabilities(
            timeframes=timeframes, extended_hours=timeframes != DAY_LENGTHS, earnings=self._tape.tells_earnings
        )

    def assets(self) -> Sequence[Asset]:
        """Return every asset that has a price at or before now, by symbol."""
        today = self._latest().day
        return [_as_known(asset, today) for asset in self._tape.listed() if asset.first <= today]

    def asset(self, symbol: str) -> Asset:
        """Return one asset. Raises UnknownSymbol with the nearest known symbols in the sentence."""
        return self._asset(symbol, self._latest().day)

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        """Return assets whose symbol or name matches, best first; empty when none does."""
        candidates = [(asset, self._tape.names(asset.symbol)) for asset in self.assets()]
        return search_assets(text, candidates, limit=limit)

    def quote(self, symbol: str) -> Quote:
        """Return the newest session's close as bid, ask and last.

        Raises UnknownSymbol, and NoData when the symbol's history has ended before now.
        """
        latest = self._latest()
        asset = self._asset(symbol, latest.day)
        history = self._tape.history(symbol)
        row = history.row_of(latest.day)
        if row is None:
            raise NoData(
                f"{symbol} has no price on {latest.day}: its recorded history ends {asset.last}; "
                "set the replay to that day or before, or choose another symbol"
            )
        close = price(history.close[row])
        return Quote(
            symbol=symbol, bid=close, ask=close, last=close, at=latest.closes, source=self._tape.source_of(symbol)
        )

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
        """Return bars between two inclusive dates, clipped to what exists and to now.

        Adjusted prices are re-based so that the last adjusted close at now equals the raw one; volume is as traded.
        A weekly bar belongs to the date of its last session. Raises UnknownSymbol, NoData, FixInput (start after end).
        """
        if timeframe not in self._tape.timeframes:
            raise NoData(f"the replay has no {timeframe} bars, only daily history; ask for 1Day or 1Week")
        if start is not None and end is not None and start > end:
            raise FixInput(f"start {start} is after end {end}; give the earlier date first")
        latest = self._latest()
        self._asset(symbol, latest.day)
        history = self._tape.history(symbol)
        count = history.count_until(latest.day)
        if timeframe not in DAY_LENGTHS:
            found = self._short(history, timeframe, count, adjusted=adjusted, extended=extended)
            return self._made_short(between(found, start, end), symbol, timeframe, adjusted=adjusted, extended=extended)
        first = 0 if start is None else history.count_before(start)
        last = count if end is None else min(count, history.count_until(end))
        weekly = timeframe is Timeframe.WEEK_1
        frame = self._frame(history, 0 if weekly else first, count if weekly else last, count, adjusted=adjusted)
        if weekly and not frame.empty:
            frame = _between(weeks(frame), start, end)
        if frame.empty:
            raise NoData(
                f"{symbol} has no {timeframe} bar from {start or 'its beginning'} to {end or latest.day}; "
                f"its history runs from {date.fromordinal(history.days[0])} to "
                f"{date.fromordinal(history.days[count - 1])}, ask for dates inside it"
            )
        return check_bars(
            frame,
            symbol=symbol,
            timeframe=timeframe,
            adjusted=adjusted,
            closes_only=history.closes_only,
            source=self._tape.source_of(symbol),
        )

    def _short(
        self, history: History, timeframe: Timeframe, count: int, *, adjusted: bool, extended: bool
    ) -> ShortBars:
        whole = self._tape.short_bars(history.symbol, timeframe)
        if whole is None:
            raise NoData(f"{history.symbol} has no {timeframe} bars in {self.source}; ask for 1Day or 1Week")
        known = until(whole, self._clock.now(), extended=extended)
        return adjust_short(known, history, count) if adjusted and not history.closes_only else known

    def _made_short(
        self, found: ShortBars, symbol: str, timeframe: Timeframe, *, adjusted: bool, extended: bool
    ) -> Bars:
        if found.frame.empty:
            raise NoData(
                f"{symbol} has no {timeframe} bar in that range at or before {self._clock.now():%Y-%m-%d %H:%M}Z; "
                "ask for other dates or set the replay to a later day"
            )
        bars = check_bars(
            found.frame,
            symbol=symbol,
            timeframe=timeframe,
            adjusted=adjusted,
            closes_only=False,
            source=self._tape.source_of(symbol),
        )
        return replace(bars, outside=found.outside if extended else None)

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        """Return the newest session at now of each symbol that has one."""
        latest = self._latest()
        found = {symbol: self._snapshot(symbol, latest) for symbol in symbols}
        return {symbol: one for symbol, one in found.items() if one is not None}

    def _snapshot(self, symbol: str, latest: Session) -> Snapshot | None:
        asset = self._tape.find(symbol)
        if asset is None or asset.first > latest.day:
            return None
        history = self._tape.history(symbol)
        row = history.row_of(latest.day)
        if row is None:
            return None
        bar, known = history.bar(row), not history.closes_only
        return Snapshot(
            symbol=symbol,
            last=bar.close,
            previous_close=history.bar(row - 1).close if row else None,
            open=bar.open if known else None,
            high=bar.high if known else None,
            low=bar.low if known else None,
            volume=float(history.volume[row]) if known else None,
            at=latest.closes,
            source=self._tape.source_of(symbol),
        )

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        """Return the days of results in the table that were known at now. Raises UnknownSymbol, NoData without one."""
        today = self._latest().day
        self._asset(symbol, today)
        if not self._tape.tells_earnings:
            raise NoData(f"{self.source} tells no days of results of {symbol}; MARKET_DATA=yahoo has them")
        return [one for one in known_earnings(symbol, today) if (start or one.day) <= one.day <= (end or one.day)]

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        """Return dividends and splits with an ex-date in the range and not after now, ascending."""
        today = self._latest().day
        self._asset(symbol, today)
        first, last = start or date.min, min(end or today, today)
        by_day = self._tape.actions_by_day(symbol)
        return [action for day, actions in by_day.items() if first <= day <= last for action in actions]

    def _latest(self) -> Session:
        """Return the newest session that has closed at now."""
        now = self._clock.now()
        session = self._calendar.session_at(now)
        if session is not None and session.closes <= now:
            return session
        return self._calendar.previous_session(now.date() if session is None else session.day)

    def _asset(self, symbol: str, today: date) -> Asset:
        found = self._tape.find(symbol)
        if found is None or found.first > today:
            known = [asset for asset in self._tape.listed() if asset.first <= today]
            near = ", ".join(nearest_symbols(symbol, known))
            raise UnknownSymbol(
                f"{symbol!r:.40} is no symbol with a price on or before {today}; the nearest are {near}"
                if near
                else f"no symbol has a price on or before {today}; set the replay to a later day"
            )
        return _as_known(found, today)

    def _frame(self, history: History, first: int, last: int, count: int, *, adjusted: bool) -> "pd.DataFrame":
        import pandas as pd

        rows = slice(first, max(first, last))
        prices = {name: getattr(history, name)[rows] for name in COLUMNS}
        if adjusted and not history.closes_only:
            ratio = history.adjusted / history.close
            # The recorded ratios repeat to 1e-13: rounded, a bar after the last action has a factor of exactly 1.
            factor = (ratio[rows] / ratio[count - 1]).round(12)
            prices |= {name: prices[name] * factor for name in COLUMNS if name != "volume"}
        index = pd.DatetimeIndex(self._closing_times(history)[rows], name="time")
        return pd.DataFrame(prices, index=index, copy=True)

    def _closing_times(self, history: History) -> "pd.DatetimeIndex":
        import pandas as pd

        found = self._times.get(history.symbol)
        if found is None:
            # most symbols have the very same sessions, and eight thousand closes take a while to work out
            known = list(self._times.items())
            found = next((times for other, times in known if self._tape.history(other).days == history.days), None)
            if found is None:
                closes = [self._close_of(history.symbol, date.fromordinal(day)) for day in history.days]
                found = pd.DatetimeIndex(closes, tz="UTC")
            self._times[history.symbol] = found
        return found

    def _close_of(self, symbol: str, day: date) -> datetime:
        session = self._calendar.session(day)
        if session is None:
            raise Unavailable(f"the recording has a price of {symbol} on {day}, which is no session; restore its file")
        return session.closes


def _as_known(asset: Asset, today: date) -> Asset:
    return asset if asset.last <= today else replace(asset, last=today)


def _between(frame: "pd.DataFrame", start: date | None, end: date | None) -> "pd.DataFrame":
    days = [time.date() for time in frame.index.to_list()]
    kept = [(start is None or day >= start) and (end is None or day <= end) for day in days]
    return frame[kept]
