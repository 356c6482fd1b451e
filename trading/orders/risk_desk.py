"""The risk desk: what may still be lost, what is held back and why, whether stops protect, how large an order may be.

It reads and reckons; it sends nothing. What it finds becomes a proposal of the order desk like any other.
"""

from dataclasses import dataclass
from datetime import timedelta

from trading.orders.limit_use import limit_uses
from trading.orders.what_if import Change, WhatIf, what_if
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.risk.limit_use import LimitUse
from trading.risk.limits import Limits
from trading.risk.limits_book import LimitsBook
from trading.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDesk:
    """Reads the account, the store and the market; threads may share it. `reader` answers as pages read it."""

    ledger: Ledger
    account_id: str
    reader: VenueReader
    market: MarketData
    calendar: Calendar
    wall_clock: Clock
    market_clock: Clock
    limits: LimitsBook

    def would_have_refused(self, limits: Limits, *, days: int = 30) -> WhatIf:
        """Return what those limits instead of the ones that hold would have meant for the orders of the last days.

        Days are of wall time. Raises InvalidLimits when the limits that hold cannot be read, Unavailable.
        """
        with self.ledger.read() as connection:
            since = self.wall_clock.now() - timedelta(days=days)
            change = Change(before=self.limits.read(connection), after=limits, since=since)
            return what_if(connection, self.account_id, change)

    def limit_uses(self) -> tuple[LimitUse, ...]:
        """Return what is used now of each limit of the account; a venue that does not answer is not known."""
        return limit_uses(self)
