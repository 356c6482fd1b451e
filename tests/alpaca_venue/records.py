"""What the book keeps: orders by id, by client and by side, the clock, prices, and the buying power held."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from tests.alpaca_venue.account import Account
from tests.alpaca_venue.amounts import nanoseconds, stamp
from tests.alpaca_venue.assets import Asset, default_assets
from tests.alpaca_venue.errors import malformed, missing
from tests.alpaca_venue.orders import ZERO, Order
from tests.alpaca_venue.sessions import Hours

Event = dict[str, Any]
Amount = Decimal | int | str


class Records(Account):
    """The orders of one account. Thread-safe; every method that changes something takes `lock`.

    Knobs, to be set by a test: `auto_fill` (marketable orders fill at once), `hold_new` (orders stay pending_new
    until `release`), `slow_cancel` (pending_cancel until `finish_cancel`), `slow_replace` (pending_replace until
    `finish_replace` or `lose_replace`), `unique_checked_last` (a repeated client_order_id is noticed only after
    buying power and the like), `fill_share` (how much of what is left a price fills at a time, in whole shares),
    `same_execution_ids` (the stream and the activities name a fill alike), `by_client_shows_legs`,
    `notional_shows_qty` (once it is filled),
    `bracket_needs_flat`, `wash_counts_legs`, `replace_carries_fills`, `calendar_changes` (days that the calendar
    tells otherwise than the exchange's rules).
    """

    def __init__(self, *, cash: Decimal | int | str = 100_000, multiplier: int = 4) -> None:
        super().__init__(cash=Decimal(cash), multiplier=multiplier)
        self.lock = threading.RLock()
        self.auto_fill = True
        self.hold_new = False
        self.slow_cancel = False
        self.slow_replace = False
        self.unique_checked_last = False
        self.bracket_needs_flat = False
        self.wash_counts_legs = True
        self.replace_carries_fills = True
        self.same_execution_ids = False
        self.notional_shows_qty = False
        self.by_client_shows_legs = False
        self.fill_share = Decimal(1)
        self.is_open = True
        self.calendar_changes: dict[date, Hours] = {}
        self.clock: Callable[[], int] = time.time_ns
        self.listeners: list[Callable[[Callable[[], Event]], None]] = []
        self.orders: dict[str, Order] = {}
        self.by_client: dict[str, Order] = {}
        self.sequence: list[Order] = []
        self._resting: dict[tuple[str, str], dict[str, Order]] = {}
        self.rejections: deque[str] = deque()
        self._last = 0
        for asset, price in default_assets():
            self.add_asset(asset, price)

    def now(self) -> int:
        """Return nanoseconds since 1970, each time later than the last."""
        self._last = max(self.clock(), self._last + 1)
        return self._last

    def set_time(self, at: datetime) -> None:
        """Let the venue's clock stand at an aware time; orders that there are stay older than what follows."""
        frozen = nanoseconds(at)
        with self.lock:
            self.clock, self._last = (lambda: frozen), self.sequence[-1].at if self.sequence else 0

    def add_asset(self, asset: Asset | str, price: Decimal | int | str, **fields: Any) -> Asset:
        """List an asset at a price in USD, or list it anew."""
        made = asset if isinstance(asset, Asset) else Asset(symbol=asset, name=fields.pop("name", asset), **fields)
        with self.lock:
            self.assets[made.symbol] = made
            self.prices[made.symbol] = self.last_close[made.symbol] = Decimal(price)
        return made

    def price(self, symbol: str) -> Decimal:
        """Return the last price in USD."""
        return self.prices[symbol]

    def resting(self, symbol: str, side: str) -> list[Order]:
        """Return the open orders of one side, oldest first, without exits that wait for their entry."""
        return [order for order in self._resting.get((symbol, side), {}).values() if order.armed]

    def open_orders(self) -> list[Order]:
        """Return every order that is not at its end, legs too, oldest first."""
        return [order for order in self.sequence if order.is_open]

    def get(self, order_id: str) -> Order:
        """Return an order by its id or its client_order_id. Raises VenueError 404."""
        found = self.orders.get(order_id) or self.by_client.get(order_id)
        if found is None:
            raise missing(f"order not found for {order_id}")
        return found

    def held(self, symbol: str, side: str, *, but: Order | None = None) -> tuple[Decimal, list[str]]:
        """Return the shares that resting exits reserve, one of a group counted once, and their ids."""
        groups: dict[str, Decimal] = {}
        related = []
        for order in self.resting(symbol, side):
            if order.opens or (but is not None and order.group == but.group):
                continue
            size = order.remaining or order.unspent / self.price(symbol)
            groups[order.group] = max(groups.get(order.group, ZERO), size)
            related.append(order.id)
        return sum(groups.values(), ZERO), related

    def check_unique(self, client_order_id: str | None) -> None:
        """Refuse a client_order_id that any order has ever had."""
        if client_order_id is not None and client_order_id in self.by_client:
            raise malformed("client_order_id must be unique")

    def add(self, order: Order) -> None:
        """Put an order into the book."""
        self.orders[order.id] = self.by_client[order.client_order_id] = order
        self.sequence.append(order)
        self._resting.setdefault((order.symbol, order.side), {})[order.id] = order
        self.rehold(order)

    def group(self, order: Order) -> list[Order]:
        """Return the open orders that live and die together with one."""
        root = order.parent or order
        return [member for member in (root, *root.legs) if member.is_open]

    def move(self, order: Order, status: str, event: str | None = None) -> None:
        """Give an order another status that is not its end, and tell."""
        order.status, order.updated_at = status, self.now()
        self.tell(event or status, order)

    def end(self, order: Order, status: str, **extras: Any) -> None:
        """End an order as canceled, expired, rejected or replaced, and tell."""
        at = order.updated_at = self.now()
        order.status = status
        setattr(order, "failed_at" if status == "rejected" else f"{status}_at", at)
        self.leave(order)
        self.rehold(order)
        self.tell(status, order, at=at, **extras)

    def leave(self, order: Order) -> None:
        """Take an order off its side of the book."""
        self._resting[(order.symbol, order.side)].pop(order.id, None)

    def rehold(self, order: Order) -> None:
        """Bring the buying power that an order holds up to date."""
        held = ZERO
        if order.opens and order.is_open and not order.is_leg:
            held = order.unspent or order.remaining * order.hold_price
        self.reserved += held - order.reserve
        order.reserve = held

    def tell(self, event: str, order: Order, at: int | None = None, **extras: Any) -> None:
        """Offer an event to the listeners, which make it only if they want it."""
        if not self.listeners:
            return
        when = at or order.updated_at

        def made() -> Event:
            shown = order.row(nested=True)
            return {"event": event, "execution_id": str(uuid4()), "timestamp": stamp(when), "order": shown, **extras}

        for listener in self.listeners:
            listener(made)
