"""Strategies without any edge, and one with a known edge, as the returns that they would have had."""

import numpy as np
from numpy.typing import NDArray

from trading.backtest.honesty.sample import Sample, sample_of

Values = NDArray[np.float64]
DAYS = 2_520
"""Ten years."""
FAST, SLOW = range(3, 40, 3), range(20, 200, 10)
DRIFT, SWING = 0.07 / 252, 0.18 / 252**0.5
"""A market that earns 7 % a year at 18 % volatility, so that holding has a Sharpe ratio of 0.4."""


def market(rng: np.random.Generator, days: int = DAYS) -> Values:
    """Return daily returns with fat tails: Student's t with 4 degrees of freedom, brought to that swing."""
    return DRIFT + SWING * rng.standard_t(4, days) / 2**0.5


def coin_flippers(rng: np.random.Generator, returns: Values, count: int, *, shorts: bool = False) -> Values:
    """Return a row a strategy: in and out by the toss of a coin, each for 2 to 60 days in the mean."""
    chance = 1 / rng.uniform(2, 60, (count, 1))
    changes = rng.random((count, len(returns))) < chance
    side = np.cumsum(changes, axis=1) % 2
    return (2 * side - 1 if shorts else side) * returns


def crosses(returns: Values) -> Values:
    """Return a row a pair of averages, 223 of them: in the market while the fast stands over the slow."""
    price = np.concatenate([[1.0], np.cumprod(1 + returns)])
    summed = np.concatenate([[0.0], np.cumsum(price)])
    mean = {
        days: np.concatenate([np.full(days - 1, np.nan), (summed[days:] - summed[:-days]) / days])
        for days in (*FAST, *SLOW)
    }
    return np.array([(mean[fast] > mean[slow])[:-1] * returns for fast in FAST for slow in SLOW if fast < slow])


def with_edge(rng: np.random.Generator, a_year: float, count: int, days: int = DAYS) -> Values:
    """Return variants of one strategy whose true Sharpe ratio a year is known: nine tenths of the noise is shared."""
    edge = a_year / 252**0.5
    shared, own = rng.standard_t(4, (1, days)) / 2**0.5, rng.standard_t(4, (count, days)) / 2**0.5
    return 0.01 * (edge + 0.9**0.5 * shared + 0.1**0.5 * own)


def samples(rows: Values, held: Values) -> list[Sample]:
    """Return the sample of each row, with what holding explains of it."""
    away, other = held - held.mean(), float(held.mean() / held.std(ddof=1))
    length = float(np.sqrt(away @ away))
    found = []
    for row in rows:
        own = row - row.mean()
        size = float(np.sqrt(own @ own)) * length
        found.append(sample_of(row, max(0.0, float(own @ away) / size * other) if size > 0 else 0.0))
    return found
