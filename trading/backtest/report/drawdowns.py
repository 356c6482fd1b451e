"""Falls from a peak: how deep, how long, how much of the time."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.backtest.report.arithmetic import NAN, mean
from trading.backtest.report.ends import Timeline
from trading.compiled import kernel, way

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


STRETCH = 1_024
"""So many bars at a time stay in the processor's nearest cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawdowns:
    """`depth` is each bar's distance from the peak so far as a fraction, 0 or negative.

    A spell is a fall from one peak to the bar that is back at it, or to the last bar: `begins` and `ends` are the
    bars, `deepest` its lowest depth, `days` its length.
    """

    depth: "Values"
    begins: "NDArray[np.int64]"
    ends: "NDArray[np.int64]"
    deepest: "Values"
    days: "Values"


def drawdowns_of(equity: "Values", timeline: Timeline) -> Drawdowns:
    """Return the falls of an equity."""
    import numpy as np

    depth = _depth(equity)
    at_peak = np.flatnonzero(depth == 0)
    if at_peak[-1] != len(depth) - 1:
        at_peak = np.append(at_peak, len(depth) - 1)
    long = np.flatnonzero(np.diff(at_peak) > 1)
    begins, ends = at_peak[long], at_peak[long + 1]
    between = np.column_stack([begins, ends]).ravel()
    # the last bar is its own end: reduceat takes half-open ranges and no index past the array
    deepest = np.minimum.reduceat(depth, between)[::2] if len(begins) else np.empty(0)
    if len(begins):
        deepest = np.minimum(deepest, depth[ends])
    return Drawdowns(depth=depth, begins=begins, ends=ends, deepest=deepest, days=timeline.days(begins, ends))


def _depth(equity: "Values") -> "Values":
    """Return each bar's distance from the peak so far; the same bits compiled and by numpy."""
    import numpy as np

    fast = way(_fill_depth, len(equity))
    if fast is not _fill_depth:
        depth = np.empty_like(equity)
        fast(equity, depth)
        return depth
    return np.asarray(equity / np.maximum.accumulate(equity) - 1)


@kernel
def _fill_depth(equity: "Values", depth: "Values") -> None:
    peak = equity[0]
    for begin in range(0, len(equity), STRETCH):
        worth, fall = equity[begin : begin + STRETCH], depth[begin : begin + STRETCH]
        for bar in range(len(worth)):
            peak = max(peak, worth[bar])
            fall[bar] = peak
        for bar in range(len(worth)):  # a loop of its own, so that many are divided at once
            fall[bar] = worth[bar] / fall[bar] - 1


def drawdown_figures(found: Drawdowns) -> dict[str, float]:
    """Return the figures of depth and length; lengths in days, depths in percent, negative."""
    return {
        "max_drawdown_pct": 100 * float(found.depth.min()),
        "avg_drawdown_pct": 100 * mean(found.deepest),
        "max_drawdown_days": float(found.days.max()) if len(found.days) else NAN,
        "avg_drawdown_days": mean(found.days),
        "drawdowns": float(len(found.deepest)),
    }
