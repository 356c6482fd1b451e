"""What the app does by itself between the orders, at the pace of the harness's clock."""

import threading
import time
from contextlib import suppress

from tests.exactly_once.clocks import FastClock
from trading.errors import TradingError
from trading.jobs.threads import IN_DOUBT_S, RECONCILE_S, TICK_S
from trading.orders.desk import OrderDesk
from trading.types import IN_DOUBT


class Clockwork(threading.Thread):
    """Expires and reconciles as `ThreadJobs` does: every 30 s, and every second while an order is in doubt."""

    def __init__(self, desk: OrderDesk, clock: FastClock) -> None:
        super().__init__(name="clockwork", daemon=True)
        self._desk, self._clock = desk, clock
        self._ended = threading.Event()
        self._polled_at = 0.0

    def run(self) -> None:
        due = 0.0
        while not self._ended.wait(TICK_S / self._clock.scale):
            now = self._clock.now().timestamp()
            with suppress(TradingError):
                self._desk.expire_due()
                state = self._desk.state()
                if now >= due or not state.reconciled or self._is_in_doubt():
                    due = now + IN_DOUBT_S
                    is_in_doubt = bool(self._desk.reconcile().in_doubt)
                    self._polled_at = now
                    due = now + (IN_DOUBT_S if is_in_doubt else RECONCILE_S)

    def _is_in_doubt(self) -> bool:
        return bool(self._desk.orders(statuses=IN_DOUBT, limit=1).items)

    def settle(self, seconds: float) -> None:
        """Work on for that long, and on a machine that is too busy until a reading of the last fifth is done."""
        begins = self._clock.now().timestamp()
        self._clock.sleep(seconds)
        gives_up = time.monotonic() + 60
        while self._polled_at < begins + 0.8 * seconds and time.monotonic() < gives_up:
            time.sleep(0.05)

    def end(self) -> None:
        self._ended.set()
        self.join(timeout=10)
