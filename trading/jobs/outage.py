"""An outage in the log: a line when it begins, one every ten minutes while it lasts, and one when it is over."""

import logging
import threading
from datetime import datetime, timedelta

from trading.ports import Clock

log = logging.getLogger(__name__)

REPEAT_AFTER = timedelta(minutes=10)


class OutageLog:
    """Keeps the log readable while something is asked every second and does not answer. Threads may share it.

    `what` begins each sentence, such as "the venue".
    """

    def __init__(self, what: str, clock: Clock) -> None:
        self._what = what
        self._clock = clock
        self._lock = threading.Lock()
        self._since: datetime | None = None
        self._told_at: datetime | None = None
        self._tries = 0

    def failed(self, fault: Exception) -> None:
        """Note a try that got no answer."""
        with self._lock:
            now = self._clock.now()
            self._tries += 1
            if self._since is None or self._told_at is None:
                self._since = self._told_at = now
                log.warning("%s does not answer since now: %s", self._what, fault)
            elif now - self._told_at >= REPEAT_AFTER:
                self._told_at = now
                lasts = _words(now - self._since)
                log.warning("%s has not answered for %s, %d tries: %s", self._what, lasts, self._tries, fault)

    def answered(self) -> None:
        """Note a try that got its answer."""
        with self._lock:
            if self._since is None:
                return
            lasted = _words(self._clock.now() - self._since)
            log.warning("%s answers again after %s and %d tries without an answer", self._what, lasted, self._tries)
            self._since = self._told_at = None
            self._tries = 0


def _words(lasts: timedelta) -> str:
    """Return a span in words: seconds below two minutes, else minutes, and hours from two hours on."""
    seconds = max(0, int(lasts.total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h {seconds % 3600 // 60} min"
