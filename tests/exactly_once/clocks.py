"""Clocks for waits of minutes in seconds: one that runs faster, the same in every process, and its sleep."""

import time
from datetime import UTC, datetime, timedelta


class FastClock:
    """Runs `scale` times as fast as the wall, from an epoch on; equal in each process that has epoch and scale."""

    def __init__(self, epoch: float, scale: float) -> None:
        self.epoch, self.scale = epoch, scale
        self._from = datetime.fromtimestamp(epoch, UTC)

    def now(self) -> datetime:
        return self._from + timedelta(seconds=(time.time() - self.epoch) * self.scale)

    def nanoseconds(self) -> int:
        """Return the same time as the test venue's book wants it."""
        return int((self.epoch + (time.time() - self.epoch) * self.scale) * 1_000_000_000)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self.scale)
