"""Figures beside a benchmark that was held meanwhile."""

import math
from typing import TYPE_CHECKING

from trading.backtest.report.arithmetic import NAN, deviation, dot, ratio

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def market_figures(equity: "Values", held: "Values", first: int) -> dict[str, float]:
    """Return alpha and beta of log returns bar by bar, and what holding earned from a bar on.

    `held` is the benchmark's value at each bar, NaN before it begins.
    """
    import numpy as np

    begun = first + int(np.argmax(np.isfinite(held[first:])))
    holding = ratio(float(held[-1] - held[begun]), float(held[begun]))
    earned = float(equity[-1] / equity[0]) - 1
    slope = NAN
    if float(equity.min()) > 0:
        ours, theirs = _logs(equity), _logs(held)
        known = np.isfinite(theirs)
        if not known.all():
            ours, theirs = ours[known], theirs[known]
        away = theirs - theirs.mean() if len(theirs) else theirs
        slope = ratio(dot(away, ours), dot(away, away))
    return {"buy_and_hold_return_pct": 100 * holding, "beta": slope, "alpha_pct": 100 * (earned - slope * holding)}


def active_figures(returns: "Values", theirs: "Values", periods: int) -> dict[str, float]:
    """Return the figures of the returns of a period beside the benchmark's on the same periods."""
    import numpy as np

    known = np.isfinite(theirs)
    ours, market = returns[known], theirs[known]
    more = ours - market
    spread, own, other = deviation(more), deviation(ours), deviation(market)
    together = dot(ours - ours.mean(), market - market.mean()) / (len(ours) - 1) if len(ours) > 1 else NAN
    slope = ratio(together, other * other)
    correlation = ratio(together, own * other)
    return {
        "information_ratio": ratio(float(more.mean()), spread) if len(more) else NAN,
        "tracking_error_pct": 100 * spread * math.sqrt(periods),
        "correlation": correlation,
        "r_squared": correlation * correlation,
        "jensen_alpha_pct": 100 * periods * (float(ours.mean()) - slope * float(market.mean())) if len(ours) else NAN,
        "treynor": ratio(float(np.prod(1 + returns)) - 1, slope),
    }


def explained_sharpe(returns: "Values", theirs: "Values", bars: int) -> float:
    """Return how much Sharpe ratio of a bar mere holding would give at that correlation, never below 0.

    A share of beta in the benchmark has this Sharpe ratio, whatever beta is: the correlation times the benchmark's. The
    returns are of periods, of which `bars` may hold more.
    """
    import numpy as np

    known = np.isfinite(theirs)
    ours, market = returns[known], theirs[known]
    own, other = deviation(ours), deviation(market)
    if not own > 0 or not other > 0:
        return 0.0
    together = dot(ours - ours.mean(), market - market.mean()) / (len(ours) - 1)
    found = together / (own * other) * float(market.mean()) / other * math.sqrt(len(market) / bars)
    return max(0.0, found) if math.isfinite(found) else 0.0


def _logs(values: "Values") -> "Values":
    import numpy as np

    return np.diff(np.log(values))
