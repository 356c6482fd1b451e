"""The probability of backtest overfitting: how often the best inside of a sample is among the worse outside."""

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from trading.types.trial import BLOCKS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

LEAST_TRIALS = 2
MOST_TRIALS = 300
MOST_RATIOS = 150_000
"""Sharpe ratios inside that one answer reckons, some 10 ms: above it an even draw of the choices is taken."""
LEAST_CHOICES = 500
_SEED = 20_170_401


def overfitting(sums: "Values", squares: "Values", bars: int) -> float | None:
    """Return the probability of backtest overfitting, 0 .. 1, None for fewer than two trials or too few bars.

    Bailey, Borwein, Lopez de Prado and Zhu, The Probability of Backtest Overfitting, Journal of Computational Finance
    20(4), 2017: of 16 blocks of time, every choice of 8 is a sample once (combinatorially symmetric cross-validation).
    The trial with the best Sharpe ratio inside is ranked outside; the probability is the share of choices whose rank r
    among N, r / (N + 1), is at or below a half. `sums` and `squares` hold a row a trial and a column a block, in no
    order of merit; of more than 300 trials the first 300 are compared.
    """
    import numpy as np

    moving = squares.sum(axis=1) > 0
    sums, squares = sums[moving][:MOST_TRIALS], squares[moving][:MOST_TRIALS]
    if len(sums) < LEAST_TRIALS or bars < 4 * BLOCKS:
        return None
    inside = _choices(MOST_RATIOS // len(sums))
    lengths = np.diff(np.arange(BLOCKS + 1) * bars // BLOCKS).astype(np.float64)
    below = 0
    size = max(1, 30_000 // len(sums))
    for start in range(0, len(inside), size):
        part = inside[start : start + size]
        within = _sharpes(part, sums, squares, lengths)
        without = _sharpes(1 - part, sums, squares, lengths)
        best = within.argmax(axis=1)
        chosen = np.take_along_axis(without, best[:, None], axis=1)
        # the middle of equals, so that copies of one trial are no evidence for either side
        rank = (without < chosen).sum(axis=1) + ((without == chosen).sum(axis=1) + 1) / 2
        below += int((rank / (len(sums) + 1) <= 0.5).sum())
    return below / len(inside)


def _sharpes(chosen: "Values", sums: "Values", squares: "Values", lengths: "Values") -> "Values":
    """Return the Sharpe ratio of each trial over each choice of blocks."""
    import numpy as np

    count = (chosen @ lengths)[:, None]
    mean = chosen @ sums.T / count
    variance = np.maximum(chosen @ squares.T / count - mean * mean, 0)
    return np.asarray(np.divide(mean, np.sqrt(variance), out=np.zeros_like(mean), where=variance > 1e-20))


def _choices(most: int) -> "Values":
    """Return choices of half the blocks as rows of 0 and 1: all 12,870, or an even draw of them."""
    import numpy as np

    every = _every_choice()
    if most >= len(every):
        return every
    return every[np.random.default_rng(_SEED).permutation(len(every))[: max(most, LEAST_CHOICES)]]


@cache
def _every_choice() -> "Values":
    import numpy as np

    places = np.array(list(combinations(range(BLOCKS), BLOCKS // 2)))
    found = np.zeros((len(places), BLOCKS))
    np.put_along_axis(found, places, 1.0, axis=1)
    return found
