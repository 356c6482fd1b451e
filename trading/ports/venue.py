"""A venue that holds an account: what may be read of it, what the desk alone may do, and what joins it to us."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from trading.types import (
    AccountSettings,
    CashMovement,
    EquityPoint,
    Fill,
    LinkState,
    MarketMode,
    Position,
    RateBudget,
    Ticket,
    VenueAccount,
    VenueOrder,
)


class VenueReader(Protocol):
    """What may be read of a venue's account; every method raises Unavailable when it cannot be read."""

    @property
    def mode(self) -> MarketMode:
        """Return whose money this is: replay, paper or live."""
        ...

    @property
    def name(self) -> str:
        """Return the venue's name as people read it."""
        ...

    def account(self) -> VenueAccount:
        """Return cash, equity and buying power now."""
        ...

    def positions(self) -> Sequence[Position]:
        """Return every open position, by symbol."""
        ...

    def fills(self, *, since: datetime | None = None) -> Sequence[Fill]:
        """Return executions at or after that time, oldest first."""
        ...

    def equity(self, *, start: date | None = None, end: date | None = None) -> Sequence[EquityPoint]:
        """Return the account's worth at each session's close between two inclusive dates."""
        ...

    def cash_movements(self, *, start: date | None = None, end: date | None = None) -> Sequence[CashMovement]:
        """Return what moved cash without a trade between two inclusive dates, oldest first."""
        ...

    def is_scarce(self) -> bool:
        """Say whether requests are so nearly used up that only orders should still be asked about."""
        ...


class Broker(VenueReader, Protocol):
    """A venue that holds an account. Only trading.orders calls `submit`, `replace`, `cancel` and `suspend`.

    Every method raises Unavailable when the venue cannot be read. `submit` and `replace` raise VenueRejected
    for a clear no and OutcomeUnknown for anything else that is not a clear yes.
    """

    def submit(self, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Send one order under that id, which is unique for ever. The ticket's action is order."""
        ...

    def replace(self, target_id: str, client_order_id: str, ticket: Ticket) -> VenueOrder:
        """Replace a resting order by a new one under its own id; returns the new order."""
        ...

    def cancel(self, client_order_id: str) -> None:
        """Ask to cancel; may be repeated; the order ends only when the venue reports it. Raises NotFound."""
        ...

    def find(self, client_order_id: str) -> VenueOrder | None:
        """Return the order of that id, None when the venue says that it does not know it."""
        ...

    def number(self) -> str:
        """Return the account's own number at the venue; needs no price."""

    def quantities(self) -> Mapping[str, Decimal]:
        """Return the size of every open position, signed, by symbol; needs no price, so that a stop never does."""

    def orders(self, *, open_only: bool = False, since: datetime | None = None) -> Sequence[VenueOrder]:
        """Return the open orders and, unless only those are asked, the ones updated since that time; oldest first.

        Legs are inside their parents.
        """
        ...

    def suspend(self, *, on: bool) -> None:
        """Make the venue itself refuse new orders, or lift that."""
        ...


class VenueLink(Protocol):
    """What joins this process to a venue elsewhere: its reports, and how much may still be asked."""

    def state(self) -> LinkState:
        """Return whether reports arrive by themselves."""
        ...

    def budget(self) -> RateBudget | None:
        """Return what is left of the venue's rate limit, None before it has said so."""
        ...

    def notes(self) -> Sequence[str]:
        """Return what the venue says of the exchange otherwise than our calendar, a sentence each."""
        ...

    def settings(self) -> AccountSettings | None:
        """Return how the account is set at the venue, None when that was not told lately."""
        ...

    def polled(self, *, news: bool) -> None:
        """Be told what reading the venue found; news that no report had told is a reason to connect anew."""
        ...


class ReplayVenue(Protocol):
    """The paper book under a replay clock: where now stands, and how it moves."""

    def session_day(self) -> date:
        """Return the session at whose close the book stands."""
        ...

    def newest_fill_day(self) -> date | None:
        """Return the session of the newest fill, None in a book without fills."""
        ...

    def advance(self, day: date) -> None:
        """Play the next session, which `day` must be, in one transaction.

        Corporate actions first, then fills and expiries by its bar, then equity and the clock.
        """
        ...

    def set_back(self, day: date) -> None:
        """Move now back to an earlier session. Raises Conflict past the newest fill or a resting order's birth."""
        ...

    def reset(self, day: date, *, cash: Decimal | None = None) -> None:
        """Start a new, empty paper book at that session's close; the old one is kept as an archive."""
        ...
