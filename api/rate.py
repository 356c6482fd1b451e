"""The rate limit: a token bucket a key, in this process, on wall time."""

import threading
from datetime import datetime

from trading.ports import Clock


class RateLimit:
    """At most `per_minute` calls at once and on average, for each key. Threads may share it."""

    def __init__(self, per_minute: int, wall_clock: Clock) -> None:
        self.per_minute = per_minute
        self._clock = wall_clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, datetime]] = {}

    def wait_s(self, key_id: str) -> float:
        """Take one token and return 0.0, or the seconds until there is one again when there is none now."""
        now, rate = self._clock.now(), self.per_minute / 60
        with self._lock:
            tokens, at = self._buckets.get(key_id, (float(self.per_minute), now))
            tokens = min(self.per_minute, tokens + max(0.0, (now - at).total_seconds()) * rate)
            if tokens >= 1:
                self._buckets[key_id] = (tokens - 1, now)
                return 0.0
            self._buckets[key_id] = (tokens, now)
            return (1 - tokens) / rate
