"""Every run is counted as a trial, and its report says how far it may be believed among all of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trading.backtest.honesty.experiment import experiment_on
from trading.backtest.honesty.ledger import Ledger
from trading.backtest.honesty.sample import sample_from_wire
from trading.backtest.optimise.counting import counted_search
from trading.errors import FixInput

if TYPE_CHECKING:
    from trading.backtest.apart.job import Job


def counted(job: "Job", report: Mapping[str, Any], ledger: Ledger) -> Mapping[str, Any]:
    """Return the report with its verdict among all trials on the same data and family, itself counted.

    Raises FixInput for a report that a strategy has meddled with, Unavailable.
    """
    experiment = experiment_on(job.past.traded, job.counted, job.family, job.request.terms)
    try:
        if "trials" in report:
            return counted_search(job, report, ledger)
        sample = sample_from_wire(report["sample"])
        trial = experiment.trial(sample)
    except (KeyError, TypeError, ValueError):
        raise FixInput(
            "the strategy's process gave a report without its returns; let the strategy write nowhere"
        ) from None
    ledger.add([trial])
    return {**report, "honesty": ledger.verdict(trial, sample.explained).wire()}
