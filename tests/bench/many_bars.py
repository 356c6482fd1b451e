"""A market with one symbol of 500 and one of 500,000 one-minute bars, beside the replay's own symbols."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from trading.market.bars import check_bars
from trading.ports import Calendar, MarketData
from trading.types import Asset, Bars, Capabilities, Timeframe

SIZES = {"FEW": 500, "MANY": 500_000}
A_SESSION = 390


class ManyBars:
    """The replay with two more symbols whose bars are made once; everything else is asked of the replay."""

    def __init__(self, below: MarketData, calendar: Calendar, last: date) -> None:
        self._below = below
        self._calendar = calendar
        self._last = last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._below, name)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(timeframes=frozenset(Timeframe), intraday_days=None)

    @cached_property
    def _made(self) -> Mapping[str, Bars]:
        return {symbol: _random_walk(symbol, self._ends(count)) for symbol, count in SIZES.items()}

    def _ends(self, count: int) -> pd.DatetimeIndex:
        days = -(-count // A_SESSION)
        sessions = self._calendar.sessions(self._last - timedelta(days=days * 2 + 10), self._last)[-days:]
        minutes = pd.to_timedelta(np.arange(A_SESSION), unit="min")
        opens = pd.DatetimeIndex([one.opens for one in sessions]).repeat(A_SESSION)
        ends = opens + pd.timedelta_range("1min", periods=1)[0] + np.tile(minutes, len(sessions))
        return pd.DatetimeIndex(ends, name="time")[-count:]

    def assets(self) -> Sequence[Asset]:
        return (*self._below.assets(), *(self.asset(symbol) for symbol in SIZES))

    def asset(self, symbol: str) -> Asset:
        if symbol not in SIZES:
            return self._below.asset(symbol)
        index = self._made[symbol].frame.index
        model = self._below.asset("AAPL")
        name = f"{SIZES[symbol]:,} bars"
        return replace(model, symbol=symbol, name=name, first=index[0].date(), last=index[-1].date())

    def corporate_actions(self, symbol: str, **between: Any) -> Sequence[Any]:
        return () if symbol in SIZES else self._below.corporate_actions(symbol, **between)

    def earnings(self, symbol: str, **between: Any) -> Sequence[Any]:
        return () if symbol in SIZES else self._below.earnings(symbol, **between)

    def bars(
        self,
        symbol: str,
        timeframe: Timeframe = Timeframe.DAY_1,
        *,
        start: date | None = None,
        end: date | None = None,
        **more: Any,
    ) -> Bars:
        if symbol not in SIZES:
            return self._below.bars(symbol, timeframe, start=start, end=end, **more)
        bars = self._made[symbol]
        if start is None and end is None:
            return bars
        first = 0 if start is None else bars.frame.index.searchsorted(pd.Timestamp(start, tz="UTC"))
        past = None if end is None else bars.frame.index.searchsorted(pd.Timestamp(end, tz="UTC") + pd.Timedelta("1D"))
        return replace(bars, frame=bars.frame.iloc[first:past])


def _random_walk(symbol: str, ends: pd.DatetimeIndex) -> Bars:
    chance = np.random.default_rng(7)
    closes = 100 * np.exp(np.cumsum(chance.normal(0, 0.0004, len(ends))))
    opens = np.concatenate(([100.0], closes[:-1]))
    reach = 1 + np.abs(chance.normal(0, 0.0003, (2, len(ends))))
    columns = {
        "open": opens,
        "high": np.maximum(opens, closes) * reach[0],
        "low": np.minimum(opens, closes) / reach[1],
        "close": closes,
        "volume": chance.integers(1_000, 90_000, len(ends)).astype(float),
    }
    return check_bars(
        pd.DataFrame(columns, index=ends),
        symbol=symbol,
        timeframe=Timeframe.MIN_1,
        adjusted=True,
        closes_only=False,
        source="a random walk of the bench",
    )


def with_many_bars(place_of: Callable[..., Any]) -> Callable[..., Any]:
    """Return the choice of a place whose market has the two symbols more."""

    def choose(*given: Any, **more: Any) -> Any:
        place = place_of(*given, **more)
        market = ManyBars(place.market, place.calendar, place.market_clock.now().date())
        return replace(place, market=market)

    return choose
