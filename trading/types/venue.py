"""What a venue says of an account: orders, fills, positions, cash. All money and sizes are Decimal."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from trading.types.status import Status
from trading.types.ticket import OrderClass, OrderType, Side, TimeInForce


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueOrder:
    """An order as the venue reports it. Prices USD a share; times aware, UTC; `status` in our words.

    `legs` are the exits of a bracket, oco or oto; they live inside their parent. `reason` is the venue's own text
    for a rejection, an expiry or a cancellation, empty otherwise. `replaced_by` is the client_order_id that took
    its place.
    """

    client_order_id: str
    broker_id: str
    symbol: str
    side: Side
    qty: Decimal | None
    notional: Decimal | None
    type: OrderType
    time_in_force: TimeInForce
    order_class: OrderClass
    limit_price: Decimal | None
    stop_price: Decimal | None
    trail_price: Decimal | None
    trail_percent: Decimal | None
    extended_hours: bool
    status: Status
    filled_qty: Decimal
    filled_avg_price: Decimal | None
    submitted_at: datetime
    updated_at: datetime
    replaced_by: str | None = None
    reason: str = ""
    legs: "tuple[VenueOrder, ...]" = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One execution. `order_id` is the client_order_id of the order or, for a leg, of its parent."""

    execution_id: str
    order_id: str
    symbol: str
    side: Side
    qty: Decimal
    price: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A holding: `qty` signed (negative is short), prices USD a share, `last_price` at the venue's now.

    `available` is the size that no resting exit has reserved, `realized_pl` what closed parts have earned, in USD,
    None where the venue does not say it.
    """

    symbol: str
    qty: Decimal
    available: Decimal
    avg_entry_price: Decimal
    last_price: Decimal
    market_value: Decimal
    unrealized_pl: Decimal
    realized_pl: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """How the account is set at the venue; None is not told. `read_at` is when the venue was asked.

    `partnerships` says that orders for publicly traded partnerships are taken, `emails` that fills are mailed.
    """

    read_at: datetime
    fractional: bool | None = None
    no_shorting: bool | None = None
    suspended: bool | None = None
    margin_multiplier: Decimal | None = None
    no_overnight: bool | None = None
    partnerships: bool | None = None
    options_level: int | None = None
    emails: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueAccount:
    """The account at the venue, USD. `last_equity` is the equity at the previous session's close.

    `blocked` is the venue's reason not to trade (suspended, restricted), None when it may. `may_short` is whether
    the venue lets it sell short now, `settings` how it is set there; both are None where that was not told.
    """

    number: str
    equity: Decimal
    cash: Decimal
    buying_power: Decimal
    last_equity: Decimal
    as_of: datetime
    blocked: str | None = None
    may_short: bool | None = None
    settings: AccountSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityPoint:
    """The account's worth at one session's close, USD; `cash` is None where the venue reports no daily cash."""

    at: datetime
    equity: Decimal
    cash: Decimal | None


class CashKind(StrEnum):
    """What moved cash without a trade; OTHER is a kind of the venue's that is not known here."""

    DIVIDEND = "dividend"
    TAX = "tax"
    INTEREST = "interest"
    FEE = "fee"
    REBATE = "rebate"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"
    CORPORATE_ACTION = "corporate action"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashMovement:
    """Cash that came or went without a trade. `amount` is USD, negative where cash went.

    `amount` is None where the venue does not say it. `text` is what the kind does not say, empty
    where it says all; for OTHER it is the venue's own name of it.
    """

    id: str
    kind: CashKind
    day: date
    amount: Decimal | None
    symbol: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistName:
    """A list of symbols that is kept for the account, by its id and the name that a person gave it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """A list with its symbols, in the order in which they are kept."""

    id: str
    name: str
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedScreen:
    """A screen that a person has named; `rules` is its text, as trading.analysis.screen_rules reads it."""

    id: str
    name: str
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateBudget:
    """What the venue last said of its rate limit: requests a minute, how many are left, and when it fills again."""

    limit: int
    left: int
    resets_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """Whether the venue's reports arrive by themselves, since when that is so or not, and why not, as a sentence.

    `received` counts the reports since the start.
    """

    connected: bool
    since: datetime
    fault: str
    received: int
