"""The risk desk: what may still be lost, what is held back and why, whether stops protect, how large an order may be.

It reads and reckons; it sends nothing. What it finds becomes a proposal of the order desk like any other.
"""

from dataclasses import dataclass

from trading.orders.sizing_desk import size_order
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.risk.limits_book import LimitsBook
from trading.risk.sizing import Sizing
from trading.risk.sizing_request import SizingRequest
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

    def size(self, request: SizingRequest) -> Sizing:
        """Return how large an order would be by a method of sizing; a suggestion that orders nothing."""
        return size_order(self, request)
