"""A walk-forward: the numbers are chosen on a window, played on the bars after it, and chosen again."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.combinations import Combinations, Params, combinations_of
from trading.backtest.optimise.luck import overfit, packed
from trading.backtest.optimise.pace import Pace, Watch
from trading.backtest.optimise.pieces import Piece, chained, cut
from trading.backtest.optimise.quest import Quest, search_of
from trading.backtest.optimise.reporting import asked_wire, report_between, span_wire
from trading.backtest.optimise.scores import scores_of
from trading.backtest.optimise.windows import pieces_of
from trading.backtest.optimise.words import of_efficiency, of_overfitting, of_stability
from trading.backtest.played import Played
from trading.errors import FixInput
from trading.strategies.base import Plan, StrategyKind
from trading.types import Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.apart.job import Job
    from trading.backtest.report import Report

    Values = NDArray[np.float64]

MOST_TRIALS = 50_000
"""Combinations times windows."""
CARRIED = (
    "One account goes through all pieces. Where the numbers change, it moves at the next open to what the new numbers "
    "would hold by then; what they hold already is kept."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window with what was chosen in it. `is_known` is False where nothing traded and the last choice was kept."""

    piece: Piece
    params: Params
    is_known: bool
    inside: Mapping[str, float | None]
    plan: Plan


def walked_of(job: "Job", kind: StrategyKind) -> tuple[Combinations, tuple[Piece, ...]]:
    """Return what will be tried and the pieces: all that can be wrong with a walk-forward, before it is begun."""
    search = search_of(job.request)
    pieces = pieces_of(len(job.past.traded), search.windows)
    shortest = min(piece.first - piece.begins for piece in pieces)
    found = combinations_of(kind, job.request.strategy.params, search).fitting(shortest)
    trials = len(found.params) * len(pieces)
    if trials > MOST_TRIALS:
        raise FixInput(
            f"{len(found.params):,} combinations in {len(pieces)} windows are {trials:,} trials and {MOST_TRIALS:,} is "
            f"the most; choose larger steps or fewer windows"
        )
    return found, pieces


def walk_forward(job: "Job", kind: StrategyKind, watch: Watch) -> Mapping[str, Any]:
    """Return the report of the pieces that follow each other as one account, and `walk_forward` with each window.

    Raises FixInput for a walk that cannot be made, Stop.
    """
    combinations, pieces = walked_of(job, kind)
    bars = len(job.past.traded)
    # each window is played, and the whole once more to say how likely the choice is luck
    work = len(combinations.params) * (sum(piece.first - piece.begins for piece in pieces) + bars)
    quest = Quest(job=job, kind=kind, combinations=combinations, pace=Pace(work, watch))
    windows: list[Window] = []
    for piece in pieces:
        windows.append(_window(quest, piece, windows[-1].params if windows else combinations.params[0]))
    played = _played(quest, windows)
    whole = quest.tried(0, bars)
    report = report_between(job, played, Piece(0, pieces[0].first - 1, bars))
    stability, chance = _stability(quest.search, windows), overfit(whole)
    return {
        **report.wire(),
        "trials": packed(whole, 0, bars),
        "walk_forward": asked_wire(quest)
        | {
            "windows": quest.search.windows.kind.value,
            "out_of_sample": span_wire(job.past, pieces[0].first, bars),
            "rows": [_line(job, window, played, pieces[0].first) for window in windows],
            "carried": CARRIED,
            "stability": stability,
            "overfitting": chance,
        }
        | _efficiency(report, windows, stability, chance),
    }


def _window(quest: Quest, piece: Piece, kept: Params) -> Window:
    """Choose by the bars of a window alone, and plan the piece after it."""
    import numpy as np

    objective = quest.search.objective
    tried = quest.tried(piece.begins, piece.first)
    best = int(tried.order(objective)[0])
    is_known = bool(np.isfinite(tried.scores.objective(objective)[best]))
    if not is_known:
        best = quest.combinations.params.index(kept)
    _, plan = quest.entered(tried.params[best], piece)
    return Window(piece=piece, params=tried.params[best], is_known=is_known, inside=tried.scores.row(best), plan=plan)


def _played(quest: Quest, windows: Sequence[Window]) -> Played:
    """Play the pieces one after the other in one account, from the close before the first one on."""
    from trading.backtest.engine import simulate

    past = cut(quest.past, windows[0].piece.first - 1, windows[-1].piece.end)
    return simulate(past, chained([window.plan for window in windows]), quest.terms)


def _line(job: "Job", window: Window, played: Played, begins: int) -> dict[str, Any]:
    """Return a window as plain JSON values; out of sample from the close before its piece to its last close."""
    from trading.backtest.batch import summed_up

    piece = window.piece
    stretch = cut(job.past, piece.first - 1, piece.end)
    equity = played.equity[piece.first - begins : piece.end - begins + 1]
    entries = played.trades.entry_bar + begins - 1
    trades = int(((entries >= piece.first) & (entries < piece.end)).sum())
    return {
        "params": dict(window.params),
        "is_known": window.is_known,
        "in": span_wire(job.past, piece.begins, piece.first),
        "out": span_wire(job.past, piece.first, piece.end),
        "in_sample": dict(window.inside),
        "out_of_sample": scores_of(stretch, summed_up(stretch, equity, trades)).row(0),
    }


def _stability(search: Search, windows: Sequence[Window]) -> dict[str, Any]:
    """Return for each number that was sought what was chosen window by window, and how often it changed."""
    chosen = {name: [window.params[name] for window in windows] for name in search.ranges}
    return {
        name: {
            "values": values,
            "least": min(values),
            "most": max(values),
            "changes": sum(one != other for one, other in itertools.pairwise(values)),
        }
        for name, values in chosen.items()
    }


def _efficiency(
    report: "Report", windows: Sequence[Window], stability: Mapping[str, Any], chance: float | None
) -> dict[str, Any]:
    """Return the yearly return outside over the mean one inside, None where that is not above 0, and what it says.

    Pardo, The Evaluation and Optimization of Trading Strategies, 2nd ed. 2008: walk-forward efficiency.
    """
    known = [value for window in windows if (value := window.inside["annual_return_pct"]) is not None]
    inside = sum(known) / len(known) if known else None
    outside = report.figures["annual_return_pct"]
    share = outside / inside if inside is not None and inside > 0 and outside is not None else None
    changes = {name: each["changes"] for name, each in stability.items()}
    said = [of_efficiency(inside, outside, share), of_stability(changes, len(windows)), of_overfitting(chance)]
    return {
        "in_sample_annual_pct": inside,
        "out_of_sample_annual_pct": outside,
        "efficiency": share,
        "says": [each for each in said if each],
    }
