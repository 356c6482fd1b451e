"""The kernel that sums up an account's curve: what optimising ranks by, and what the ledger of trials keeps."""

import math
from typing import TYPE_CHECKING

import numpy as np

from trading.compiled import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]

BLOCKS = 16
"""So many equal stretches of time have sums of their own."""
FINAL, FALL, MEAN, STD, SKEW, KURT, DOWN = range(7)
"""Places in a row of a summary; FALL is the deepest fall from a peak as a fraction, 0 or negative.

DOWN is the root of the mean square of the returns below 0, 0 for the others.
"""
FIGURES = 7
STILL = 1e-24
"""Less variance than this part of the mean square is what floats leave of returns that do not move."""


def edges_of(bars: int) -> "Whole":
    """Return where the blocks of the returns begin, and where the last one ends."""
    edges: Whole = np.arange(BLOCKS + 1) * (bars - 1) // BLOCKS
    return edges


@kernel
def summarise(equity: "Values", edges: "Whole", row: "Values", sums: "Values", squares: "Values") -> None:
    """Fill a row with the figures of a curve; `sums` and `squares` with those of its returns, block by block."""
    count = equity.shape[0] - 1
    third, fourth, down = 0.0, 0.0, 0.0
    last = peak = trough = equity[0]
    fall = 1.0
    for block in range(edges.shape[0] - 1):
        one, two = 0.0, 0.0
        for t in range(edges[block] + 1, edges[block + 1] + 1):
            worth = equity[t]
            if worth == last:
                continue
            gain = worth / last - 1
            square = gain * gain
            one += gain
            two += square
            third += square * gain
            fourth += square * square
            if worth < last:
                down += square
            last = worth
            if worth > peak:
                fall = min(fall, trough / peak)
                peak, trough = worth, worth
            elif worth < trough:
                trough = worth
        sums[block], squares[block] = one, two
    row[FINAL], row[FALL] = last, min(fall, trough / peak) - 1
    row[DOWN] = math.sqrt(down / count)
    _moments(count, sums, squares, third, fourth, row)


@kernel
def _moments(count: int, sums: "Values", squares: "Values", third: float, fourth: float, row: "Values") -> None:
    """Turn sums of powers into the mean, the deviation (n - 1) and the plain third and fourth moments."""
    mean, second = 0.0, 0.0
    for block in range(sums.shape[0]):
        mean += sums[block]
        second += squares[block]
    mean, second, third, fourth = mean / count, second / count, third / count, fourth / count
    variance = second - mean * mean
    row[MEAN], row[STD], row[SKEW], row[KURT] = mean, 0.0, 0.0, 3.0
    if variance > STILL * max(second, STILL) and variance > 1e-30 and count > 1:
        row[STD] = math.sqrt(variance * count / (count - 1))
        row[SKEW] = (third - 3 * mean * second + 2 * mean**3) / variance**1.5
        row[KURT] = (fourth - 4 * mean * third + 6 * mean**2 * second - 3 * mean**4) / variance**2
