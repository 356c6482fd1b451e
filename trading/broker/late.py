"""The venue of a desk that only stops: opened when it is first asked, and at each question until it could be."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from trading.errors import TradingError, Unavailable
from trading.ports import Broker
from trading.types import CashMovement, EquityPoint, Fill, MarketMode, Position, Ticket, VenueAccount, VenueOrder


class LateVenue:
    """The Broker port over a venue that may not be there yet or now; `opened` gives it, and is asked each time.

    So a desk is made, and its flag stored, though the venue cannot be opened, and a desk that is kept finds the venue
    once it can be. Every question raises Unavailable with the reason while it cannot, and what the venue raises.
    """

    def __init__(self, *, mode: MarketMode, name: str, opened: Callable[[], Broker]) -> None:
        self._mode, self._name, self._opened = mode, name, opened

    @property
    def mode(self) -> MarketMode:
        """Return whose money lies at the venue."""
        return self._mode

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        return self._name

    def account(self) -> VenueAccount:
        """Ask the venue."""
        return self._venue().account()

    def positions(self) -> Sequence[Position]:
        """Ask the venue."""
        return self._venue().positions()

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Ask the venue."""
        return self._venue().fills(since=since)

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Ask the venue."""
        return self._venue().equity(start=start, end=end)

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Ask the venue."""
        return self._venue().cash_movements(start=start, end=end)

    def is_scarce(self) -> bool:
        """Ask the venue."""
        return self._venue().is_scarce()

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Send it to the venue; where that cannot be opened nothing was sent."""
        return self._venue().submit(client_order_id, ticket)

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Send it to the venue; where that cannot be opened nothing was sent."""
        return self._venue().replace(target_id, client_order_id, ticket)

    def cancel(self, client_order_id: str) -> None:
        """Send it to the venue."""
        self._venue().cancel(client_order_id)

    def find(self, client_order_id: str) -> VenueOrder | None:
        """Ask the venue."""
        return self._venue().find(client_order_id)

    def number(self) -> str:
        """Ask the venue."""
        return self._venue().number()

    def quantities(self) -> Mapping[str, Decimal]:
        """Ask the venue."""
        return self._venue().quantities()

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Sequence[VenueOrder]:
        """Ask the venue."""
        return self._venue().orders(open_only=open_only, since=since)

    def suspend(self, *, on: bool) -> None:
        """Send it to the venue."""
        self._venue().suspend(on=on)

    def _venue(self) -> Broker:
        try:
            return self._opened()
        except (TradingError, OSError) as fault:
            raise Unavailable(str(fault)) from fault
