"""The venue of a desk that only stops and whose own venue cannot be opened: the flag is stored all the same."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Never

from trading.errors import TradingError, Unavailable
from trading.types import CashMovement, EquityPoint, Fill, MarketMode, Position, Ticket, VenueAccount, VenueOrder


class NoVenue:
    """The Broker port over a venue that could not be opened: each question raises Unavailable with the reason."""

    def __init__(self, *, mode: MarketMode, fault: TradingError) -> None:
        self._mode, self._fault = mode, fault

    @property
    def mode(self) -> MarketMode:
        """Return whose money lies at the venue that could not be opened."""
        return self._mode

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        return "a venue that could not be opened"

    def account(self) -> VenueAccount:
        """Raise Unavailable."""
        self._refuse()

    def positions(self) -> Sequence[Position]:
        """Raise Unavailable."""
        self._refuse()

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Raise Unavailable."""
        self._refuse()

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Raise Unavailable."""
        self._refuse()

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Raise Unavailable."""
        self._refuse()

    def is_scarce(self) -> bool:
        """Return False: nothing is asked."""
        return False

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Raise Unavailable: nothing was sent."""
        self._refuse()

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Raise Unavailable: nothing was sent."""
        self._refuse()

    def cancel(self, client_order_id: str) -> None:
        """Raise Unavailable."""
        self._refuse()

    def find(self, client_order_id: str) -> VenueOrder | None:
        """Raise Unavailable."""
        self._refuse()

    def number(self) -> str:
        """Raise Unavailable."""
        self._refuse()

    def quantities(self) -> Mapping[str, Decimal]:
        """Raise Unavailable."""
        self._refuse()

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Sequence[VenueOrder]:
        """Raise Unavailable."""
        self._refuse()

    def suspend(self, *, on: bool) -> None:
        """Raise Unavailable."""
        self._refuse()

    def close(self) -> None:
        """Do nothing: nothing was opened."""

    def _refuse(self) -> Never:
        raise Unavailable(str(self._fault)) from self._fault
