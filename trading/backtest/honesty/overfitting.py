"""The probability of backtest overfitting: how often the best inside of a sample is among the worse outside."""

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from trading.types.trial import BLOCKS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

LEAST_TRIALS = 10
LEAST_HALF = 60
"""Bars of each half of a split: it is judged as a run by itself, and of fewer nothing is said of any run."""
ALIKE = 0.99
"""From this correlation of their blocks on, two trials are one that was run again under a little other terms."""
MOST_TRIALS = 300
MOST_RATIOS = 150_000
"""Sharpe ratios inside that one answer reckons, some 10 ms: above it an even draw of the choices is taken."""
LEAST_CHOICES = 500
_SEED = 20_170_401


def overfitting(sums: "Values", squares: "Values", bars: int) -> float | None:
    """Return the probability of backtest overfitting, 0 .. 1, None for under 10 different trials or 120 bars.

    Bailey, Borwein, Lopez de Prado and Zhu, The Probability of Backtest Overfitting, Journal of Computational Finance
    20(4), 2017: of 16 blocks of time, every choice of 8 is a sample once (combinatorially symmetric cross-validation).
    The trial with the best Sharpe ratio inside is ranked outside; the probability is the share of choices whose rank r
    among N, r / (N + 1), is at or below a half. `sums` and `squares` hold a row a trial and a column a block, in no
    order of merit; of more than 300 trials the first 300 are compared.

    The method ranks, and a rank among few says little: that of N trials has N values, and since the middle one of an
    odd number counts as worse, three worthless trials come to 67 % in the mean where 50 % is meant, five to 60 %. Its
    own deviation over ten years of days is 0.31 for two worthless trials, 0.24 for ten and 0.18 for twenty; among ten,
    one with a true ratio of 1 a year is at 50 % or above in 2 % of all cases, among three in 18 %. The paper's examples
    have 100 trials over 1,000 days. Copies of one trial rank by chance and are no evidence, so only trials count that
    differ by more than rounding or a fee.
    """
    import numpy as np

    moving = squares.sum(axis=1) > 0
    sums, squares = sums[moving][:MOST_TRIALS], squares[moving][:MOST_TRIALS]
    if bars < 2 * LEAST_HALF or different(sums) < LEAST_TRIALS:
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


def different(sums: "Values") -> int:
    """Return how many trials there are that are no copies of an earlier one, by their block sums, a row each.

    >>> import numpy as np
    >>> different(np.array([[1.0, 2.0, 4.0], [2.0, 4.0, 8.0], [3.0, 1.0, 2.0]]))
    2
    """
    import numpy as np

    away = sums - sums.mean(axis=1, keepdims=True)
    length = np.sqrt((away * away).sum(axis=1))
    away = away[length > 0] / length[length > 0, None]
    count = 0
    while len(away):
        away = away[away @ away[0] < ALIKE]
        count += 1
    return count


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
