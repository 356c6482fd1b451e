"""The risk desk: what may still be lost, what is held back and why, whether stops protect, how large an order may be.

It reads and reckons; it sends nothing. What it finds becomes a proposal of the order desk like any other.
"""

from dataclasses import dataclass

from trading.orders.auditing import price_now, read_resting
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.risk.limits_book import LimitsBook
from trading.risk.stops import stop_findings
from trading.store.ledger import Ledger
from trading.types import Finding


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

    def stop_findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with the stops of what is held, by symbol, each with its mend. Raises Unavailable."""
        positions = self.reader.positions()
        with self.ledger.read() as connection:
            resting, limits = read_resting(connection, self.account_id), self.limits.read(connection)
        return stop_findings(positions, resting, limits, lambda symbol: price_now(self.market, symbol))
