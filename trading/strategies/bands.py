"""On which side of a band of standard deviations a close stands, with ties decided exactly."""

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

NEAR = 1e-9
"""Closer to the band than this part of the price, a sum over the window cannot tell the side."""
LOST = 1e-12
"""What a running variance may have lost, as a part of the square of the highest price so far."""
MILLION = 1_000_000
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
    deviation = window.std(ddof=0).to_numpy() if width else np.zeros(len(close))
    gap = close - window.mean().to_numpy() - width * deviation
    still = _still(close, period)
    sign: NDArray[np.int8] = np.nan_to_num(np.sign(gap)).astype(np.int8)
    sign[still] = 0
    lost = LOST * np.maximum.accumulate(close) ** 2
    unsure = width * lost / np.maximum(deviation, np.sqrt(lost))
    doubtful = np.flatnonzero((np.abs(gap) <= NEAR * close + unsure) & ~still)
    for start in range(0, len(doubtful), max(1, BLOCK // period)):
        some = doubtful[start : start + max(1, BLOCK // period)]
        sign[some] = _direct(close[some[:, None] + np.arange(1 - period, 1)], width)
    return sign


def _still(close: "Values", period: int) -> "NDArray[np.bool_]":
    """Say of each bar whether the last `period` closes are the same."""
    import numpy as np

    at = np.arange(len(close))
    began = np.concatenate([np.ones(min(len(close), 1), np.bool_), close[1:] != close[:-1]])
    last_began: NDArray[np.intp] = np.maximum.accumulate(np.where(began, at, 0))
    return at - last_began >= period - 1


def _direct(windows: "Values", width: float) -> "NDArray[np.int8]":
    import numpy as np

    gap = windows[:, -1] - windows.mean(axis=1) - width * windows.std(axis=1)
    sign: NDArray[np.int8] = np.sign(gap).astype(np.int8)
    for row in np.flatnonzero(np.abs(gap) <= NEAR * windows.max(axis=1)):
        sign[row] = _exact(windows[row].tolist(), width)
    return sign


def _exact(window: list[float], width: float) -> int:
    """Compare n times the distance from the mean with `width` times n deviations, both squared: no root is taken."""
    prices = _decimals(window)
    count, total = len(prices), sum(prices)
    away = count * prices[-1] - total
    band = Fraction(repr(width)) ** 2 * (count * sum(price * price for price in prices) - total * total)
    if away <= 0:
        return 0 if away == band == 0 else -1
    return (away * away > band) - (away * away < band)


def _decimals(window: list[float]) -> list[int] | list[Fraction]:
    """Return the prices as written, in millionths where they have no more than six places: whole numbers are quick."""
    millionths = [round(price * MILLION) for price in window]
    if all(whole / MILLION == price for whole, price in zip(millionths, window, strict=True)):
        return millionths
    return [Fraction(repr(price)) for price in window]
