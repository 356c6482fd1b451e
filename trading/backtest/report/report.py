"""The report of a run: every figure, and what is needed for its curves, lists and files."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trading.backtest.honesty.sample import Sample, sample_of_equity
from trading.backtest.report.account import (
    CALENDAR_DAYS,
    DAYS_A_YEAR,
    WEEKS_A_YEAR,
    Curve,
    account_figures,
    returns_of,
)
from trading.backtest.report.against import active_figures, explained_sharpe, market_figures
from trading.backtest.report.arithmetic import dot, ratio
from trading.backtest.report.cautions import cautions
from trading.backtest.report.drawdowns import drawdown_figures, drawdowns_of
from trading.backtest.report.ends import Ends, Timeline
from trading.backtest.report.returns import months_and_years, pain_figures, spread_figures
from trading.backtest.report.tested import Tested
from trading.backtest.report.trade_figures import trade_figures
from trading.types import Timeframe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a run. `figures` are those of DEFINITIONS by key, None where one is not known.

    `depth` is each bar's distance from the peak as a fraction, `months` and `years` the returns of the calendar's as
    fractions in the order of `ends`. `warnings` are sentences. `sample` is what a verdict on luck is made from.
    """

    tested: Tested
    figures: Mapping[str, float | None]
    depth: "Values"
    timeline: Timeline
    ends: Ends
    months: "Values"
    years: "Values"
    warnings: tuple[str, ...]
    sample: Sample

    def wire(self) -> dict[str, Any]:
        """Return it as plain JSON values, curves and lists cut to a bounded length."""
        from trading.backtest.report.wire import report_wire

        return report_wire(self)


def report_of(tested: Tested) -> Report:
    """Return the report of a run."""
    equity, panel = tested.played.equity, tested.past.traded
    timeline = Timeline(time=panel.time, is_intraday=tested.is_intraday)
    ends = timeline.ends()
    falls = drawdowns_of(equity, timeline)
    at_ends, held = (equity[ends.days], tested.held[ends.days]) if tested.is_intraday else (equity, tested.held)
    returns, theirs = returns_of(at_ends), returns_of(held)
    periods = WEEKS_A_YEAR if panel.timeframe is Timeframe.WEEK_1 else DAYS_A_YEAR
    curve = Curve(equity=equity, returns=returns, periods=periods, years=timeline.length / CALENDAR_DAYS)
    months, years = _calendar(equity, ends.months), _calendar(equity, ends.years)
    figures = account_figures(curve, float(falls.depth.min())) | drawdown_figures(falls)
    figures |= market_figures(at_ends, held, _first(ends, tested)) | active_figures(returns, theirs, periods)
    figures |= spread_figures(returns) | months_and_years(months, years)
    figures |= pain_figures(returns, falls.depth[ends.days[1:]], figures["return_pct"] / 100)
    figures |= trade_figures(tested.played.trades, timeline) | _activity(tested, curve.years)
    explained = explained_sharpe(returns, theirs, len(equity) - 1)
    if tested.benchmark is not None:
        # holding what was traded is no merit either, whatever the benchmark is
        own = returns_of(tested.own[ends.days] if tested.is_intraday else tested.own)
        explained = max(explained, explained_sharpe(returns, own, len(equity) - 1))
    return Report(
        tested=tested,
        figures={key: value if math.isfinite(value) else None for key, value in figures.items()},
        depth=falls.depth,
        timeline=timeline,
        ends=ends,
        months=months,
        years=years,
        warnings=cautions(tested),
        sample=sample_of_equity(equity, explained),
    )


def _calendar(equity: "Values", ends: "NDArray[np.int64]") -> "Values":
    """Return the returns of the stretches that end at these bars, the first one from the first bar on."""
    import numpy as np

    return returns_of(np.concatenate([equity[:1], equity[ends]]))


def _first(ends: Ends, tested: Tested) -> int:
    """Return the first day on which the strategy could decide, by its place among the days."""
    import numpy as np

    return min(int(np.searchsorted(ends.days, tested.warmup)), len(ends.days) - 1)


def _activity(tested: Tested, years: float) -> dict[str, float]:
    import numpy as np

    played = tested.played
    traded = dot(np.abs(played.fills.qty), played.fills.price)
    return {
        "commissions": float(played.fills.fee.sum()),
        "time_in_market_pct": 100 * int(np.count_nonzero(played.gross)) / len(played.gross),
        "turnover_a_year": ratio(traded / 2, float(played.equity.mean()) * years),
    }
