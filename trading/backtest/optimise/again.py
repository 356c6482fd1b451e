"""What a search has reported, played again from the numbers that it found, without searching for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trading.backtest.optimise.combinations import Combinations, Params
from trading.backtest.optimise.pace import Pace, Watch
from trading.backtest.optimise.pieces import Piece, chained, cut
from trading.backtest.optimise.quest import Quest, search_of
from trading.backtest.optimise.reporting import report_between
from trading.backtest.optimise.search import split_of
from trading.backtest.optimise.windows import pieces_of
from trading.strategies.base import StrategyKind
from trading.types import BacktestKind

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job
    from trading.backtest.report import Report


def played_again(job: "Job", kind: StrategyKind, picked: Sequence[Params]) -> "Report":
    """Return the report of a search: of its best on the bars held out, or of all its pieces as one account.

    Raises ValueError where the numbers are not one set for each piece.
    """
    from trading.backtest.engine import simulate

    bars, search = len(job.past.traded), search_of(job.request)
    if job.kind is BacktestKind.OPTIMISE:
        pieces: Sequence[Piece] = (Piece(0, split_of(job.past, search), bars),)
    else:
        pieces = pieces_of(bars, search.windows)
    found = Combinations(params=tuple(picked), values={}, needed=(), left_out=0, because=None)
    quest = Quest(job=job, kind=kind, combinations=found, pace=Pace(1, Watch()))
    plans = [quest.entered(params, piece)[1] for params, piece in zip(picked, pieces, strict=True)]
    whole = Piece(0, pieces[0].first - 1, bars)
    return report_between(job, simulate(cut(job.past, whole.first, bars), chained(plans), quest.terms), whole)
