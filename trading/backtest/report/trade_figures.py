"""Figures of the round trips."""

import math
from typing import TYPE_CHECKING

from trading.backtest.played import Trades
from trading.backtest.report.arithmetic import NAN, deviation, geometric_mean, longest_run, mean, ratio
from trading.backtest.report.ends import Timeline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def trade_figures(trades: Trades, timeline: Timeline) -> dict[str, float]:
    """Return the figures of all round trips; an open one counts as if it ended at the last close."""
    import numpy as np

    count, last = len(trades.pnl), len(timeline) - 1
    is_open = trades.exit_bar < 0
    exits = np.where(is_open, last, trades.exit_bar)
    lengths = timeline.days(trades.entry_bar, exits)
    gains, pnl = trades.return_, trades.pnl
    up, down = gains[gains > 0], gains[gains < 0]
    won = ratio(int((pnl > 0).sum()), count)
    odds = ratio(mean(pnl[pnl > 0]), -mean(pnl[pnl < 0]))
    order = np.argsort(exits, kind="stable")
    return {
        "trades": float(count),
        "open_trades": float(is_open.sum()),
        "win_rate_pct": 100 * won,
        "best_trade_pct": 100 * float(gains.max()) if count else NAN,
        "worst_trade_pct": 100 * float(gains.min()) if count else NAN,
        "avg_trade_pct": 100 * geometric_mean(gains),
        "avg_win_pct": 100 * mean(up),
        "avg_loss_pct": 100 * mean(down),
        "max_trade_days": float(lengths.max()) if count else NAN,
        "avg_trade_days": mean(lengths),
        "profit_factor": ratio(float(up.sum()), -float(down.sum())),
        "expectancy_pct": 100 * mean(gains),
        "expectancy_usd": mean(pnl),
        "sqn": math.sqrt(count) * ratio(mean(pnl), deviation(pnl)),
        "kelly": won - ratio(1 - won, odds),
        "consecutive_wins": float(longest_run(pnl[order] > 0)),
        "consecutive_losses": float(longest_run(pnl[order] <= 0)),
        "exposure_time_pct": 100 * _covered(trades.entry_bar, exits) / len(timeline),
    }


def _covered(entries: "NDArray[np.int64]", exits: "NDArray[np.int64]") -> int:
    """Return how many bars lie in at least one round trip, its first and last bar included."""
    import numpy as np

    order = np.argsort(entries, kind="stable")
    begin, end = entries[order], np.maximum.accumulate(exits[order])
    before = np.concatenate([[-1], end[:-1]])
    return int(np.maximum(end - np.maximum(begin - 1, before), 0).sum())
