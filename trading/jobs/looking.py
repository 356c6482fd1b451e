"""Looking at the market for a paper book at prices of now: a thread of its own, since a provider may be slow."""

import logging
import threading
import time
from collections.abc import Collection

from trading.errors import TradingError
from trading.jobs import tasks
from trading.jobs.outage import OutageLog
from trading.matching_venue import MatchingVenue
from trading.services import Services

log = logging.getLogger(__name__)
LOOK_S = 5.0
"""How often the market is looked at while orders rest and the exchange is open."""
IDLE_S = 60.0
CLOSE_WITHIN_S = 3.0


class Looking:
    """Lets one paper book look at the market, and the desk hear of what has filled."""

    def __init__(self, services: Services, venue: MatchingVenue, *, look_s: float = LOOK_S) -> None:
        self._services, self._venue, self._look_s = services, venue, look_s
        self._outage = OutageLog("the market", services.wall_clock)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="paper-book", daemon=True)

    def start(self) -> None:
        """Begin to look, at once. Call it once."""
        self._thread.start()

    def close(self) -> None:
        """End the thread. A slow provider is not waited for: a look's step is written whole or not at all."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(timeout=CLOSE_WITHIN_S)

    def _work(self) -> None:
        due = float("-inf")
        again: Collection[str] = ()
        while not self._closing.is_set():
            try:
                if time.monotonic() >= due or self._venue.is_waiting():
                    due = time.monotonic() + IDLE_S
                    again = {*again, *tasks.look(self._venue, self._outage)}
                if again:
                    again = tasks.follow(self._services, again)
            except TradingError as fault:
                self._outage.failed(fault)
            except Exception:
                log.exception("the look at the market met a fault and goes on")
            self._closing.wait(self._look_s)
