"""What a search must hold to before it is run: its ranges, its windows and the bars that there are."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.combinations import combinations_of
from trading.backtest.optimise.quest import search_of
from trading.backtest.optimise.search import split_of, tried_of
from trading.backtest.optimise.walk_forward import walked_of
from trading.backtest.optimise.windows import pieces_of
from trading.strategies.base import StrategyKind
from trading.types import BacktestKind, Search, StrategyRef

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job


def one_tried(ref: StrategyRef, kind: StrategyKind, search: Search) -> StrategyRef:
    """Return the strategy with the first numbers that its search tries: those of the request may need a range to fit.

    Raises FixInput for ranges that cannot be searched.
    """
    return replace(ref, params=combinations_of(kind, ref.params, search).params[0])


def picked_of(report: Mapping[str, Any]) -> tuple[Mapping[str, float], ...]:
    """Return the numbers that a search has found: the best, or those of each window; none of a plain report."""
    if "search" in report:
        return (report["search"]["best"]["params"],)
    return tuple(row["params"] for row in report["walk_forward"]["rows"]) if "walk_forward" in report else ()


def check_search(job: "Job", kind: StrategyKind | None) -> None:
    """Raise FixInput for whatever is wrong with a search; `kind` is None for a file, whose numbers it tells later."""
    search = search_of(job.request)
    is_walk = job.kind is BacktestKind.WALK_FORWARD
    if kind is None:
        _ = pieces_of(len(job.past.traded), search.windows) if is_walk else split_of(job.past, search)
    elif is_walk:
        walked_of(job, kind)
    else:
        tried_of(job, kind)
