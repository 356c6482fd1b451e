"""What mere holding would have been: the figures that a strategy is to beat, by the same definitions."""

import math
from typing import TYPE_CHECKING

from trading.backtest.report.account import CALENDAR_DAYS, DAYS_A_YEAR, WEEKS_A_YEAR, Curve, account_figures, returns_of
from trading.backtest.report.drawdowns import drawdowns_of
from trading.types import Timeframe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.report.report import Report

    Values = NDArray[np.float64]

KEYS = ("return_pct", "cagr_pct", "annual_return_pct", "annual_volatility_pct", "sharpe", "sortino", "calmar")


def hold_figures(report: "Report", worth: "Values") -> dict[str, float | None]:
    """Return the figures of an account that holds the benchmark from the warm-up on; None for what is not known.

    `worth` is its value at each bar, the first cash until then.
    """
    tested = report.tested
    first = min(tested.warmup, len(worth) - 1)
    deepest = float(drawdowns_of(worth, report.timeline).depth.min())
    at_ends = worth[report.ends.days] if tested.is_intraday else worth
    weekly = tested.past.traded.timeframe is Timeframe.WEEK_1
    periods = WEEKS_A_YEAR if weekly else DAYS_A_YEAR
    curve = Curve(
        equity=worth, returns=returns_of(at_ends), periods=periods, years=report.timeline.length / CALENDAR_DAYS
    )
    found = account_figures(curve, deepest)
    figures = {key: found[key] for key in KEYS} | {
        "max_drawdown_pct": 100 * deepest,
        "time_in_market_pct": 100 * (len(worth) - first) / len(worth),
    }
    return {key: value if math.isfinite(value) else None for key, value in figures.items()}
