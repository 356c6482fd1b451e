"""How many trials are not copies of others, and how widely their Sharpe ratios lie."""

from typing import TYPE_CHECKING

from trading.types.trial import TrialTally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

LEAST_TRIALS = 2
LEAST_BLOCKS = 4
LEAST_KNOWN = 5
"""With fewer trials nothing is said of their likeness, and each counts."""


def independent_of(sums: "Values", trials: int) -> float:
    """Return about how many of `trials` are independent, 1 .. trials, from the block sums of some of them.

    What all trials share in a block is taken off, for it lifts the best no higher above the others, and each block is
    brought to the same spread. From the mean square q of the correlations between trials, less what chance gives
    (1 / (blocks - 1), and 1 / (N - 1)^2 by what was taken off), N / (1 + (N - 1) q) follows: the effective number of
    Bretherton et al., The Effective Number of Spatial Degrees of Freedom of a Time-Varying Field, Journal of Climate
    12, 1999, eq. 5, where N equal trials are 1 and N unrelated ones N. Of fewer than five each counts.

    >>> import numpy as np
    >>> waves = np.random.default_rng(1).normal(size=(20, 16))
    >>> independent_of(np.repeat(waves, 50, axis=0), 1000) < 40
    True
    """
    import numpy as np

    if len(sums) < LEAST_KNOWN:
        return float(trials)
    away = sums - sums.mean(axis=0)
    spread = away.std(axis=0)
    away = away[:, spread > 0] / spread[spread > 0]
    away = away - away.mean(axis=1, keepdims=True) if away.shape[1] else away
    length = np.sqrt((away * away).sum(axis=1))
    # equal trials leave rounding behind
    away = away[length > 1e-9] / length[length > 1e-9, None]
    count, blocks = away.shape
    if count < LEAST_TRIALS or blocks < LEAST_BLOCKS:
        return 1.0
    inner = away.T @ away
    square = (float((inner * inner).sum()) - count) / (count * (count - 1))
    chance = 1 / (blocks - 1) + 1 / (count - 1) ** 2
    alike = min(1.0, max(0.0, (square - chance) / (1 - chance)))
    return max(1.0, float(trials / (1 + (trials - 1) * alike)))


def spread_of(tally: TrialTally, alike: float) -> float:
    """Return the variance of the trials' Sharpe ratios of a bar, at least what sampling alone gives.

    `alike` is the mean correlation of the trials: without any edge, ratios over n bars vary by (1 - alike) / n. Few
    trials would often show less by chance.
    """
    return max((1 - alike) / max(tally.bars, 1.0), tally.variance)


def mean_correlation(sums: "Values") -> float:
    """Return the mean correlation between trials by their block sums, 0 .. 1; 0 for fewer than two."""
    import numpy as np

    away = sums - sums.mean(axis=1, keepdims=True)
    length = np.sqrt((away * away).sum(axis=1))
    away = away[length > 0] / length[length > 0, None]
    count = len(away)
    if count < LEAST_TRIALS:
        return 0.0
    total = away.sum(axis=0)
    return min(1.0, max(0.0, (float(total @ total) - count) / (count * (count - 1))))
