"""The risk desk: what may still be lost, what is held back and why, whether stops protect, how large an order may be.

It reads and reckons; it sends nothing. What it finds becomes a proposal of the order desk like any other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from trading.errors import Unavailable
from trading.orders.auditing import price_now, read_resting
from trading.orders.book import read_flight
from trading.orders.limit_use import limit_uses
from trading.orders.past import PastReader
from trading.orders.posture import read_posture
from trading.orders.posture_log import Logged, log_posture
from trading.orders.sizing_desk import size_order
from trading.orders.what_if import Change, WhatIf, what_if
from trading.ports import Calendar, Clock, MarketData, VenueReader
from trading.risk.facts import Unknown
from trading.risk.limit_use import LimitUse
from trading.risk.limits import Limits
from trading.risk.limits_book import LimitsBook
from trading.risk.sizing import Sizing
from trading.risk.sizing_request import SizingRequest
from trading.risk.stops import stop_findings
from trading.risk.worst_case import AtRisk, worst_case
from trading.store.ledger import Ledger
from trading.types import DeskState, Finding, Posture, VenueAccount, WorstCase


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

    def worst_case(self, account: VenueAccount | None = None) -> WorstCase:
        """Return the most that can be lost from now before the halt; `account` spares a reading of it.

        Raises Unavailable when the venue cannot be read or an order has no known price, InvalidLimits.
        """
        # the store first: an order that fills in between then counts twice. Pages read a venue elsewhere as it was at
        # most a second ago, so one that filled in that second shows with the next look
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

    def stop_findings(self) -> tuple[Finding, ...]:
        """Return what is wrong with the stops of what is held, by symbol, each with its mend. Raises Unavailable."""
        positions = self.reader.positions()
        with self.ledger.read() as connection:
            resting, limits = read_resting(connection, self.account_id), self.limits.read(connection)
        return stop_findings(positions, resting, limits, lambda symbol: price_now(self.market, symbol))

    def size(self, request: SizingRequest) -> Sizing:
        """Return how large an order would be by a method of sizing; a suggestion that orders nothing."""
        return size_order(self, request)

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
