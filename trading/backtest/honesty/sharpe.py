"""What luck does to a Sharpe ratio: probabilistic and deflated ratios, and how long a test would have to be.

All Sharpe ratios here are those of one bar, not brought to a year, unless a name says so.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

EULER = 0.5772156649015329
CONFIDENCE = 0.95
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A Sharpe ratio as it was seen over so many returns, with their skew and kurtosis (a normal one has 0 and 3)."""

    sharpe: float
    bars: int
    skew: float = 0.0
    kurt: float = 3.0


def probabilistic_sharpe(seen: Observed, hurdle: float = 0.0) -> float | None:
    """Return the probability that the true Sharpe ratio is above a hurdle; None where it cannot be reckoned.

    Bailey and Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk 15(2), 2012, eq. 11:
    Phi((SR - SR*) sqrt(n - 1) / sqrt(1 - skew SR + (kurt - 1) / 4 SR^2)). Their example of a fund with two years of
    monthly returns is 0.982 for a normal shape, and 0.913 with skew -2.448 and kurtosis 10.164:

    >>> round(probabilistic_sharpe(Observed(sharpe=0.458, bars=24)), 3)
    0.982
    >>> round(probabilistic_sharpe(Observed(sharpe=0.458, bars=24, skew=-2.448, kurt=10.164)), 3)
    0.913
    """
    spread = _spread(seen)
    if spread is None or seen.bars < 2:
        return None
    return _NORMAL.cdf((seen.sharpe - hurdle) * math.sqrt(seen.bars - 1) / spread)


def best_of(trials: float) -> float:
    """Return the expected highest of so many independent standard normal draws, 0 for one.

    Bailey, Borwein, Lopez de Prado and Zhu, Pseudo-Mathematics and Financial Charlatanism, Notices of the AMS 61(5),
    2014, prop. 1: (1 - c) Z(1 - 1/N) + c Z(1 - 1/(N e)), c Euler's constant. Ten trials give 1.57 there:

    >>> round(best_of(10), 2)
    1.57
    """
    if trials <= 1:
        return 0.0
    # the approximation goes under 0 for fewer than 1.5 trials, the highest of several never does
    high = (1 - EULER) * _NORMAL.inv_cdf(1 - 1 / trials) + EULER * _NORMAL.inv_cdf(1 - 1 / (trials * math.e))
    return max(0.0, high)


def deflated_sharpe(seen: Observed, *, trials: float, variance: float, explained: float = 0.0) -> float | None:
    """Return the probability that the true Sharpe ratio is above what the best of so many trials shows by luck.

    Bailey and Lopez de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management 40(5), 2014: the hurdle is
    sqrt(variance of the trials' ratios) times the highest of N. `explained` is added to it: what holding gives anyway.
    Their example: 2.5 a year over 1,250 days, skew -3, kurtosis 10, 100 trials with a variance of 0.5 a year is 0.9004,
    and 0.9505 with 46 trials.

    >>> seen = Observed(sharpe=2.5 / 250**0.5, bars=1250, skew=-3, kurt=10)
    >>> round(deflated_sharpe(seen, trials=100, variance=0.5 / 250), 4)
    0.9004
    >>> round(deflated_sharpe(seen, trials=46, variance=0.5 / 250), 4)
    0.9505
    """
    return probabilistic_sharpe(seen, explained + math.sqrt(variance) * best_of(trials))


def least_track_record(seen: Observed, hurdle: float = 0.0, confidence: float = CONFIDENCE) -> float | None:
    """Return how many returns it takes until the ratio is above the hurdle at that confidence; None if never.

    Bailey and Lopez de Prado (2012), eq. 13: 1 + (1 - skew SR + (kurt - 1) / 4 SR^2) (Z / (SR - SR*))^2. Their
    example: 2 a year against 1 takes 2.73 years of daily returns.

    >>> daily = Observed(sharpe=2 / 252**0.5, bars=0)
    >>> round(least_track_record(daily, 1 / 252**0.5) / 252, 2)
    2.73
    """
    spread = _spread(seen)
    if spread is None or seen.sharpe <= hurdle:
        return None
    return 1 + (spread * _NORMAL.inv_cdf(confidence) / (seen.sharpe - hurdle)) ** 2


def least_years(trials: float, a_year: float = 1.0) -> float:
    """Return the years below which the best of so many worthless trials shows that Sharpe ratio a year.

    Bailey, Borwein, Lopez de Prado and Zhu (2014), theorem 1: (highest of N / ratio)^2. Their example: with five years
    of data no more than 45 variants should be tried, or one with 1 a year is to be expected.

    >>> round(least_years(45), 1)
    5.0
    """
    return (best_of(trials) / a_year) ** 2


def _spread(seen: Observed) -> float | None:
    """Return the deviation of the estimate times sqrt(n - 1), None for moments that no sample can have."""
    square = 1 - seen.skew * seen.sharpe + (seen.kurt - 1) / 4 * seen.sharpe**2
    return math.sqrt(square) if square > 0 and math.isfinite(square) else None
