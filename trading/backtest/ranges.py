"""The average true range that a volatility target is sized by."""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.compiled import kernel, way

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trading.backtest.past import Past

    Values = NDArray[np.float64]

PERIOD = 14


def atr_of(past: "Past") -> "Values":
    """Return the average true range of 14 bars, USD a share, in the prices that are traded; NaN while not known.

    It is measured on the prices that the strategy reads, where a split is no range, and scaled to those traded.
    """
    seen = past.seen
    atr = way(wilder, seen.close.size)(seen.high, seen.low, seen.close, PERIOD)
    if past.traded is past.seen:
        return atr
    scaled: Values = atr * past.traded.close / seen.close
    return scaled


@kernel
def wilder(high: "Values", low: "Values", close: "Values", period: int) -> "Values":
    """Return Wilder's average true range of every column; bars that a symbol does not have are passed over.

    Wilder, New Concepts in Technical Trading Systems (1978): the first is the mean of `period` ranges, each later one
    moves by a part of 1 / period.
    """
    out = np.full(close.shape, np.nan)
    for j in range(close.shape[1]):
        before, total, count = np.nan, 0.0, 0
        for t in range(close.shape[0]):
            if math.isnan(close[t, j]):
                continue
            if not math.isnan(before):
                reach = max(high[t, j], before) - min(low[t, j], before)
                count += 1
                if count <= period:
                    total += reach / period
                else:
                    total += (reach - total) / period
                if count >= period:
                    out[t, j] = total
            before = close[t, j]
    return out
