"""Figures of the account as a whole: what it earned a year, and at what swing."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.backtest.report.arithmetic import NAN, compounded, dot, geometric_mean, power, ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

DAYS_A_YEAR = 252
WEEKS_A_YEAR = 52
CALENDAR_DAYS = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """An account's value over time. `returns` are those of a period (a day, or a week) as fractions.

    `periods` is how many periods a year has, `years` how many there are from first to last.
    """

    equity: "Values"
    returns: "Values"
    periods: int
    years: float


def returns_of(values: "Values") -> "Values":
    """Return each value over the one before, less 1."""
    found: Values = values[1:] / values[:-1]
    found -= 1
    return found


def account_figures(curve: Curve, deepest: float) -> dict[str, float]:
    """Return growth and risk a year; `deepest` is the largest fall as a negative fraction.

    The year's return compounds the geometric mean of a period, and its volatility is that of the compounded return
    (backtesting.py does the same; quantstats multiplies the deviation by the root of 252: `volatility_simple_pct`).
    """
    import numpy as np

    equity, returns, periods = curve.equity, curve.returns, curve.periods
    mean = geometric_mean(returns)
    a_year = compounded(mean, periods)
    variance = float(returns.var(ddof=1)) if len(returns) > 1 else NAN
    swing = _volatility(mean, variance, periods)
    average = float(returns.mean()) if len(returns) else NAN
    losses = np.minimum(returns, 0)
    downside = math.sqrt(dot(losses, losses) / len(returns)) if len(returns) else NAN
    years = curve.years
    growth = float(equity[-1] / equity[0])
    root = math.sqrt(periods)
    return {
        "final_equity": float(equity[-1]),
        "peak_equity": float(equity.max()),
        "return_pct": 100 * (growth - 1),
        "annual_return_pct": 100 * a_year,
        "annual_volatility_pct": 100 * swing,
        "cagr_pct": 100 * (power(max(growth, 0.0), 1 / years) - 1) if years > 0 else NAN,
        "sharpe": ratio(a_year, swing),
        "sortino": ratio(a_year, downside * root),
        "calmar": ratio(a_year, -deepest),
        "volatility_simple_pct": 100 * math.sqrt(variance) * root,
        "sharpe_simple": ratio(average, math.sqrt(variance)) * root,
        "sortino_simple": ratio(average, downside) * root,
        "adjusted_sortino": ratio(average, downside) * root / math.sqrt(2),
        "risk_return_ratio": ratio(average, math.sqrt(variance)),
    }


def _volatility(mean: float, variance: float, periods: int) -> float:
    """Return the deviation of a compounded year, a fraction: (var + (1 + g)^2)^n - (1 + g)^2n under the root."""
    square = power(variance + (1 + mean) ** 2, periods) - power(1 + mean, 2 * periods)
    return math.sqrt(square) if square >= 0 else NAN
