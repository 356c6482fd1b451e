"""Made pasts for the tests of the engine."""

from datetime import UTC, datetime

import numpy as np

from trading.backtest.past import Past
from trading.strategies.panel import Panel
from trading.types import Timeframe

BEGIN = int(datetime(2024, 1, 2, 21, tzinfo=UTC).timestamp())


def walk(bars: int, symbols: int = 1, *, seed: int = 1, holes: float = 0.0) -> Panel:
    """Return random walks in cents, a bar a day, with a part of the bars missing."""
    dice = np.random.default_rng(seed)
    close = np.round(50 * np.exp(np.cumsum(dice.normal(0, 0.02, (bars, symbols)), axis=0)), 2)
    opened = np.round(np.vstack([close[:1], close[:-1]]) * (1 + dice.normal(0, 0.005, close.shape)), 2)
    tables = {
        "open": opened,
        "high": np.round(np.maximum(opened, close) * 1.01, 2),
        "low": np.round(np.minimum(opened, close) * 0.99, 2),
        "close": close,
        "volume": np.full_like(close, 1e6),
    }
    missing = dice.random(close.shape) < holes
    missing[[0, -1]] = False
    for table in tables.values():
        table[missing] = np.nan
    return panel(**tables)


def panel(**tables: np.ndarray) -> Panel:
    """Return a panel of symbols A, B, ... from tables (bars, symbols), a bar a day."""
    shape = tables["close"].shape
    return Panel(
        symbols=tuple(chr(65 + place) for place in range(shape[1])),
        timeframe=Timeframe.DAY_1,
        source="made",
        time=BEGIN + 86_400 * np.arange(shape[0]),
        **tables,
    )


def by_hand(text: str, volume: float = 1e6) -> Past:
    """Return one symbol's past from lines of "open high low close", a day each; "-" is a day without a bar."""
    rows = [
        [float("nan")] * 4 if line.strip() == "-" else [float(one) for one in line.split()]
        for line in text.strip().splitlines()
    ]
    names = ("open", "high", "low", "close")
    tables = {name: np.array([[row[at]] for row in rows]) for at, name in enumerate(names)}
    made = panel(**tables, volume=np.where(np.isnan(tables["close"]), np.nan, volume))
    return Past(seen=made, traded=made)
