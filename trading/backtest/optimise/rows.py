"""The table of a search: each combination where it was searched, and some of them on the bars held out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.pieces import cut
from trading.backtest.optimise.scores import scores_of
from trading.backtest.optimise.trying import Tried
from trading.backtest.past import Past
from trading.backtest.played import Played
from trading.types import Objective

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

MOST_ROWS = 500
LEAST_PAIRS = 3
Figures = Mapping[str, float | None]


def scores_outside(past: Past, outside: Mapping[int, Played]) -> dict[int, Figures]:
    """Return the figures of what was played on the newest bars of a past, by the place of the combination."""
    from trading.backtest.batch import summed_up

    bars = len(past.traded)
    newest = {count: cut(past, bars - count, bars) for count in {len(each.equity) for each in outside.values()}}
    found: dict[int, Figures] = {}
    for place, played in outside.items():
        stretch = newest[len(played.equity)]
        found[place] = scores_of(stretch, summed_up(stretch, played.equity, len(played.trades.pnl))).row(0)
    return found


def rows_of(tried: Tried, order: "NDArray[np.int64]", outside: Mapping[int, Figures]) -> list[dict[str, Any]]:
    """Return the first 500 combinations from the best on, and every one after them that was played outside."""
    return [
        {
            "rank": rank,
            "params": dict(tried.params[place]),
            "in_sample": tried.scores.row(place),
            "out_of_sample": outside.get(place),
        }
        for rank, place in enumerate(order.tolist(), 1)
        if rank <= MOST_ROWS or place in outside
    ]


def rank_correlation(rows: list[dict[str, Any]], objective: Objective) -> float | None:
    """Return Spearman's rank correlation of the objective inside and outside over what was played on both sides.

    None for fewer than three, or where one side does not differ.
    """
    import numpy as np

    name = objective.value
    both = [(row["in_sample"][name], row["out_of_sample"][name]) for row in rows if row["out_of_sample"] is not None]
    pairs = [pair for pair in both if None not in pair]
    if len(pairs) < LEAST_PAIRS:
        return None
    ranks = np.array([_ranks(np.array(side)) for side in zip(*pairs, strict=True)])
    if (ranks.std(axis=1) == 0).any():
        return None
    return float(np.corrcoef(ranks)[0, 1])


def _ranks(values: "Values") -> "Values":
    """Return the rank of each value, equal ones their mean rank."""
    import numpy as np

    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[inverse])
