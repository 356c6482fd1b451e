"""A search: combinations are tried on the older bars, and the best is played on the newer ones, which it never saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.combinations import Combinations, Params, combinations_of
from trading.backtest.optimise.heat import heat_of
from trading.backtest.optimise.luck import overfit, packed
from trading.backtest.optimise.neighbours import neighbours_of
from trading.backtest.optimise.pace import Pace, Watch
from trading.backtest.optimise.pieces import Piece, cut, entering
from trading.backtest.optimise.scores import scores_of
from trading.backtest.optimise.trying import Tried, try_all
from trading.backtest.past import Past
from trading.backtest.played import Played
from trading.errors import FixInput
from trading.strategies.base import StrategyKind
from trading.types import BacktestRequest, Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.apart.job import Job
    from trading.backtest.report import Report

    Values = NDArray[np.float64]

LEAST_BARS = 20
"""What is searched, and what is held out, has at least so many bars."""
HELD_OUT_PCT = (5.0, 70.0)
FIRST, SPREAD = 10, 20
"""How many of the best are played outside, and how many of the rest, evenly from the second best to the worst."""
MOST_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One combination on both sides: played where it was searched, and on the bars after."""

    inside: Played
    outside: Played


def search_of(request: BacktestRequest) -> Search:
    """Return what a request searches. Raises FixInput for none, and for a share to hold out that leaves too little."""
    search, (least, most) = request.search, HELD_OUT_PCT
    if search is None:
        raise FixInput("there is nothing to search; give `search` with a range for at least one parameter")
    if not least <= search.held_out_pct <= most:
        raise FixInput(f"held_out_pct {search.held_out_pct:g} is not from {least:g} to {most:g}; choose one inside")
    return search


def split_of(past: Past, search: Search) -> int:
    """Return the first bar that is held out. Raises FixInput where either side would be too short."""
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
    search, terms = search_of(job.request), job.request.terms
    inside = cut(job.past, 0, split)
    pace = Pace(len(combinations.params), watch)
    tried = try_all(inside, kind, combinations.params, terms, pace.step)
    order = tried.order(search.objective)
    best = int(order[0])
    check_known(tried, best, search)
    outside = {place: _both(job, kind, tried.params[place], split) for place in _shown_outside(tried, search, order)}
    reports = _reports(job, kind, tried.params[best], outside[best], split)
    rows = [_row(job, tried, rank, place, outside) for rank, place in enumerate(order[:MOST_ROWS].tolist(), 1)]
    rows += [
        _row(job, tried, rank, place, outside)
        for rank, place in enumerate(order.tolist(), 1)
        if rank > MOST_ROWS and place in outside
    ]
    return {
        **reports[1].wire(),
        "trials": packed(tried, 0, split),
        "search": asked_wire(search, combinations)
        | {
            "best": _best(tried.params[best], reports),
            "in_sample": span_wire(job.past, 0, split),
            "out_of_sample": span_wire(job.past, split, len(job.past.traded)),
            "rows": rows,
            "heat": heat_of(tried, search, combinations.values),
            "neighbours": neighbours_of(tried, best, search, combinations.values).wire(),
            "overfitting": overfit(tried),
            "rank_correlation": _rank_correlation(rows, search),
            "sample": reports[0].sample.wire(),
        },
    }


def check_known(tried: Tried, best: int, search: Search) -> None:
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


def _both(job: "Job", kind: StrategyKind, params: Params, split: int) -> Both:
    from trading.backtest.engine import simulate

    strategy, past, terms = kind.build(params), job.past, job.request.terms
    inside = cut(past, 0, split)
    before = simulate(inside, strategy.plan(inside.seen), terms)
    plan = entering(past, strategy, Piece(0, split, len(past.traded)), before)
    return Both(inside=before, outside=simulate(cut(past, split - 1, len(past.traded)), plan, terms))


def _reports(job: "Job", kind: StrategyKind, params: Params, both: Both, split: int) -> "tuple[Report, Report]":
    needed = kind.build(params).bars_needed
    return (
        report_between(job, both.inside, Piece(0, 0, split), warmup=needed),
        report_between(job, both.outside, Piece(0, split - 1, len(job.past.traded))),
    )


def report_between(job: "Job", played: Played, piece: Piece, *, warmup: int = 0) -> "Report":
    """Return the report of what was played from the first bar of a piece on."""
    from trading.backtest.report import Tested, report_of

    return report_of(
        Tested(
            past=cut(job.past, piece.first, piece.end),
            played=played,
            terms=job.request.terms,
            title=job.title,
            benchmark=None if job.benchmark is None else job.benchmark[piece.first : piece.end],
            benchmark_name=job.request.benchmark or "",
            warmup=warmup,
        )
    )


def asked_wire(search: Search, combinations: Combinations) -> dict[str, Any]:
    """Return what was asked of a search, and how many combinations that made, as plain JSON values."""
    return {
        "method": search.method.value,
        "objective": search.objective.value,
        "held_out_pct": search.held_out_pct,
        "combinations": len(combinations.params),
        "left_out": combinations.left_out,
        "left_out_because": combinations.because,
    }


def _best(params: Params, reports: "tuple[Report, Report]") -> dict[str, Any]:
    from trading.backtest.report.wire import curve_rows, figures_wire

    inside, outside = reports
    return {
        "params": dict(params),
        "in_sample": figures_wire(inside),
        "out_of_sample": figures_wire(outside),
        "in_sample_curve": curve_rows(inside),
    }


def _row(job: "Job", tried: Tried, rank: int, place: int, outside: Mapping[int, Both]) -> dict[str, Any]:
    played = outside.get(place)
    return {
        "rank": rank,
        "params": dict(tried.params[place]),
        "in_sample": tried.scores.row(place),
        "out_of_sample": None if played is None else _row_outside(job.past, played.outside),
    }


def _row_outside(past: Past, played: Played) -> dict[str, float | None]:
    from trading.backtest.batch import summed_up

    newest = cut(past, len(past.traded) - len(played.equity), len(past.traded))
    return scores_of(newest, summed_up(newest, played.equity, len(played.trades.pnl))).row(0)


def span_wire(past: Past, first: int, end: int) -> dict[str, Any]:
    """Return a stretch of bars as plain JSON values: its first and last time, and how many."""
    from trading.backtest.report.wire import times_of

    begin, last = times_of(past.traded.time[[first, end - 1]])
    return {"start": begin, "end": last, "bars": end - first}


def _rank_correlation(rows: list[dict[str, Any]], search: Search) -> float | None:
    """Return Spearman's rank correlation of the objective inside and outside over what was played on both sides."""
    import numpy as np

    name = search.objective.value
    pairs = [
        (row["in_sample"][name], row["out_of_sample"][name])
        for row in rows
        if row["out_of_sample"] is not None and None not in (row["in_sample"][name], row["out_of_sample"][name])
    ]
    if len(pairs) < 3:
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
