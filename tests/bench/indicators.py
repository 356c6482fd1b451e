"""Nine indicators on 100,000 bars through the catalogue, with checks and series, beside TA-Lib's seven called bare."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import talib

from tests.bench.report import Figure, median
from trading.indicators import named
from trading.market.bars import check_bars
from trading.types import Bars, Timeframe

BARS = 100_000
ROUNDS = 15
NINE = ("rsi", "macd", "bbands", "atr", "adx", "stoch", "obv", "ichimoku", "supertrend")


def figures() -> Iterator[Figure]:
    bars = _bars()
    high, low, close, volume = (bars.frame[name].to_numpy().copy() for name in ("high", "low", "close", "volume"))
    bare: dict[str, Callable[[], object]] = {
        "rsi": lambda: talib.RSI(close, 14),
        "macd": lambda: talib.MACD(close, 12, 26, 9),
        "bbands": lambda: talib.BBANDS(close, 20, 2, 2),
        "atr": lambda: talib.ATR(high, low, close, 14),
        "adx": lambda: talib.ADX(high, low, close, 14),
        "stoch": lambda: talib.STOCH(high, low, close, 14, 3, 0, 3, 0),
        "obv": lambda: talib.OBV(close, volume),
    }
    ours = {name: named(name) for name in NINE}
    taken: dict[str, list[float]] = {}
    for number in range(ROUNDS + 1):
        # In turns, so that whatever else the machine does falls on both.
        seven = {name: _ms(call) for name, call in bare.items()}
        nine = {name: _ms(lambda name=name: ours[name].compute(bars)) for name in NINE}
        if number:  # the first round pays for what is loaded late
            taken.setdefault("seven", []).append(sum(seven.values()))
            taken.setdefault("nine", []).append(sum(nine.values()))
            for name in NINE:
                taken.setdefault(name, []).append(nine[name])
                taken.setdefault(f"bare {name}", []).append(seven.get(name, 0.0))
    yield Figure(
        name="nine indicators on 100,000 bars, beside TA-Lib's seven",
        value=median(taken["nine"]),
        unit="ms",
        peer=median(taken["seven"]),
        bound=3,
        bound_is_ratio=True,
    )
    for name in NINE:
        yield Figure(name=f"  {name}", value=median(taken[name]), unit="ms", peer=median(taken[f"bare {name}"]) or None)


def _ms(call: Callable[[], object]) -> float:
    began = time.thread_time()
    call()
    return (time.thread_time() - began) * 1000


def _bars() -> Bars:
    """Return minutes of a random walk from a fixed seed; prices are no part of the time that a formula takes."""
    steps = np.random.default_rng(7).normal(0, 0.001, BARS)
    close = 100 * np.exp(np.cumsum(steps))
    opened = np.concatenate([[100.0], close[:-1]])
    frame = pd.DataFrame(
        {
            "open": opened,
            "high": np.maximum(opened, close) * 1.0005,
            "low": np.minimum(opened, close) * 0.9995,
            "close": close,
            "volume": np.random.default_rng(8).integers(1, 10_000, BARS).astype(float),
        },
        index=pd.date_range("2012-01-02", periods=BARS, freq="min", tz="UTC", name="time"),
    )
    return check_bars(
        frame, symbol="X", timeframe=Timeframe.MIN_1, adjusted=True, closes_only=False, source="a random walk"
    )
