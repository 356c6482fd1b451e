"""The tasks: plain functions of services and ids, safe to call twice, for threads here and workers elsewhere."""

import logging
from collections.abc import Collection

from trading.backtest.desk import BROKE, BacktestDesk
from trading.errors import Busy, TradingError
from trading.jobs.outage import OutageLog
from trading.matching_venue import MatchingVenue
from trading.ports import AgentRunner
from trading.services import Services
from trading.types import BacktestJob, RunStatus

log = logging.getLogger(__name__)


def work_on_run(services: Services, runner: AgentRunner, run_id: str, *, owner: str) -> bool:
    """Let the team work on a queued run; False when another process has it or it is over.

    Whatever the team raises ends the run with a sentence: a run never stays running without a worker.
    """
    if not services.runs.claim(run_id, owner, runner.planner):
        return False
    try:
        runner.run(run_id)
    except Exception:
        log.exception("run %s broke the team", run_id)
        said = "The team met a fault of its own. Nothing was sent; ask again."
        services.runs.finish(run_id, RunStatus.FAILED, said, error=said)
    return True


def recover_runs(services: Services, *, owner: str) -> list[str]:
    """Return the runs that wait for a worker after a start, oldest first."""
    return list(services.runs.recover(owner))


def work_on_next_backtest(services: Services, outage: OutageLog, *, owner: str, wait_s: float) -> bool:
    """Carry out the oldest backtest that waits, if one does within that time; False when the store did not answer.

    Whatever breaks ends the job with a sentence: a job never stays running without a worker.
    """
    backtests = services.backtests
    try:
        job = backtests.next_job(owner, wait_s=wait_s)
        if job is not None:
            _carry_out(backtests, job)
        outage.answered()
    except TradingError as fault:
        outage.failed(fault)
        return False
    return True


def _carry_out(backtests: BacktestDesk, job: BacktestJob) -> None:
    try:
        backtests.work_on(job)
    except TradingError:
        raise
    except Exception:
        log.exception("backtest %s broke", job.id)
        backtests.fail(job, BROKE)


def expire_proposals(services: Services, outage: OutageLog) -> int:
    """Expire proposals whose time is over; 0 when the store does not answer now, which goes into `outage`."""
    try:
        expired = services.desk.expire_due()
    except TradingError as fault:
        outage.failed(fault)
        return 0
    outage.answered()
    return expired


def reconcile(services: Services, outage: OutageLog) -> bool:
    """Ask the venue what has changed; True when orders are still in doubt or the venue could not be asked.

    What could not be asked goes into `outage`, which all callers of a process share.
    """
    try:
        report = services.desk.reconcile()
    except Busy:
        return False
    except TradingError as fault:
        outage.failed(fault)
        return True
    if report.is_asked:
        outage.answered()
    if services.link is not None:
        services.link.polled(news=bool(report.changed or report.adopted or report.fills))
    return bool(report.in_doubt)


def log_posture(services: Services, outage: OutageLog) -> None:
    """Write into the log what began or ceased to hold new risk; a store that does not answer goes into `outage`."""
    try:
        services.risk.log_posture()
    except TradingError as fault:
        outage.failed(fault)
        return
    outage.answered()


def look(venue: MatchingVenue, outage: OutageLog) -> Collection[str]:
    """Let the paper book see what has traded; return the ids of the orders that the desk is to ask for.

    A market that does not answer, or not to all, goes into `outage`, and the next look sees what this one did not.
    """
    try:
        changed = venue.look()
    except TradingError as fault:
        outage.failed(fault)
        return ()
    if venue.unseen is None:
        outage.answered()
    else:
        outage.failed(venue.unseen)
    return changed


def follow(services: Services, order_ids: Collection[str]) -> Collection[str]:
    """Ask the venue for the orders that it has reported; return those to be asked for again soon."""
    try:
        return services.desk.follow(order_ids)
    except Busy:
        return order_ids
