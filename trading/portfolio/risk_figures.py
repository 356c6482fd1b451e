"""Risk of a set of weights from the returns that they would have had: pure figures, each with its definition."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LOOKBACK = 252
LEAST_RETURNS = 60
TAIL = 0.05
SESSIONS_A_YEAR = 252


def portfolio_returns(closes: "Mapping[str, pd.Series]", weights: Mapping[str, float]) -> "pd.Series | None":
    """Return the daily returns that present weights would have had, on the sessions that every holding has.

    `closes` are adjusted closes by time, ascending; what is not in `weights` is cash and earns 0. At most the last 252
    returns; None for fewer than 60, because a tail of one in twenty then rests on fewer than three days.
    """
    import numpy as np
    import pandas as pd

    if not weights:
        return None
    table = pd.concat([closes[symbol] for symbol in weights], axis=1, join="inner").iloc[-LOOKBACK - 1 :]
    # plain arrays from here: a person waits for this, and pandas would take five times as long
    prices = table.to_numpy()
    returns = prices[1:] / prices[:-1] - 1
    if len(returns) < LEAST_RETURNS or np.isnan(returns).any():
        return None
    return pd.Series(returns @ list(weights.values()), index=table.index[1:])


def value_at_risk(returns: Sequence[float]) -> float:
    """Return the historical one-day value at risk at 95 %, a fraction of equity, never below 0.

    The loss at the 5 % quantile, interpolated linearly (definition 7 of Hyndman and Fan, Sample Quantiles in
    Statistical Packages, The American Statistician 50(4), 1996; R's default).

    >>> value_at_risk([-0.04, -0.02, 0.0, 0.01, 0.02])
    0.036
    """
    return max(0.0, -_tail(returns))


def expected_shortfall(returns: Sequence[float]) -> float:
    """Return the mean loss of the days at or beyond the 5 % quantile, a fraction of equity, never below 0.

    The historical estimate of expected shortfall (Acerbi and Tasche, On the Coherence of Expected Shortfall, 2002).

    >>> expected_shortfall([-0.04, -0.02, 0.0, 0.01, 0.02])
    0.04
    """
    worst = [value for value in returns if value <= _tail(returns)]
    return max(0.0, -math.fsum(worst) / len(worst))


def volatility(returns: Sequence[float]) -> float:
    """Return the standard deviation of daily returns (n - 1) times the root of 252: a year's, a fraction."""
    mean = math.fsum(returns) / len(returns)
    squares = math.fsum((value - mean) ** 2 for value in returns)
    return math.sqrt(squares / (len(returns) - 1) * SESSIONS_A_YEAR)


def beta(returns: "pd.Series", benchmark: "pd.Series") -> float | None:
    """Return the covariance with a benchmark's daily returns over their variance, on common sessions.

    Sharpe, Capital Asset Prices, Journal of Finance 19(3), 1964. None for fewer than 60 common returns.
    """
    import pandas as pd

    both = pd.concat([returns, benchmark], axis=1, join="inner").dropna()
    if len(both) < LEAST_RETURNS:
        return None
    ours, theirs = both.iloc[:, 0], both.iloc[:, 1]
    spread = float(theirs.var())
    return float(ours.cov(theirs)) / spread if spread > 0 else None


def max_drawdown(equity: Sequence[float]) -> float | None:
    """Return the deepest fall from a peak as a fraction, 0.0 .. 1.0; None for fewer than two points.

    >>> max_drawdown([100.0, 120.0, 90.0])
    0.25
    """
    if len(equity) < 2:
        return None
    peak, deepest = equity[0], 0.0
    for value in equity:
        peak = max(peak, value)
        deepest = max(deepest, 1 - value / peak) if peak > 0 else 1.0
    return deepest


def _tail(returns: Sequence[float]) -> float:
    ordered = sorted(returns)
    place = TAIL * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
