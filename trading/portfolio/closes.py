"""Closes of finished sessions, each read once: they stay as they are until the next session ends."""

import threading
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from trading.errors import NoData, UnknownSymbol
from trading.portfolio.risk_figures import LOOKBACK
from trading.ports import Calendar, Clock, MarketData
from trading.types import CashActionKind, Session

if TYPE_CHECKING:
    import pandas as pd

LOOKBACK_DAYS = LOOKBACK * 7 // 5 + 30
"""Calendar days that surely hold the sessions of the look-back, holidays included."""
SEARCH_DAYS = 10
MOST_KEPT = 500


class Closes:
    """The closes that figures of holdings rest on. A page looks every few seconds; the market is asked once a session.

    What does not reach to the newest finished session yet is not kept, so that it is asked for again.
    """

    def __init__(self, *, market: MarketData, calendar: Calendar, market_clock: Clock) -> None:
        self._market, self._calendar, self._market_clock = market, calendar, market_clock
        self._lock = threading.Lock()
        self._series: dict[tuple[str, datetime], pd.Series] = {}
        self._previous: dict[tuple[str, date], Decimal] = {}

    def year(self, symbol: str) -> "pd.Series":
        """Return the adjusted closes of the look-back by time, ascending. Raises UnknownSymbol, NoData."""
        now, session = self._market_clock.now(), self.newest_session()
        key = symbol, session.closes
        with self._lock:
            found = self._series.get(key)
        if found is not None:
            return found
        found = self._market.bars(symbol, start=now.date() - timedelta(days=LOOKBACK_DAYS)).frame["close"]
        if found.index[-1] >= session.closes:
            with self._lock:
                if len(self._series) >= MOST_KEPT:
                    self._series.clear()
                self._series[key] = found
        return found

    def newest_session(self) -> Session:
        """Return the newest session that is over."""
        now = self._market_clock.now()
        session = self._calendar.session_at(now)
        if session is None or session.closes > now:
            return self._calendar.previous_session(now.date() if session is None else session.day)
        return session

    def previous(self, symbol: str, today: Session) -> Decimal | None:
        """Return the raw close before today in today's shares: a split of today is taken out. None without one."""
        key = symbol, today.day
        with self._lock:
            kept = self._previous.get(key)
        if kept is not None:
            return kept
        found = self._read_previous(symbol, today)
        if found is not None:
            with self._lock:
                if len(self._previous) >= MOST_KEPT:
                    self._previous.clear()
                self._previous[key] = found
        return found

    def _read_previous(self, symbol: str, today: Session) -> Decimal | None:
        end = today.day - timedelta(days=1)
        try:
            bars = self._market.bars(symbol, start=end - timedelta(days=SEARCH_DAYS), end=end, adjusted=False)
            actions = self._market.corporate_actions(symbol, start=today.day, end=today.day)
        except (NoData, UnknownSymbol):
            return None
        close = Decimal(repr(float(bars.frame["close"].iloc[-1])))
        for action in actions:
            if action.kind is CashActionKind.SPLIT and action.ratio:
                close /= action.ratio
        return close
