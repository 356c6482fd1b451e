"""Figures of how the returns of days, months and years are spread."""

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

from trading.backtest.report.arithmetic import NAN, deviation, dot, longest_run, mean, ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

TAIL = 0.05
_NORMAL = NormalDist()
LEAST_FOR_SHAPE = 4
"""Skew needs three values and kurtosis four."""


def spread_figures(returns: "Values") -> dict[str, float]:
    """Return the figures of the returns of a period (a day, or a week), fractions; a loss is negative."""
    import numpy as np

    wins, losses = returns[returns > 0], returns[returns < 0]
    gained, lost = float(wins.sum()), -float(losses.sum())
    played = len(wins) + len(losses)
    won = ratio(len(wins), played)
    payoff = ratio(mean(wins), -mean(losses)) if len(losses) else NAN
    low, high, worst_of, best_of = _quantiles(returns)
    tail = returns[returns <= low]
    factor, both_tails = ratio(gained, lost), abs(ratio(high, low))
    average, swing = mean(returns), deviation(returns)
    skew, kurtosis = shape(returns)
    return {
        "best_day_pct": 100 * float(returns.max()) if len(returns) else NAN,
        "worst_day_pct": 100 * float(returns.min()) if len(returns) else NAN,
        "avg_up_day_pct": 100 * mean(wins),
        "avg_down_day_pct": 100 * mean(losses),
        "win_days_pct": 100 * won,
        "payoff_ratio": payoff,
        "omega": factor,
        "gain_to_pain": ratio(gained - lost, lost),
        "tail_ratio": both_tails,
        "common_sense_ratio": factor * both_tails,
        "cpc_index": factor * won * payoff,
        "outlier_win_ratio": ratio(best_of, mean(returns[returns >= 0])),
        "outlier_loss_ratio": ratio(worst_of, mean(losses)),
        "value_at_risk_pct": 100 * low,
        "expected_shortfall_pct": 100 * mean(tail),
        "normal_value_at_risk_pct": 100 * (average + _NORMAL.inv_cdf(TAIL) * swing),
        "normal_expected_shortfall_pct": 100 * normal_shortfall(average, swing),
        "skew": skew,
        "kurtosis": kurtosis,
        "kelly_days": won - ratio(1 - won, payoff),
        "risk_of_ruin": ((1 - won) / (1 + won)) ** len(returns) if played else NAN,
        "consecutive_win_days": float(longest_run(np.asarray(returns > 0))),
        "consecutive_loss_days": float(longest_run(np.asarray(returns < 0))),
    }


def pain_figures(returns: "Values", depth: "Values", earned: float) -> dict[str, float]:
    """Return what was earned beside the falls on the way; `depth` is at the ends of periods, `earned` a fraction."""
    summed = float(returns.sum())
    ulcer = math.sqrt(dot(depth, depth) / max(1, len(returns) - 1))
    pitfall = ratio(-normal_shortfall(mean(depth), deviation(depth)), deviation(returns))
    return {
        "ulcer_index_pct": 100 * ulcer,
        "ulcer_performance": ratio(earned, ulcer),
        "serenity_index": ratio(summed, ulcer * pitfall),
        "recovery_factor": ratio(abs(summed), -float(depth.min()) if len(depth) else NAN),
    }


def months_and_years(months: "Values", years: "Values") -> dict[str, float]:
    """Return the best and worst month and year, and how many months won; fractions in, percent out."""
    losses = months[months < 0]
    moved = int((months != 0).sum())
    return {
        "best_month_pct": 100 * float(months.max()),
        "worst_month_pct": 100 * float(months.min()),
        "win_months_pct": 100 * ratio(int((months > 0).sum()), moved),
        "best_year_pct": 100 * float(years.max()),
        "worst_year_pct": 100 * float(years.min()),
        "gain_to_pain_months": ratio(float(months.sum()), -float(losses.sum())),
    }


def shape(values: "Values") -> tuple[float, float]:
    """Return skewness and excess kurtosis, corrected for the size of the sample (G1 and G2 of Joanes and Gill, 1998).

    >>> import numpy as np
    >>> [round(one, 6) for one in shape(np.array([1.0, 2.0, 3.0, 4.0, 10.0]))]
    [1.697056, 3.152]
    """
    n = len(values)
    if n < LEAST_FOR_SHAPE:
        return NAN, NAN
    away = values - values.mean()
    square = away * away
    second, third, fourth = float(square.sum()), dot(square, away), dot(square, square)
    if second <= 0:
        return NAN, NAN
    skew = n * math.sqrt(n - 1) / (n - 2) * third / second**1.5
    kurtosis = n * (n + 1) * (n - 1) / ((n - 2) * (n - 3)) * fourth / second**2 - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
    return skew, kurtosis


def normal_shortfall(average: float, swing: float) -> float:
    """Return the mean of the worst twentieth of a normal distribution: m - s phi(z) / 0.05, z its 5 % quantile."""
    return average - swing * _NORMAL.pdf(_NORMAL.inv_cdf(TAIL)) / TAIL


def _quantiles(returns: "Values") -> tuple[float, float, float, float]:
    """Return the quantiles at 5, 95, 1 and 99 percent, linear between two (definition 7 of Hyndman and Fan, 1996)."""
    import numpy as np

    if not len(returns):
        return NAN, NAN, NAN, NAN
    low, high, least, most = np.quantile(returns, [TAIL, 1 - TAIL, 0.01, 0.99]).tolist()
    return low, high, least, most
