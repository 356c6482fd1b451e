"""The formulas, computed by TA-Lib: each takes prices in order and returns series on the same index.

Every value depends on its own bar and earlier ones only; the first bars are NaN until a formula has enough of them.
A price that is NaN or infinite is refused with FixInput, because TA-Lib would carry it on for ever.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

from trading.indicators.prices import finite, like

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Prices = pd.Series[float]


def sma(close: "Prices", period: int) -> "Prices":
    """Return the simple moving average of the last `period` closes."""
    import talib

    return like(close, talib.SMA(finite(close), period))


def ema(close: "Prices", period: int) -> "Prices":
    """Return the exponential moving average, weight 2 / (period + 1), seeded with the first average."""
    return like(close, _ema(finite(close), period))


def rsi(close: "Prices", period: int = 14) -> "Prices":
    """Return the relative strength index, 0 .. 100, by Wilder's smoothing (New Concepts, 1978).

    NaN as long as the price has never moved: no gain and no loss have no ratio.
    """
    import numpy as np
    import talib

    values = finite(close)
    result = talib.RSI(values, period)
    moved = values != values[0]
    first_move = int(np.argmax(moved))
    result[: first_move if moved[first_move] else None] = np.nan
    return like(close, result)


class Seeding(StrEnum):
    """Where the averages of the MACD start: each at its own first average, both at the slow one's bar, or all at once.

    FIRST begins every average at its first value, so that there is a value from the first bar on.
    """

    OWN = "own"
    TOGETHER = "together"
    FIRST = "first"


def macd(
    close: "Prices", fast: int = 12, slow: int = 26, signal: int = 9, *, seeding: Seeding = Seeding.OWN
) -> "dict[str, Prices]":
    """Return macd (fast less slow EMA), signal (the EMA of macd) and histogram (macd less signal), in price units.

    Each EMA is seeded with its own average, as in Appel's definition. TA-Lib's own MACD, `Seeding.TOGETHER`, leaves out
    the fast one's bars before the slow one starts, and gives macd no earlier than signal; what is left of that start
    shrinks by 1 - 2 / (slow + 1) a bar.
    """
    import numpy as np
    import talib

    values = finite(close)
    if seeding is Seeding.FIRST:
        line = _ema_from_first(values, fast) - _ema_from_first(values, slow)
        smooth = _ema_from_first(line, signal)
        parts = {"macd": line, "signal": smooth, "histogram": line - smooth}
        return {part: like(close, found) for part, found in parts.items()}
    if seeding is Seeding.TOGETHER:
        lines = talib.MACD(values, fast, slow, signal)
        return {part: like(close, line) for part, line in zip(("macd", "signal", "histogram"), lines, strict=True)}
    line, slower = _ema(values, fast), _ema(values, slow)
    line -= slower
    smooth = _ema(line, signal) if len(line) >= slow else np.full_like(line, np.nan)
    histogram = np.subtract(line, smooth, out=slower)  # new memory costs more than the sum
    return {"macd": like(close, line), "signal": like(close, smooth), "histogram": like(close, histogram)}


def bollinger(close: "Prices", period: int = 20, width: float = 2.0) -> "dict[str, Prices]":
    """Return lower, middle and upper: the moving average less and plus `width` population standard deviations."""
    import talib

    upper, middle, lower = talib.BBANDS(finite(close), timeperiod=period, nbdevup=width, nbdevdn=width)
    return {"lower": like(close, lower), "middle": like(close, middle), "upper": like(close, upper)}


def atr(high: "Prices", low: "Prices", close: "Prices", period: int) -> "Prices":
    """Return the average true range by Wilder's smoothing, in price units."""
    import talib

    return like(close, talib.ATR(finite(high), finite(low), finite(close), period))


def adx(high: "Prices", low: "Prices", close: "Prices", period: int) -> "Prices":
    """Return Wilder's average directional index, 0 .. 100: how strong a trend is, not which way it goes."""
    import talib

    return like(close, talib.ADX(finite(high), finite(low), finite(close), period))


def stochastic(
    high: "Prices", low: "Prices", close: "Prices", period: int, smooth: int, signal: int
) -> "dict[str, Prices]":
    """Return k (where the close stands in the range of `period` bars, 0 .. 100, averaged over `smooth`) and d.

    d is the average of k over `signal` bars (Lane's slow stochastic).
    """
    import talib

    k, d = talib.STOCH(
        finite(high),
        finite(low),
        finite(close),
        fastk_period=period,
        slowk_period=smooth,
        slowd_period=signal,
    )
    return {"k": like(close, k), "d": like(close, d)}


def roc(close: "Prices", period: int) -> "Prices":
    """Return the rate of change against the close `period` bars before, in percent."""
    import talib

    return like(close, talib.ROC(finite(close), period))


def obv(close: "Prices", volume: "Prices") -> "Prices":
    """Return Granville's on-balance volume: volume added on a higher close and taken off on a lower one."""
    import talib

    return like(close, talib.OBV(finite(close), finite(volume)))


def _ema(values: "Values", period: int) -> "Values":
    import numpy as np
    import talib

    if len(values) < period:  # TA-Lib refuses an empty array instead of answering with no value
        return np.full(values.shape, np.nan)
    averaged: Values = talib.EMA(values, period)
    return averaged


def _ema_from_first(values: "Values", period: int) -> "Values":
    import numpy as np
    import pandas as pd

    averaged = pd.Series(values).ewm(span=period, adjust=False).mean()
    return np.asarray(averaged, dtype=np.float64)
