"""How far a long search is, how long it will still take, and whether it is to stop."""

import time
from collections.abc import Callable
from dataclasses import dataclass

TELL_EVERY_S = 0.2
SURE_AFTER = 0.05
"""The share that has to be done before the time left is told."""


class Stop(Exception):
    """The search is to end; what it found so far is dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a search is watched: who hears of the share done and the seconds left, and whether it is to stop."""

    tell: Callable[[float, float | None], None] = lambda _done, _left_s: None
    is_stopped: Callable[[], bool] = lambda: False


class Pace:
    """Counts work in pieces of any weight, and tells the share done, 0 .. 1, and the seconds left.

    The watch is told and asked at most five times a second, and never told less than before.
    """

    def __init__(self, total: float, watch: Watch, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._total, self._watch, self._seconds = total, watch, seconds
        self._done = 0.0
        self._began = self._told = seconds()

    def step(self, work: float) -> None:
        """Count work that is done. Raises Stop."""
        self._done += work
        now = self._seconds()
        if now - self._told < TELL_EVERY_S:
            return
        self._told = now
        if self._watch.is_stopped():
            raise Stop
        share = min(1.0, self._done / self._total)
        self._watch.tell(share, (now - self._began) * (1 - share) / share if share >= SURE_AFTER else None)
