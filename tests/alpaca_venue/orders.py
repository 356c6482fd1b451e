"""An order of the book, and the row that the API shows of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.alpaca_venue.amounts import maybe, maybe_stamp, plain, stamp
from tests.alpaca_venue.assets import Asset

ZERO = Decimal(0)
TERMINAL = frozenset({"filled", "canceled", "expired", "rejected", "replaced"})
DAY_NS = 86_400 * 1_000_000_000
GTC_DAYS = 90


@dataclass(slots=True, kw_only=True, eq=False)
class Order:
    """One order. `armed` is False while it is an exit that waits for its entry; `group` is the id of its first."""

    client_order_id: str
    asset: Asset
    side: str
    type: str
    time_in_force: str
    at: int
    qty: Decimal | None = None
    notional: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    hwm: Decimal | None = None
    extended_hours: bool = False
    order_class: str = ""
    intent: str = "buy_to_open"
    id: str = field(default_factory=lambda: str(uuid4()))
    status: str = "pending_new"
    filled_qty: Decimal = ZERO
    filled_cost: Decimal = ZERO
    updated_at: int = 0
    filled_at: int | None = None
    expired_at: int | None = None
    canceled_at: int | None = None
    failed_at: int | None = None
    replaced_at: int | None = None
    replaced_by: str | None = None
    replaces: str | None = None
    legs: "list[Order]" = field(default_factory=list)
    parent: "Order | None" = None
    group: str = ""
    armed: bool = True
    triggered: bool = False
    opens: bool = True
    hold_price: Decimal = ZERO
    reserve: Decimal = ZERO
    reason: str = ""

    def __post_init__(self) -> None:
        self.group = self.group or self.id
        self.updated_at = self.updated_at or self.at

    @property
    def symbol(self) -> str:
        return self.asset.symbol

    @property
    def is_open(self) -> bool:
        return self.status not in TERMINAL

    @property
    def is_leg(self) -> bool:
        return self.parent is not None

    @property
    def remaining(self) -> Decimal:
        """What is still to be filled, in shares; zero for a notional order, whose size is in dollars."""
        return ZERO if self.qty is None else self.qty - self.filled_qty

    @property
    def unspent(self) -> Decimal:
        """What a notional order has still to spend."""
        return ZERO if self.notional is None else self.notional - self.filled_cost

    @property
    def filled_avg_price(self) -> Decimal | None:
        return self.filled_cost / self.filled_qty if self.filled_qty else None

    def row(self, *, nested: bool) -> dict[str, Any]:
        """Return the order as the API shows it, with its legs inside when `nested`."""
        average = self.filled_avg_price
        return {
            "id": self.id,
            "client_order_id": self.client_order_id,
            "created_at": stamp(self.at),
            "updated_at": stamp(self.updated_at),
            "submitted_at": stamp(self.at),
            "filled_at": maybe_stamp(self.filled_at),
            "expired_at": maybe_stamp(self.expired_at),
            "expires_at": stamp(self.at + DAY_NS * (GTC_DAYS if self.time_in_force == "gtc" else 1)),
            "canceled_at": maybe_stamp(self.canceled_at),
            "failed_at": maybe_stamp(self.failed_at),
            "replaced_at": maybe_stamp(self.replaced_at),
            "replaced_by": self.replaced_by,
            "replaces": self.replaces,
            "asset_id": self.asset.id,
            "symbol": self.asset.symbol,
            "asset_class": self.asset.asset_class,
            "notional": maybe(self.notional),
            "qty": maybe(self.qty),
            "filled_qty": plain(self.filled_qty),
            "filled_avg_price": None if average is None else plain(round(average, 6)),
            "order_class": self.order_class,
            "order_type": self.type,
            "type": self.type,
            "side": self.side,
            "position_intent": self.intent,
            "time_in_force": self.time_in_force,
            "limit_price": maybe(self.limit_price),
            "stop_price": maybe(self.stop_price),
            "status": self.status,
            "extended_hours": self.extended_hours,
            "legs": [leg.row(nested=False) for leg in self.legs] if nested and self.legs else None,
            "trail_percent": maybe(self.trail_percent),
            "trail_price": maybe(self.trail_price),
            "hwm": maybe(self.hwm),
            "subtag": None,
            "source": None,
        }
