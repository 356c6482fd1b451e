"""The desk for backtests: what can be tested, tests at once for a page, and tests as jobs that outlive the app."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from trading.backtest.apart.job import Job, Task
from trading.backtest.apart.process import Stopped, Watch
from trading.backtest.apart.processes import Processes
from trading.backtest.honesty.counting import counted
from trading.backtest.honesty.ledger import Ledger
from trading.backtest.listing import StrategyLine, listed, paged
from trading.backtest.optimise.asking import picked_of
from trading.backtest.preparing import Preparing
from trading.backtest.report.tables import unpacked_table
from trading.backtest.request_wire import request_from_wire, request_to_wire
from trading.errors import FixInput, TradingError
from trading.market.calendar import NEW_YORK
from trading.ports import Clock, MarketData
from trading.store.backtests import BacktestStore
from trading.store.strategies import StrategyStore
from trading.types import Actor, BacktestJob, BacktestKind, BacktestRequest, Page, SavedStrategy

SAME_WITHIN = 1e-9
"""As a part of the equity: a sum in another order may differ by so much."""
TOLD_EVERY_S = 0.5
"""How often the progress of a job is written down at most."""
BROKE = "the backtest met a fault of ours, which the log tells; change it or ask again"


class BacktestDesk:
    """Strategies, and what they would have done. Threads may share it."""

    def __init__(
        self,
        *,
        jobs: BacktestStore,
        saved: StrategyStore,
        ledger: Ledger,
        market: MarketData,
        market_clock: Clock,
        folder: Path | None = None,
    ) -> None:
        self._jobs, self._saved, self._ledger = jobs, saved, ledger
        self._market_clock = market_clock
        self._preparing = Preparing(market=market, saved=saved, folder=folder)
        self._processes = Processes()
        self._news = threading.Condition()
        self._holding = threading.Lock()
        self._working: dict[str, BacktestJob] = {}
        self._asked = 0
        self._is_closed = False

    def strategies(self, *, limit: int | None = None, cursor: str | None = None) -> Page[StrategyLine]:
        """Return what can be tested: saved strategies by their last change, files of the user, the catalogue.

        Raises FixInput for a bad cursor.
        """
        return paged(listed(self._saved.all(), self._preparing.files()), limit, cursor)

    def save(self, name: str, rules: str) -> SavedStrategy:
        """Keep a rule set, JSON text, under a name; what had that name before is replaced.

        Raises FixInput for rules that cannot be read, and with the finding for rules that look into the future.
        """
        job = self._preparing.search(rules)
        found = self._processes.run_if_free(job, Watch()) or self._preparing.search_here(job)
        if found["finding"] is not None:
            raise FixInput(found["finding"])
        return self._saved.save(name, rules)

    def rename(self, strategy_id: str, name: str) -> SavedStrategy:
        """Give a saved strategy another name. Raises NotFound, FixInput."""
        return self._saved.rename(strategy_id, name)

    def delete(self, strategy_id: str) -> None:
        """Drop a saved strategy; its backtests stay."""
        self._saved.delete(strategy_id)

    def warm_up(self) -> None:
        """Start the process in which tests for a page run; a page calls it when somebody comes to it."""
        self._processes.warm_up()

    def run_now(self, request: BacktestRequest) -> Mapping[str, Any]:
        """Return the report at once, for somebody who waits; it is counted as a trial and not stored.

        While the warm process is not there or is busy, a small test of our own strategies runs right here. Raises what
        `start` raises.
        """
        job = self._preparing.job(BacktestKind.BACKTEST, request)
        return counted(job, self._at_once(job, Watch()), self._ledger)

    def run_stored(self, request: BacktestRequest, *, actor: Actor) -> BacktestJob:
        """Return a job that is done, made at once for somebody who waits and stored like any other.

        What the request does not say of its end is now. Raises what `start` raises, and FixInput for a test that
        breaks or is stopped meanwhile, which its job says too.
        """
        pinned = self._pinned(request)
        prepared = self._preparing.job(BacktestKind.BACKTEST, pinned)
        job = self._jobs.begin(BacktestKind.BACKTEST, request_to_wire(pinned), actor=actor)
        with self._holding:
            self._working[job.id] = job
        watch = Watch(is_stopped=lambda: not self._jobs.is_held(job))
        try:
            made = self._jobs.done(job, counted(prepared, self._at_once(prepared, watch), self._ledger))
        except Stopped:
            raise FixInput("the backtest was stopped; ask for it again") from None
        except TradingError as fault:
            self._jobs.failed(job, str(fault))
            raise
        except Exception:
            self._jobs.failed(job, BROKE)
            raise
        finally:
            self._let_go(job)
        if made.report is None:
            raise FixInput(made.error or "the backtest was stopped; ask for it again")
        return made

    def table(self, name: str, kind: BacktestKind, request: BacktestRequest, report: Mapping[str, Any]) -> str:
        """Return the whole `trades` or `equity` of a report as CSV: it is played again, which counts as no trial.

        Raises what `start` raises, and FixInput where the market tells other prices now than those of the report.
        """
        job = replace(self._preparing.job(kind, request), task=Task.TABLES, picked=picked_of(report))
        given = None if job.is_foreign or job.is_long else self._processes.run_if_free(job, Watch())
        made = given or self._processes.run_alone(job, Watch())
        then, now = report["final_equity"], made.get("final_equity")
        if not isinstance(now, float) or abs(now - then) > SAME_WITHIN * max(1.0, abs(then)):
            raise FixInput(
                f"the prices of this backtest have changed since it ran: it ended at {then:,.2f} USD then; run it again"
            )
        return unpacked_table(made, name)

    def start(
        self, kind: BacktestKind, request: BacktestRequest, *, actor: Actor, idempotency: str | None = None
    ) -> BacktestJob:
        """Write down a job and return it; it begins as soon as fewer than two others run.

        The same `idempotency` again returns the first job. What the request does not say of its end is now.
        Raises InvalidBacktest, FixInput, UnknownSymbol and NoData before a job is made, Busy while too many wait.
        """
        self._preparing.job(kind, request)
        made = self._jobs.create(kind, request_to_wire(self._pinned(request)), actor=actor, intent_key=idempotency)
        with self._news:
            self._asked += 1
            self._news.notify()
        return made

    def job(self, job_id: str) -> BacktestJob:
        """Return one job of this account with its report. Raises NotFound."""
        return self._jobs.get(job_id)

    def jobs(self, *, limit: int = 50, cursor: str | None = None) -> Page[BacktestJob]:
        """Return the jobs of this account without their reports, newest first. Raises FixInput for a bad cursor."""
        return self._jobs.list(limit=limit, cursor=cursor)

    def stop(self, job_id: str) -> BacktestJob:
        """Stop a job; one that runs ends within a second, one that is over stays as it is. Raises NotFound."""
        return self._jobs.stop(job_id)

    def recover(self, owner: str) -> None:
        """Let this process take up, from the start, what one that can only be dead has left. Raises Unavailable."""
        self._jobs.end_leases(owner)

    def beat(self) -> None:
        """Keep the jobs that this process works on from being taken up by another one. Raises Unavailable."""
        with self._holding:
            working = tuple(self._working.values())
        self._jobs.renew(working)

    def next_job(self, owner: str, *, wait_s: float) -> BacktestJob | None:
        """Take the oldest job that waits or was left by a process that is no more, None when none is within that time.

        Raises Unavailable.
        """
        asked = self._asked
        taken = None if self._is_closed else self._claimed(owner)
        if taken is None:
            with self._news:
                self._news.wait_for(lambda: self._is_closed or self._asked != asked, wait_s)
        return taken

    def work_on(self, job: BacktestJob) -> None:
        """Carry out a job that this process has taken; every outcome is written down.

        While the app closes it goes back into the queue, for the next start. Raises Unavailable when the store did not
        take the outcome: the job is begun again once it answers. Whatever else it raises is to be told to `fail`.
        """
        try:
            self._work_on(job)
        except TradingError:
            self._let_go(job)
            raise
        self._let_go(job)

    def _claimed(self, owner: str) -> BacktestJob | None:
        # what this process has taken and no longer works on, the store did not hear the end of: it is begun again
        with self._holding:
            taken = self._jobs.claim_next(owner, working=frozenset(self._working))
            if taken is not None:
                self._working[taken.id] = taken
            return taken

    def _work_on(self, job: BacktestJob) -> None:
        watch = Watch(is_stopped=lambda: not self._jobs.is_held(job), progress=self._teller(job))
        try:
            prepared = self._preparing.job(job.kind, request_from_wire(job.request))
            report = counted(prepared, self._carried_out(prepared, watch), self._ledger)
        except Stopped:
            return
        except TradingError as fault:
            if self._is_closed:
                self._jobs.give_back(job)
            else:
                self._jobs.failed(job, str(fault))
        else:
            self._jobs.done(job, report)

    def fail(self, job: BacktestJob, error: str) -> None:
        """End a job with a sentence, because carrying it out met a fault of ours."""
        try:
            self._jobs.failed(job, error)
        finally:
            self._let_go(job)

    def _let_go(self, job: BacktestJob) -> None:
        with self._holding:
            self._working.pop(job.id, None)

    def close(self) -> None:
        """End the processes apart and take no more jobs."""
        with self._news:
            self._is_closed = True
            self._news.notify_all()
        self._processes.close()

    def _pinned(self, request: BacktestRequest) -> BacktestRequest:
        return replace(request, end=request.end or self._market_clock.now().astimezone(NEW_YORK).date())

    def _at_once(self, job: Job, watch: Watch) -> Mapping[str, Any]:
        if job.is_foreign:
            return self._processes.run_alone(job, watch)
        report = self._processes.run_if_free(job, watch)
        if report is not None:
            return report
        self._processes.warm_up()
        return self._preparing.run_here(job) if job.is_small else self._processes.run_alone(job, watch)

    def _carried_out(self, job: Job, watch: Watch) -> Mapping[str, Any]:
        if job.is_foreign or job.is_long:
            return self._processes.run_alone(job, watch)
        return self._processes.run_warm(job, watch)

    def _teller(self, job: BacktestJob) -> Callable[[float, float | None], None]:
        told_at = 0.0

        def tell(progress: float, left_s: float | None) -> None:
            nonlocal told_at
            if time.monotonic() - told_at >= TOLD_EVERY_S:
                told_at = time.monotonic()
                self._jobs.advance(job, progress, left_s)

        return tell
