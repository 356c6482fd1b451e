"""The processes apart of one app: one is kept warm for whoever waits, every run that may be long has its own."""

import threading
from collections.abc import Mapping
from typing import Any

from trading.backtest.apart.job import Job
from trading.backtest.apart.process import LOOK_S, Apart, Stopped, Watch
from trading.errors import TradingError, Unavailable


class Processes:
    """Starts processes when they are needed and ends all of them with the app. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._living: set[Apart] = set()
        self._warm: Apart | None = None
        self._warming: threading.Thread | None = None
        self._is_closed = False

    def warm_up(self) -> None:
        """Start the warm process in the background unless there is one; it is ready a second later."""
        with self._lock:
            warming = self._warming is not None and self._warming.is_alive()
            if self._is_closed or warming or (self._warm is not None and self._warm.is_alive):
                return
            self._warming = threading.Thread(target=self._make_warm, name="backtests-warm-up", daemon=True)
            self._warming.start()

    def run_if_free(self, job: Job, watch: Watch) -> Mapping[str, Any] | None:
        """Return the report by the warm process, None when there is none or it is at work. Raises as Apart.run."""
        if self._ready() is None or not self._turn.acquire(blocking=False):
            return None
        try:
            warm = self._ready()
            return None if warm is None else self._run(warm, job, watch)
        finally:
            self._turn.release()

    def run_warm(self, job: Job, watch: Watch) -> Mapping[str, Any]:
        """Return the report by the warm process, which is waited for. Raises as Apart.run."""
        while not self._turn.acquire(timeout=LOOK_S):
            if watch.is_stopped():
                raise Stopped
        try:
            while (warm := self._ready()) is None:
                self._warm_now(watch)
            return self._run(warm, job, watch)
        finally:
            self._turn.release()

    def run_alone(self, job: Job, watch: Watch) -> Mapping[str, Any]:
        """Return the report by a process of its own, which ends with it. Raises as Apart.run."""
        own = self._started()
        try:
            return own.run(job, watch)
        finally:
            self._end(own)

    def close(self) -> None:
        """End every process; what runs in one raises Unavailable, and nothing is started any more."""
        with self._lock:
            self._is_closed = True
            living = list(self._living)
        for one in living:
            self._end(one)

    def _ready(self) -> Apart | None:
        with self._lock:
            return self._warm if self._warm is not None and self._warm.is_alive else None

    def _run(self, warm: Apart, job: Job, watch: Watch) -> Mapping[str, Any]:
        try:
            return warm.run(job, watch)
        finally:
            if not warm.is_alive:
                self._end(warm)

    def _warm_now(self, watch: Watch) -> None:
        self.warm_up()
        with self._lock:
            self._check_open()
            warming = self._warming
        while warming is not None and warming.is_alive():
            warming.join(LOOK_S)
            if watch.is_stopped():
                raise Stopped
        if self._ready() is None:
            raise Unavailable("the process for backtests did not start; ask again")

    def _make_warm(self) -> None:
        try:
            made = self._started(warm=True)
        except (TradingError, OSError):
            return  # whoever waits for it says so
        try:
            made.wait_ready()
        except TradingError:
            self._end(made)
            return
        with self._lock:
            self._warm = made

    def _started(self, *, warm: bool = False) -> Apart:
        with self._lock:
            self._check_open()
            made = Apart(warm=warm)
            self._living.add(made)
        return made

    def _check_open(self) -> None:
        if self._is_closed:
            raise Unavailable("the desk is closing; ask again when it has started anew")

    def _end(self, one: Apart) -> None:
        one.end()
        with self._lock:
            self._living.discard(one)
            if self._warm is one:
                self._warm = None
