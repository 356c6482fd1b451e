"""Backtests in threads: two at once, each of which only waits for its process; the store is the queue."""

import logging
import threading

from trading.errors import TradingError
from trading.jobs import tasks
from trading.jobs.outage import OutageLog
from trading.services import Services

log = logging.getLogger(__name__)
AT_ONCE = 2
WAIT_S = 10.0
"""How long a thread that has nothing to do waits until it asks the store by itself."""
BEAT_S = 5.0
"""How often the leases of the jobs that are worked on are renewed."""
PAUSE_S = 5.0
CLOSE_WITHIN_S = 5.0


class BacktestThreads:
    """Carries out the backtests that wait."""

    def __init__(self, services: Services, *, owner: str) -> None:
        self._services, self._owner = services, owner
        self._outage = OutageLog("the store", services.wall_clock)
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._work, name=f"backtest-{n}", daemon=True) for n in range(AT_ONCE)]
        self._threads.append(threading.Thread(target=self._beat, name="backtests-heart", daemon=True))

    def start(self) -> None:
        """Take up what an earlier process left, and begin. Call it once."""
        try:
            self._services.backtests.recover(self._owner)
        except TradingError as fault:
            self._outage.failed(fault)
        for thread in self._threads:
            thread.start()

    def _work(self) -> None:
        while not self._closing.is_set():
            try:
                answered = tasks.work_on_next_backtest(self._services, self._outage, owner=self._owner, wait_s=WAIT_S)
            except Exception:
                log.exception("a thread of backtests met a fault and goes on")
                answered = False
            if not answered:
                self._closing.wait(PAUSE_S)

    def _beat(self) -> None:
        while not self._closing.wait(BEAT_S):
            try:
                self._services.backtests.beat()
            except TradingError as fault:
                self._outage.failed(fault)
            except Exception:
                log.exception("the heart of backtests met a fault and goes on")

    def close(self) -> None:
        """End the processes and wait for the threads; what was running goes on after the next start."""
        self._closing.set()
        self._services.backtests.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(CLOSE_WITHIN_S)
