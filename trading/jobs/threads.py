"""Jobs as threads of this process: one pool for runs, one ticker for what the clock brings."""

import logging
import queue
import threading
import time

from trading.errors import TradingError
from trading.jobs import tasks
from trading.jobs.backtests import BacktestThreads
from trading.jobs.heartbeat import Heartbeat
from trading.jobs.looking import Looking
from trading.jobs.outage import OutageLog
from trading.ports import AgentRunner
from trading.services import Services
from trading.store.heartbeat import APP, BeatFile
from trading.types import IN_DOUBT

log = logging.getLogger(__name__)
PARALLEL_RUNS = 8
TICK_S = 0.5
RECONCILE_S = 30.0
IN_DOUBT_S = 1.0
POSTURE_S = 25.0
CLOSE_WITHIN_S = 5.0
HUNG_AFTER_S = 60.0
"""How long one turn of the clockwork may take: a venue that answers nothing holds one for some 30 s and is no hang."""


class ThreadJobs:
    """Runs the team's work and the desk's clockwork in threads; what is in the store outlives them."""

    def __init__(
        self, *, services: Services, runner: AgentRunner, owner: str, hung_after_s: float = HUNG_AFTER_S
    ) -> None:
        self._services, self._runner, self._owner = services, runner, owner
        self._hung_after_s = hung_after_s
        self._turned_at = time.monotonic()
        self._heartbeat = Heartbeat(
            file=BeatFile(services.settings.data_dir, APP),
            owner=owner,
            clock=services.wall_clock,
            vouch=self._is_turning,
        )
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._workers: list[threading.Thread] = []
        self._closing = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="clockwork", daemon=True)
        self._lock = threading.Lock()
        self._working: set[str] = set()
        self._store_outage = OutageLog("the store", services.wall_clock)
        self._venue_outage = OutageLog("the venue", services.wall_clock)
        self._backtests = BacktestThreads(services, owner=owner)
        self._looking = None if services.matching is None else Looking(services, services.matching)

    def start(self) -> None:
        """Take up the runs that an earlier process left, and start the clockwork. Call it once."""
        for run_id in tasks.recover_runs(self._services, owner=self._owner):
            self.submit_run(run_id)
        self._turned_at = time.monotonic()
        self._ticker.start()
        self._heartbeat.start()
        self._backtests.start()
        if self._looking is not None:
            self._looking.start()

    def submit_run(self, run_id: str) -> None:
        """Work on a queued run in the background; a second call for the same run does nothing.

        After `close` it does nothing either: the run stays queued and begins at the next start.
        """
        with self._lock:
            if self._closing.is_set() or run_id in self._working:
                return
            self._working.add(run_id)
            self._queue.put(run_id)
            if len(self._workers) < min(PARALLEL_RUNS, len(self._working)):
                worker = threading.Thread(target=self._work, name=f"run-{len(self._workers)}", daemon=True)
                self._workers.append(worker)
                worker.start()

    def _work(self) -> None:
        while (run_id := self._queue.get()) is not None:
            try:
                if not self._closing.is_set():
                    tasks.work_on_run(self._services, self._runner, run_id, owner=self._owner)
            except Exception:
                log.exception("run %s could not be worked on", run_id)
            finally:
                with self._lock:
                    self._working.discard(run_id)

    def _tick(self) -> None:
        due, posture_due = time.monotonic() + RECONCILE_S, time.monotonic() + POSTURE_S
        while not self._closing.wait(TICK_S):
            self._turned_at = time.monotonic()
            try:
                tasks.expire_proposals(self._services, self._store_outage)
                if time.monotonic() >= due:
                    doubtful = self.reconcile()
                    due = time.monotonic() + (IN_DOUBT_S if doubtful else RECONCILE_S)
                    if time.monotonic() >= posture_due:
                        posture_due = time.monotonic() + POSTURE_S
                        tasks.log_posture(self._services, self._store_outage)
                elif due - time.monotonic() > IN_DOUBT_S and self._is_in_doubt():
                    due = time.monotonic()
            except Exception:
                log.exception("the clockwork met a fault and goes on")

    def _is_turning(self) -> bool:
        return time.monotonic() - self._turned_at < self._hung_after_s

    def reconcile(self) -> bool:
        """Ask the venue what has changed, now; True when something is not known yet. Any thread may."""
        return tasks.reconcile(self._services, self._venue_outage)

    def _is_in_doubt(self) -> bool:
        """Say whether an order's fate, or the venue itself, is not known, so that it is to be asked soon."""

        try:
            state = self._services.desk.state()
            return not state.reconciled or bool(self._services.desk.orders(statuses=IN_DOUBT, limit=1).items)
        except TradingError:
            return True

    def close(self) -> None:
        """Take no more work, wait a moment for what is being worked on, and say goodbye to the watchdog.

        A queued run, and one that does not end in that moment, is taken up again by the next start.
        """
        with self._lock:
            if self._closing.is_set():
                return
            self._closing.set()
            if self._looking is not None:
                self._looking.close()
            for _ in self._workers:
                self._queue.put(None)
        self._backtests.close()
        deadline = time.monotonic() + CLOSE_WITHIN_S
        threads = [*self._workers, *([self._ticker] if self._ticker.is_alive() else [])]
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))
        self._heartbeat.goodbye()
