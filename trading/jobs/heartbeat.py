"""Says each second that a process lives, and tells whether a watchdog does."""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from trading.errors import Unavailable
from trading.ports import Clock
from trading.store.heartbeat import WATCHDOG, Beat, BeatFile, BeatState

log = logging.getLogger(__name__)
EVERY_S = 1.0
SEEN_LATELY = timedelta(seconds=10)
START_ONE = "python -m trading watchdog starts one"


class Heartbeat:
    """Beats in a thread of its own for as long as `vouch` says that the work goes on."""

    def __init__(self, *, file: BeatFile, owner: str, clock: Clock, vouch: Callable[[], bool]) -> None:
        self._file, self._owner, self._clock, self._vouch = file, owner, clock, vouch
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._number = 0
        self._is_told = False

    def start(self) -> None:
        """Beat once, then go on in the background. Call it once."""
        self._beat(BeatState.BEATING)
        self._thread.start()

    def goodbye(self) -> None:
        """End, and say that it was on purpose. Without a start it does nothing."""
        if self._thread.ident is None or self._ended.is_set():
            return
        self._ended.set()
        self._thread.join()
        self._beat(BeatState.GOODBYE)

    def _run(self) -> None:
        while not self._ended.wait(EVERY_S):
            if self._vouch():
                self._beat(BeatState.BEATING)

    def _beat(self, state: BeatState) -> None:
        self._number += 1
        now = self._clock.now()
        try:
            self._file.write(Beat(pid=os.getpid(), owner=self._owner, at=now, number=self._number, state=state))
        except Unavailable as fault:
            if not self._is_told:
                log.error("%s", fault)
            self._is_told = True
        else:
            self._is_told = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchdogState:
    """Whether a watchdog looks after this data folder; `seen_at` is its newest beat, None when there was none."""

    is_on: bool
    seen_at: datetime | None
    said: str


def watchdog_state(data_dir: Path, now: datetime) -> WatchdogState:
    """Return whether a watchdog beats now, and a sentence that says so."""
    try:
        beat = BeatFile(data_dir, WATCHDOG).read()
    except Unavailable as fault:
        return WatchdogState(is_on=False, seen_at=None, said=f"not known: {fault}")
    if beat is None:
        return WatchdogState(is_on=False, seen_at=None, said=f"not running here so far; {START_ONE}")
    if beat.state is BeatState.BEATING and abs(now - beat.at) <= SEEN_LATELY:
        return WatchdogState(is_on=True, seen_at=beat.at, said=f"on, process {beat.pid}")
    seen = f"{beat.at:%Y-%m-%d %H:%M:%S} UTC"
    return WatchdogState(is_on=False, seen_at=beat.at, said=f"not running, last seen {seen}; {START_ONE}")
