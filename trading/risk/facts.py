"""What the gate judges by: gathered once, then only read; a fact that could not be had is a fault sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from trading.risk.background import Background
from trading.risk.limits import Limits
from trading.risk.past import Past, reach
from trading.risk.resting import ExitGroup
from trading.types import (
    Asset,
    MarketMode,
    OrderType,
    Origin,
    Position,
    Quote,
    Session,
    Side,
    Status,
    StopLoss,
    Ticket,
    VenueAccount,
    VenueOrder,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Working:
    """One ticket that is, or may become, an order: what it can still trade, at the worst price known for it.

    `known_to_venue` says that the venue has reported it, so that its own figures (buying power, available) hold it
    already; `replaces` names the order whose place it takes. `is_plain` says that it stands alone and does not trail,
    `stop_loss` is the stop that it brings once it has filled.
    """

    id: str
    symbol: str
    side: Side
    qty: Decimal
    price: Decimal | None
    status: Status
    known_to_venue: bool
    replaces: str | None = None
    type: OrderType | None = None
    limit_price: Decimal | None = None
    is_plain: bool = True
    stop_loss: StopLoss | None = None

    @property
    def value(self) -> Decimal:
        """Return what it can still cost, USD. Raises Unknown for an adopted order without any price."""
        return self.qty * self.known_price

    @property
    def known_price(self) -> Decimal:
        """Return the worst price known for it, USD. Raises Unknown as `value` does."""
        if self.price is None:
            raise Unknown(f"order {self.id} for {self.symbol} has no known price; cancel it or wait until it ends")
        return self.price


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What the market and the venue said, asked for before the transaction.

    A value is None where it could not be had; `faults` then holds the sentence, by the name of the field.
    `log_seq` is the number of the newest log entry before the venue was asked, `asked_at` the market time of asking.
    `read_at` is the wall time at which the account was read, where that was before, for another look at a ticket.
    `background` is what only the impact card needs, None where no card is drawn.
    """

    log_seq: int
    asked_at: datetime
    quote: Quote | None
    asset: Asset | None
    session: Session | None
    previous_session: Session | None
    next_session: Session | None
    account: VenueAccount | None
    positions: Mapping[str, Position] | None
    peak_equity: Decimal | None
    past: Past | None
    average_volume: float | None
    faults: Mapping[str, str] = field(default_factory=dict)
    read_at: datetime | None = None
    background: Background | None = None

    @property
    def is_recent(self) -> bool:
        """Say whether the account was read for an earlier look."""
        return self.read_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the desk's own store says, read inside the transaction.

    `orders` are those that rest at the venue, or whose exits do; `leaving` names those that a ticket in flight cancels
    or replaces. `left_resting` are the exits that outlive their entry, as orders. `exits` rest for the ticket's symbol,
    oldest first; they are read only for a ticket that may release them.
    """

    limits: Limits | None
    limits_fault: str
    kill_on: bool
    kill_reason: str
    held: str | None
    reconciled: bool
    working: tuple[Working, ...]
    in_doubt: Mapping[str, str]
    orders_today: int
    last_sent_at: datetime | None
    rejections: int
    last_rejected_at: datetime | None
    twin: str | None
    target: VenueOrder | None
    target_status: Status | None
    orders: tuple[VenueOrder, ...] = ()
    leaving: frozenset[str] = frozenset()
    left_resting: tuple[Working, ...] = ()
    exits: tuple[ExitGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that the rules read about one ticket. Times aware, UTC.

    `is_new` says that it is being proposed now, so that prices which code filled in must be those of now.
    `live_allowed` is whether a person has set this desk up for real money.
    """

    ticket: Ticket
    origin: Origin
    mode: MarketMode
    read_only: bool
    wall_now: datetime
    market_now: datetime
    outside: Outside
    book: Book
    asked_again: bool = False
    is_new: bool = False
    live_allowed: bool = False
    computed: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What several rules need and one of them has computed from these facts."""

    @property
    def limits(self) -> Limits:
        """Return the limits. Raises Unknown when they could not be read."""
        if self.book.limits is None:
            raise Unknown(self.book.limits_fault)
        return self.book.limits

    @property
    def quote(self) -> Quote:
        """Return the gate's own quote. Raises Unknown."""
        return self._known("quote", self.outside.quote)

    @property
    def asset(self) -> Asset:
        """Return the asset. Raises Unknown."""
        return self._known("asset", self.outside.asset)

    @property
    def account(self) -> VenueAccount:
        """Return the venue's account. Raises Unknown."""
        return self._known("account", self.outside.account)

    @property
    def positions(self) -> Mapping[str, Position]:
        """Return the positions by symbol. Raises Unknown: an unread book is never a flat one."""
        return self._known("positions", self.outside.positions)

    @property
    def peak_equity(self) -> Decimal:
        """Return the account's highest worth. Raises Unknown."""
        return self._known("peak_equity", self.outside.peak_equity)

    @property
    def past(self) -> Past:
        """Return what the protections look back on. Raises Unknown, also where the limits now ask for more of it."""
        past = self._known("past", self.outside.past)
        if any(asked > read for asked, read in zip(reach(self.limits), past.reach, strict=True)):
            raise Unknown("the limits were changed while it was read; try again")
        return past

    def _known(self, name: str, value: T | None) -> T:
        if value is None:
            raise Unknown(self.outside.faults.get(name, f"{name} is not known"))
        return value


class Unknown(Exception):
    """A rule cannot be computed; its text says why. The answer is no."""
