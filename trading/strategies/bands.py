"""On which side of a band of standard deviations a close stands, with ties decided exactly."""

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

NEAR = 1e-9
"""Closer to the band than this part of the price, a sum over the window cannot tell the side."""
NEAR_RUNNING = 3e-5
"""The same of a running deviation: the root of what a running sum of squares loses."""
BLOCK = 1_000_000
"""How many prices are looked at in one go."""


def band_sign(close: "Values", period: int, width: float) -> "NDArray[np.int8]":
    """Return 1 where the close is over its mean plus `width` population deviations, -1 under, 0 at it or not known.

    Mean and deviation are those of the last `period` closes. Prices count as the decimals they are written as. The
    first period - 1 bars are 0.
    """
    import numpy as np
    import pandas as pd

    series = pd.Series(close)
    window = series.rolling(period)
    gap = (series - window.mean() - width * window.std(ddof=0)).to_numpy()
    still = (window.max() == window.min()).to_numpy()
    sign: NDArray[np.int8] = np.nan_to_num(np.sign(gap)).astype(np.int8)
    sign[still] = 0
    doubtful = np.flatnonzero((np.abs(gap) <= (NEAR_RUNNING if width else NEAR) * close) & ~still)
    for start in range(0, len(doubtful), max(1, BLOCK // period)):
        some = doubtful[start : start + max(1, BLOCK // period)]
        sign[some] = _direct(close[some[:, None] + np.arange(1 - period, 1)], width)
    return sign


def _direct(windows: "Values", width: float) -> "NDArray[np.int8]":
    import numpy as np

    gap = windows[:, -1] - windows.mean(axis=1) - width * windows.std(axis=1)
    sign: NDArray[np.int8] = np.sign(gap).astype(np.int8)
    for row in np.flatnonzero(np.abs(gap) <= NEAR * windows.max(axis=1)):
        sign[row] = _exact(windows[row].tolist(), width)
    return sign


def _exact(window: list[float], width: float) -> int:
    """Compare n times the distance from the mean with `width` times n deviations, both squared: no root is taken."""
    prices = [Fraction(repr(price)) for price in window]
    count, total = len(prices), sum(prices)
    away = count * prices[-1] - total
    band = Fraction(repr(width)) ** 2 * (count * sum(price * price for price in prices) - total * total)
    if away <= 0:
        return 0 if away == band == 0 else -1
    return (away * away > band) - (away * away < band)
