"""Asking the venue for the account before the gate decides; while a person looks at a ticket, a little ahead."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from trading.errors import TradingError
from trading.orders.parts import Parts
from trading.store.audit import head
from trading.types import EquityPoint, MarketMode, Position, VenueAccount

T = TypeVar("T")
log = logging.getLogger(__name__)

KEPT = timedelta(seconds=3)
"""How long an approval may use what was read of the account, if no order of ours has moved since."""
AHEAD_AFTER = timedelta(seconds=1.5)
ASKERS = 8


@dataclass(slots=True)
class Asking:
    """Collects answers; a fault becomes a sentence under the name of what was asked for."""

    faults: dict[str, str] = field(default_factory=dict)

    def ask(self, name: str, question: Callable[[], T]) -> T | None:
        """Return the answer, None with a fault."""
        try:
            return question()
        except TradingError as fault:
            self.faults[name] = str(fault)
        except Exception as fault:  # an adapter's own mistake is no price and no position: the answer is no
            log.exception("asking for %s failed", name)
            self.faults[name] = f"{name} could not be read ({type(fault).__name__}); try again"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReading:
    """What the venue said of the account. `log_seq` is the newest log entry before it was asked, `at` wall time.

    `points` is its worth at each session's close, ascending, `peak_equity` the highest of them and of now.
    """

    log_seq: int
    at: datetime
    account: VenueAccount | None
    positions: Mapping[str, Position] | None
    peak_equity: Decimal | None
    points: Sequence[EquityPoint] | None
    faults: Mapping[str, str]


class AccountReadings:
    """Reads the account; remembers the newest reading that had no fault. Threads may share it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._askers = ThreadPoolExecutor(max_workers=ASKERS, thread_name_prefix="gate")
        self._kept: AccountReading | None = None
        self._ahead = threading.Lock()

    @property
    def is_elsewhere(self) -> bool:
        """Say whether the venue lies behind a network; the replay's is a book beside this one."""
        return self._parts.broker.mode is not MarketMode.REPLAY

    def beside(self, question: Callable[[], T]) -> Callable[[], T]:
        """Begin to ask while something else is asked; return what waits for the answer."""
        return self._askers.submit(question).result if self.is_elsewhere else question

    def now(self) -> AccountReading:
        """Ask the venue now, for everything at once: one after the other takes as many round trips."""
        parts, asking = self._parts, Asking()
        with parts.ledger.read() as connection:
            log_seq = head(connection, parts.account_id).seq
        at = parts.wall_clock.now()
        positions = self.beside(lambda: asking.ask("positions", self._positions))
        account = asking.ask("account", parts.broker.account)
        points = None if account is None else asking.ask("peak_equity", parts.broker.equity)
        reading = AccountReading(
            log_seq=log_seq,
            at=at,
            account=account,
            positions=positions(),
            peak_equity=None if account is None or points is None else peak_equity(account, points),
            points=points,
            faults=asking.faults,
        )
        self._kept = None if asking.faults else reading
        return reading

    def recent(self) -> AccountReading | None:
        """Return the newest reading while it is young enough; the caller must ask the log whether orders moved."""
        kept = self._kept
        return kept if kept is not None and self.is_elsewhere and self.is_young(kept.at) else None

    def is_young(self, at: datetime) -> bool:
        """Say whether what was read at that wall time may still be used."""
        return abs(self._parts.wall_clock.now() - at) < KEPT

    def look_ahead(self, quote: Callable[[], object]) -> None:
        """Read again in the background, so that an approval need not wait for it, unless requests are scarce."""
        if not self.is_elsewhere or self._parts.broker.is_scarce() or not self._ahead.acquire(blocking=False):
            return
        try:
            self._askers.submit(self._look, quote).add_done_callback(lambda _: self._ahead.release())
        except RuntimeError:  # the process is ending
            self._ahead.release()

    def _look(self, quote: Callable[[], object]) -> None:
        Asking().ask("quote", quote)
        kept = self._kept
        if kept is None or abs(self._parts.wall_clock.now() - kept.at) >= AHEAD_AFTER:
            self.now()

    def _positions(self) -> dict[str, Position]:
        return {position.symbol: position for position in self._parts.broker.positions()}


def peak_equity(account: VenueAccount, points: Sequence[EquityPoint]) -> Decimal:
    """Return the account's highest worth: at a session's close, at the one before this session, or now."""
    return max(account.equity, account.last_equity, *(point.equity for point in points))
