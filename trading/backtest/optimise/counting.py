"""A search in the ledger: every combination is a trial, and the best is judged among all of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trading.backtest.honesty.experiment import Experiment, experiment_on
from trading.backtest.honesty.ledger import Ledger
from trading.backtest.honesty.sample import sample_from_wire
from trading.backtest.optimise.luck import unpacked
from trading.backtest.optimise.pieces import cut
from trading.types import BacktestKind
from trading.types.wire import sha256, to_wire

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job


def counted_search(job: "Job", report: Mapping[str, Any], ledger: Ledger) -> Mapping[str, Any]:
    """Return the report of a search with its verdict, each combination counted, and without the trials it brought.

    Of an optimisation the best is judged where it was chosen. Of a walk-forward it is the account of all its pieces,
    which is one more trial. Raises KeyError, TypeError, ValueError for a report that is none, Unavailable.
    """
    given = report["trials"]
    searched = cut(job.past, int(given["first"]), int(given["end"])).traded
    ledger.add(unpacked(given, experiment_on(searched, job.counted, job.family, job.request.terms)))
    rest = {name: value for name, value in report.items() if name != "trials"}
    if job.kind is BacktestKind.OPTIMISE:
        experiment = experiment_on(searched, job.counted, job.family, job.request.terms)
        params = {str(name): float(value) for name, value in report["search"]["best"]["params"].items()}
        sample = sample_from_wire(report["search"]["sample"])
    else:
        experiment, params = _walk(job), {}
        sample = sample_from_wire(report["sample"])
    trial = experiment.trial(sample, params)
    ledger.add([trial])
    return {**rest, "honesty": ledger.verdict(trial, sample.explained).wire()}


def _walk(job: "Job") -> Experiment:
    """Return the experiment of a walk-forward: what it searched is what tells it from another."""
    asked = sha256([job.counted.rules, to_wire(job.request.search)])
    strategy = replace(job.counted, key=f"{job.counted.key} walk-forward", rules=asked)
    return experiment_on(job.past.traded, strategy, job.family, job.request.terms)
