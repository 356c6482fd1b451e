"""Panels made of a few numbers, and real ones with what real ones have: late listings, gaps, an end."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

from tests.market.recording import market_at
from trading.strategies.panel import Panel, panel_of
from trading.types import Timeframe

NONE = float("nan")


def panel(closes: dict[str, list[float]], *, first: date = date(2024, 1, 1), step: timedelta | None = None) -> Panel:
    """Return a panel of closes, a bar each weekday at 21:00 UTC, or each `step`; the range is the close itself."""
    table = np.array(list(closes.values()), dtype=np.float64).T
    return with_range(closes, table, table, first=first, step=step)


def with_range(
    closes: dict[str, list[float]],
    high: np.ndarray,
    low: np.ndarray,
    *,
    first: date = date(2024, 1, 1),
    step: timedelta | None = None,
) -> Panel:
    table = np.array(list(closes.values()), dtype=np.float64).T
    at = datetime(first.year, first.month, first.day, 21, tzinfo=UTC)
    times: list[int] = []
    while len(times) < len(table):
        if step is not None or at.weekday() < 5:
            times.append(int(at.timestamp()))
        at += step or timedelta(days=1)
    return Panel(
        symbols=tuple(closes),
        timeframe=Timeframe.DAY_1,
        source="by hand",
        time=np.array(times, np.int64),
        open=table,
        high=np.asarray(high, np.float64),
        low=np.asarray(low, np.float64),
        close=table,
        volume=np.where(np.isfinite(table), 1e6, np.nan),
    )


@cache
def recorded(*symbols: str, until: date = date(2015, 6, 1), bars: int = 0, adjusted: bool = True) -> Panel:
    """Return real daily bars, the last `bars` of them, all for 0."""
    market = market_at(until)
    whole = panel_of([market.bars(symbol, adjusted=adjusted) for symbol in symbols])
    return cut(whole, slice(-bars, None)) if bars else whole


def cut(whole: Panel, rows: slice) -> Panel:
    return Panel(
        symbols=whole.symbols,
        timeframe=whole.timeframe,
        source=whole.source,
        time=whole.time[rows],
        **{name: getattr(whole, name)[rows] for name in ("open", "high", "low", "close", "volume")},
    )


@cache
def with_holes(*symbols: str, bars: int = 420) -> Panel:
    """Return real bars where the second symbol is listed late, the last one ends early, and days are missing."""
    whole = recorded(*symbols, bars=bars)
    chance = np.random.default_rng(7)
    missing = chance.random(whole.close.shape) < 0.03
    missing[: bars // 4, 1] = True
    missing[-bars // 5 :, -1] = True
    holes = {
        name: np.where(missing, np.nan, getattr(whole, name)) for name in ("open", "high", "low", "close", "volume")
    }
    return Panel(symbols=whole.symbols, timeframe=whole.timeframe, source=whole.source, time=whole.time, **holes)
