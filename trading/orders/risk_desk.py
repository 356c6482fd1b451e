"""The risk desk: what may still be lost, what is held back and why, whether stops protect, how large an order may be.

It reads and reckons; it sends nothing. What it finds becomes a proposal of the order desk like any other.
"""

from dataclasses import dataclass

from trading.errors import Unavailable
from trading.orders.book import read_flight
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.risk.facts import Unknown
from trading.risk.limits_book import LimitsBook
from trading.risk.worst_case import AtRisk, worst_case
from trading.store.ledger import Ledger
from trading.types import VenueAccount, WorstCase


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

    def worst_case(self, account: VenueAccount | None = None) -> WorstCase:
        """Return the most that can be lost from now before the halt; `account` spares a reading of it.

        Raises Unavailable when the venue cannot be read or an order has no known price, InvalidLimits.
        """
        # the store first: an order that fills in between then counts twice, never not at all
        with self.ledger.read() as connection:
            flight, limits = read_flight(connection, self.account_id), self.limits.read(connection)
        found = AtRisk(
            account=account or self.reader.account(),
            positions={one.symbol: one for one in self.reader.positions()},
            working=flight.working,
            orders=flight.orders,
            leaving=flight.leaving,
            limits=limits,
        )
        try:
            return worst_case(found)
        except Unknown as fault:
            raise Unavailable(f"the worst case is not known: {fault}") from None
