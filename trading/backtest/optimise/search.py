"""A search: combinations are tried on the older bars, and the best is played on the newer ones, which it never saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.combinations import Combinations, Params, combinations_of
from trading.backtest.optimise.heat import heat_of
from trading.backtest.optimise.luck import overfit, packed
from trading.backtest.optimise.neighbours import neighbours_of
from trading.backtest.optimise.pace import Pace, Watch
from trading.backtest.optimise.pieces import Piece, cut
from trading.backtest.optimise.quest import Quest, search_of
from trading.backtest.optimise.reporting import asked_wire, report_between, span_wire
from trading.backtest.optimise.rows import Figures, rank_correlation, rows_of, scores_outside
from trading.backtest.optimise.trying import Tried
from trading.backtest.optimise.words import of_both_sides, of_order, of_overfitting
from trading.backtest.past import Past
from trading.backtest.played import Played
from trading.errors import FixInput
from trading.strategies.base import StrategyKind
from trading.types import Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.apart.job import Job

LEAST_BARS = 20
"""What is searched, and what is held out, has at least so many bars."""
HELD_OUT_PCT = (5.0, 70.0)
FIRST, SPREAD = 10, 90
"""How many of the best are played outside, and how many of the rest, evenly down to the worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One combination on both sides: played where it was searched, and on the bars after."""

    params: Params
    inside: Played
    outside: Played


def split_of(past: Past, search: Search) -> int:
    """Return the first bar that is held out. Raises FixInput where either side would be too short."""
    least, most = HELD_OUT_PCT
    if not least <= search.held_out_pct <= most:
        raise FixInput(f"held_out_pct {search.held_out_pct:g} is not from {least:g} to {most:g}; choose one inside")
    bars = len(past.traded)
    split = bars - round(bars * search.held_out_pct / 100)
    if min(split, bars - split) < LEAST_BARS:
        raise FixInput(
            f"{bars} bars leave {split} to search and {bars - split} to hold out, and each needs {LEAST_BARS}; "
            f"choose an earlier start, or another held_out_pct"
        )
    return split


def tried_of(job: "Job", kind: StrategyKind) -> tuple[Combinations, int]:
    """Return what a search will try and the first bar held out: all that can be wrong with it, before it is begun."""
    search = search_of(job.request)
    split = split_of(job.past, search)
    return combinations_of(kind, job.request.strategy.params, search).fitting(split), split


def optimise(job: "Job", kind: StrategyKind, watch: Watch) -> Mapping[str, Any]:
    """Return the report of the best combination on the bars held out, and `search` with how it was found.

    Raises FixInput for a search that cannot be made, Stop.
    """
    combinations, split = tried_of(job, kind)
    pace = Pace(len(combinations.params) * split, watch)
    quest = Quest(job=job, kind=kind, combinations=combinations, pace=pace)
    tried = quest.tried(0, split)
    order = tried.order(quest.search.objective)
    best = int(order[0])
    _check_known(tried, best, quest.search)
    both = {place: _both(quest, tried.params[place], split) for place in _shown_outside(tried, quest.search, order)}
    outside = scores_outside(job.past, {place: one.outside for place, one in both.items()})
    inside, after = _sides(quest, both[best], split)
    return {
        **after["report"],
        "trials": packed(tried, 0, split),
        "search": asked_wire(quest)
        | {
            "held_out_pct": quest.search.held_out_pct,
            "in_sample": span_wire(job.past, 0, split),
            "out_of_sample": span_wire(job.past, split, quest.bars),
            "best": {
                "params": dict(tried.params[best]),
                "in_sample": inside["figures"],
                "out_of_sample": after["figures"],
                "in_sample_curve": inside["report"]["equity_curve"],
            },
            "sample": inside["report"]["sample"],
        }
        | _shown(quest, tried, order, outside),
    }


def _shown(quest: Quest, tried: Tried, order: "NDArray[np.int64]", outside: Mapping[int, Figures]) -> dict[str, Any]:
    """Return the table, the picture and the sentences of a search."""
    search, best = quest.search, int(order[0])
    name = search.objective.value
    rows = rows_of(tried, order, outside)
    neighbours = neighbours_of(tried, best, search, quest.combinations.values)
    correlation = rank_correlation(rows, search.objective)
    chance = overfit(tried)
    said = [
        of_both_sides(search.objective, tried.scores.row(best)[name], outside[best][name]),
        neighbours.says,
        of_order(correlation, len(outside)),
        of_overfitting(chance),
    ]
    return {
        "rows": rows,
        "heat": heat_of(tried, outside, search, quest.combinations.values),
        "neighbours": neighbours.wire(),
        "overfitting": chance,
        "rank_correlation": correlation,
        "says": [each for each in said if each],
    }


def _check_known(tried: Tried, best: int, search: Search) -> None:
    """Raise FixInput where no combination has what is sought."""
    import numpy as np

    if not np.isfinite(tried.scores.objective(search.objective)[best]):
        raise FixInput(
            f"none of the {len(tried.params)} combinations has a {search.objective.value} on the bars that are "
            f"searched, for none traded; widen the ranges, or choose an earlier start"
        )


def _shown_outside(tried: Tried, search: Search, order: "NDArray[np.int64]") -> list[int]:
    """Return which combinations are played outside as well: the first, and some of the rest."""
    import numpy as np

    known = order[np.isfinite(tried.scores.objective(search.objective)[order])]
    rest = known[FIRST:]
    spread = np.unique(np.linspace(0, max(0, len(rest) - 1), min(SPREAD, len(rest))).astype(int))
    return [int(place) for place in (*known[:FIRST], *rest[spread])]


def _both(quest: Quest, params: Params, split: int) -> Both:
    from trading.backtest.engine import simulate

    before, plan = quest.entered(params, Piece(0, split, quest.bars))
    after = simulate(cut(quest.past, split - 1, quest.bars), plan, quest.terms)
    return Both(params=params, inside=before, outside=after)


def _sides(quest: Quest, both: Both, split: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the report and its figures on either side."""
    from trading.backtest.report.wire import figures_wire

    needed = quest.kind.build(both.params).bars_needed
    inside = report_between(quest.job, both.inside, Piece(0, 0, split), warmup=needed)
    outside = report_between(quest.job, both.outside, Piece(0, split - 1, quest.bars))
    first, second = ({"report": report.wire(), "figures": figures_wire(report)} for report in (inside, outside))
    return first, second
