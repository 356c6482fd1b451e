"""The parts of a search's report that an optimisation and a walk-forward share."""

from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.pieces import Piece, cut
from trading.backtest.optimise.quest import Quest
from trading.backtest.past import Past
from trading.backtest.played import Played

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job
    from trading.backtest.report import Report


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


def asked_wire(quest: Quest) -> dict[str, Any]:
    """Return what was asked, and how many combinations that made, as plain JSON values."""
    return {
        "method": quest.search.method.value,
        "objective": quest.search.objective.value,
        "combinations": len(quest.combinations.params),
        "left_out": quest.combinations.left_out,
        "left_out_because": quest.combinations.because,
    }


def span_wire(past: Past, first: int, end: int) -> dict[str, Any]:
    """Return a stretch of bars as plain JSON values: its first and last time, and how many."""
    from trading.backtest.report.wire import times_of

    begin, last = times_of(past.traded.time[[first, end - 1]])
    return {"start": begin, "end": last, "bars": end - first}
