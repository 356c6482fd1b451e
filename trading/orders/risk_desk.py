"""The risk desk: what may still be lost, what is held back and why, whether stops protect, how large an order may be.

It reads and reckons; it sends nothing. What it finds becomes a proposal of the order desk like any other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from trading.orders.past import PastReader
from trading.orders.posture import read_posture
from trading.orders.posture_log import Logged, log_posture
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.risk.limits_book import LimitsBook
from trading.store.ledger import Ledger
from trading.types import DeskState, Posture


@dataclass(slots=True)
class _Memory:
    """What spares reading again; all of it stands in the store."""

    past: PastReader | None = None
    logged: Logged | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDesk:
    """Reads the account, the store and the market; threads may share it. `reader` answers as pages read it.

    `desk_state` is what the order desk tells of itself; without it the posture knows only what the store says.
    """

    ledger: Ledger
    account_id: str
    reader: VenueReader
    market: MarketData
    calendar: Calendar
    wall_clock: Clock
    market_clock: Clock
    limits: LimitsBook
    desk_state: Callable[[], DeskState] | None = None
    _memory: _Memory = field(default_factory=_Memory, init=False, repr=False, compare=False)

    def posture(self) -> Posture:
        """Return what the desk lets through now, and what holds new risk. Raises Unavailable for the store only."""
        if self._memory.past is None:
            self._memory.past = PastReader(
                ledger=self.ledger,
                account_id=self.account_id,
                reader=self.reader,
                market=self.market,
                calendar=self.calendar,
                market_clock=self.market_clock,
                limits=self.limits,
            )
        return read_posture(self, self._memory.past)

    def log_posture(self) -> None:
        """Write into the log what holds new risk, or holds it no more, since this was last written.

        For the background: it waits for the account's lock when something has changed. Raises Unavailable.
        """
        self._memory.logged = log_posture(self.ledger, self.posture(), self._memory.logged)
