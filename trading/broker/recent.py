"""What was read of a venue a moment ago: for pages, which look often and must not use up the rate limit."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from trading.ports import VenueReader
from trading.types import CashMovement, EquityPoint, Fill, MarketMode, Position, VenueAccount

T = TypeVar("T")
KEEP_S = 1.0
KEEP_SCARCE_S = 15.0
KEEP_HISTORY_S = 60.0
MOST_KEPT = 64


class RecentReads:
    """A venue's account as it was at most a second ago; many askers at once are one question to the venue.

    While the venue says that its rate limit is nearly used up, it is as it was up to 15 seconds ago, so that orders
    and look-ups have what is left. The gate never reads this one: it asks the venue itself.
    """

    def __init__(self, venue: VenueReader, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._venue = venue
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._asking: dict[object, threading.Lock] = {}
        self._kept: dict[object, tuple[float, Any]] = {}

    @property
    def mode(self) -> MarketMode:
        """Return whose money this is."""
        return self._venue.mode

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        return self._venue.name

    def account(self) -> VenueAccount:
        """Return cash, equity and buying power."""
        return self._recent("account", self._venue.account)

    def positions(self) -> Sequence[Position]:
        """Return every open position, by symbol."""
        return self._recent("positions", self._venue.positions)

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Return executions at or after that time, oldest first."""
        return self._recent(("fills", since), lambda: self._venue.fills(since=since))

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Return the account's worth at each session's close, read at most a minute ago."""
        key = ("equity", start, end)
        return self._recent(key, lambda: self._venue.equity(start=start, end=end), keep_s=KEEP_HISTORY_S)

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Return what moved cash without a trade between two inclusive dates, read at most a minute ago."""
        key = ("cash", start, end)
        return self._recent(key, lambda: self._venue.cash_movements(start=start, end=end), keep_s=KEEP_HISTORY_S)

    def is_scarce(self) -> bool:
        """Say whether requests are nearly used up."""
        return self._venue.is_scarce()

    def _recent(self, key: object, ask: Callable[[], T], *, keep_s: float = KEEP_S) -> T:
        with self._lock:
            asking = self._asking.setdefault(key, threading.Lock())
        with asking:
            at, value = self._kept.get(key, (float("-inf"), None))
            if self._monotonic() - at < (max(keep_s, KEEP_SCARCE_S) if self.is_scarce() else keep_s):
                found: T = value
                return found
            found = ask()
            with self._lock:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                    self._asking.clear()
                self._kept[key] = (self._monotonic(), found)
            return found
