"""Ichimoku from its extremes, with what is known at each bar and nothing that is drawn back from a later one."""

from typing import TYPE_CHECKING

from trading.indicators.kinds import Values
from trading.indicators.prices import finite, like

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from trading.indicators.kinds import Computed

LINES = ("conversion", "base", "span_a", "span_b")


def ichimoku(frame: "pd.DataFrame", values: Values) -> "Computed":
    """Return conversion, base and the cloud's two edges, in price units.

    Each is the middle of the highest high and the lowest low of so many bars; the edges stand `base` bars ahead of the
    prices that they come from, so that the cloud at a bar is that of `base` bars before. The lagging span is today's
    close drawn in the past: it says nothing at its bar and is left out. Source: G. Hosoda, 1969.
    """
    import numpy as np

    high, low = finite(frame["high"]), finite(frame["low"])
    fast, base, slow = (int(value) for value in values)
    conversion, middle = _middle(high, low, fast), _middle(high, low, base)
    ahead = np.full((2, len(frame)), np.nan)
    ahead[0, base:] = ((conversion + middle) / 2)[:-base]
    ahead[1, base:] = _middle(high, low, slow)[:-base]
    return dict(zip(LINES, (like(frame, line) for line in (conversion, middle, *ahead)), strict=True))


def ichimoku_bars(values: Values) -> float:
    """Return how many bars both edges of the cloud take."""
    return max(values) + values[1]


def _middle(high: "NDArray[np.float64]", low: "NDArray[np.float64]", bars: int) -> "NDArray[np.float64]":
    import talib

    middle: NDArray[np.float64] = (talib.MAX(high, bars) + talib.MIN(low, bars)) / 2
    return middle
