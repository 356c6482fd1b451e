"""Ichimoku from its extremes, with what is known at each bar and nothing that is drawn back from a later one."""

from typing import TYPE_CHECKING

from trading.indicators.kinds import Values
from trading.indicators.prices import finite, like

if TYPE_CHECKING:
    import pandas as pd

    from trading.indicators.kinds import Computed

LINES = ("conversion", "base", "span_a", "span_b")


def ichimoku(frame: "pd.DataFrame", values: Values) -> "Computed":
    """Return conversion, base and the cloud's two edges, in price units.

    Each is the middle of the highest high and the lowest low of so many bars; the edges stand `base` bars ahead of the
    prices that they come from, so that the cloud at a bar is that of `base` bars before. The lagging span is today's
    close drawn in the past: it says nothing at its bar and is left out. Source: G. Hosoda, 1969.
    """
    import numpy as np
    import talib

    high, low = finite(frame["high"]), finite(frame["low"])
    fast, base, slow = (int(value) for value in values)
    conversion, middle = talib.MIDPRICE(high, low, fast), talib.MIDPRICE(high, low, base)
    span_a, span_b = np.full(len(frame), np.nan), np.full(len(frame), np.nan)
    np.add(conversion[:-base], middle[:-base], out=span_a[base:])
    span_a /= 2
    span_b[base:] = talib.MIDPRICE(high, low, slow)[:-base]
    lines = (conversion, middle, span_a, span_b)
    return {part: like(frame, line) for part, line in zip(LINES, lines, strict=True)}


def ichimoku_bars(values: Values) -> float:
    """Return how many bars both edges of the cloud take."""
    return max(values) + values[1]
