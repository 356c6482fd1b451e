"""One run from the past to its report, in whichever process it happens."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trading.errors import NoData

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job
    from trading.backtest.past import Past
    from trading.backtest.report import Report
    from trading.strategies.base import Strategy


def run(job: "Job", strategy: "Strategy") -> Mapping[str, Any]:
    """Return the report of a job by its strategy, as plain JSON values. Raises NoData for too few bars."""
    return reported(job, strategy).wire()


def reported(job: "Job", strategy: "Strategy") -> "Report":
    """Return the report of a job by its strategy, with every bar and trade. Raises NoData for too few bars."""
    from trading.backtest.engine import simulate
    from trading.backtest.report import Tested, report_of

    past, terms = job.past, job.request.terms
    enough_bars(past, strategy)
    tested = Tested(
        past=past,
        played=simulate(past, strategy.plan(past.seen), terms),
        terms=terms,
        title=job.title,
        benchmark=job.benchmark,
        benchmark_name=job.request.benchmark or "",
        warmup=strategy.bars_needed,
    )
    return report_of(tested)


def searched(past: "Past", strategy: "Strategy", *, cuts: int = 40) -> str | None:
    """Return the sentence that tells of a look into the future, None where none was found."""
    from trading.backtest.lookahead import find_look_ahead

    enough_bars(past, strategy)
    found = find_look_ahead(strategy, past, cuts=cuts)
    return None if found is None else found.sentence


def newest_of(past: "Past", bars: int) -> "Past":
    """Return the newest bars of a past without its events, to try a strategy on."""
    from trading.backtest.past import Past

    panel = past.seen
    names = ("time", "open", "high", "low", "close", "volume")
    seen = replace(panel, **{name: getattr(panel, name)[-bars:] for name in names})
    return Past(seen=seen, traded=seen)


def enough_bars(past: "Past", strategy: "Strategy") -> None:
    """Raise NoData where a strategy could not decide once and be filled after it."""
    if len(past.seen) <= strategy.bars_needed:
        raise NoData(
            f"{', '.join(past.seen.symbols)} has {len(past.seen)} bars there and the strategy needs "
            f"{strategy.bars_needed} before it decides; choose an earlier start, or smaller numbers"
        )
