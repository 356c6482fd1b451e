"""The book of the venue: accepts, rests, fills, replaces and ends orders, and tells its listeners of each step."""

from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import uuid4

from tests.alpaca_venue import matching, replacing, rules
from tests.alpaca_venue.amounts import plain
from tests.alpaca_venue.assets import Asset
from tests.alpaca_venue.errors import unprocessable
from tests.alpaca_venue.intake import Ask, read
from tests.alpaca_venue.orders import ZERO, Order
from tests.alpaca_venue.records import Amount, Records

NINE = Decimal("0.000000001")


class Book(Records):
    """The venue's side of an order's life. Every method that changes something takes `lock`."""

    def set_price(self, symbol: str, price: Decimal | int | str | float) -> None:
        """Trade the symbol at a price: limits, stops and trailing stops that it reaches fill."""
        with self.lock:
            self.prices[symbol] = Decimal(str(price))
            matching.sweep(self, symbol)

    def open_session(self) -> None:
        """Begin regular hours: queued orders become new, and those that can fill do."""
        with self.lock:
            self.is_open = True
            for order in self.open_orders():
                if order.status == "accepted" and order not in self.replacements.values():
                    self.move(order, "new")
            for symbol in list(self.prices):
                matching.sweep(self, symbol)
            for order in self.open_orders():
                if order.time_in_force == "opg":
                    self.end(order, "canceled")

    def close_session(self, *, expire: bool = False) -> None:
        """End regular hours: `cls` orders fill, and day orders expire when asked to; the day's equity is kept."""
        with self.lock:
            for order in self.open_orders():
                if order.time_in_force == "cls":
                    self._fill(order, order.remaining, self.price(order.symbol))
            self.is_open = False
            if expire:
                for order in self.open_orders():
                    if order.time_in_force == "day":
                        self.end(order, "expired")
            self.end_day(self.now())

    # a new order

    def submit(self, body: Any) -> dict[str, Any]:
        """Accept an order and return its row as of acceptance; what follows is told by events. Raises VenueError."""
        with self.lock:
            ask = read(body)
            if not self.unique_checked_last:
                self.check_unique(ask.client_order_id)
            asset = rules.check(self, ask)
            self.check_unique(ask.client_order_id)
            order = self._enter(ask, asset)
            answer = order.row(nested=True)
            self._begin(order)
            return answer

    def _enter(self, ask: Ask, asset: Asset) -> Order:
        closing = rules.is_closing(self, ask.symbol, ask.side)
        trails = ask.type == "trailing_stop"
        order = Order(
            client_order_id=ask.client_order_id or str(uuid4()),
            asset=asset,
            side=ask.side,
            type=ask.type,
            time_in_force=ask.time_in_force,
            at=self.now(),
            qty=ask.qty,
            notional=ask.notional,
            limit_price=ask.limit_price,
            stop_price=ask.stop_price,
            trail_price=ask.trail_price,
            trail_percent=ask.trail_percent,
            hwm=self.price(ask.symbol) if trails else None,
            extended_hours=ask.extended_hours,
            order_class=ask.order_class,
            intent=rules.intent(ask.side, closing=closing),
            status="pending_new" if self.is_open or ask.extended_hours else "accepted",
            opens=not closing,
            hold_price=ZERO if closing else rules.hold_price(self, ask),
        )
        if trails:
            matching.trail(order, self.price(ask.symbol))
        self.add(order)
        self._add_legs(order, ask)
        return order

    def _add_legs(self, order: Order, ask: Ask) -> None:
        exits = order.order_class == "oco"
        if ask.profit_price is not None and not exits:
            self.add_leg(order, "limit", limit=ask.profit_price)
        if ask.loss_stop is not None:
            kind = "stop" if ask.loss_limit is None else "stop_limit"
            leg = self.add_leg(order, kind, stop=ask.loss_stop, limit=ask.loss_limit)
            leg.armed = exits

    def add_leg(self, order: Order, kind: str, *, stop: Decimal | None = None, limit: Decimal | None = None) -> Order:
        """Put an exit under its parent, held."""
        side = order.side if order.order_class == "oco" else rules.OTHER[order.side]
        leg = Order(
            client_order_id=str(uuid4()),
            asset=order.asset,
            side=side,
            type=kind,
            time_in_force=order.time_in_force,
            at=self.now(),
            qty=order.qty,
            limit_price=limit,
            stop_price=stop,
            order_class=order.order_class,
            intent=rules.intent(side, closing=True),
            status="held",
            parent=order,
            group=order.group,
            armed=False,
            opens=False,
        )
        order.legs.append(leg)
        self.add(leg)
        return leg

    def _begin(self, order: Order) -> None:
        self.tell(order.status, order)
        if order.status == "pending_new" and not self.hold_new:
            self._go_live(order)

    def _go_live(self, order: Order) -> None:
        if self.rejections:
            self._reject(order, self.rejections.popleft())
            return
        self.move(order, "new")
        if self.auto_fill:
            matching.match(self, order)
        if order.is_open and order.time_in_force in ("ioc", "fok") and (self.auto_fill or order.type == "limit"):
            self.end(order, "canceled")

    def pay(self, kind: str, amount: Amount, symbol: str | None = None) -> None:
        """Book what is not a trade, by Alpaca's word for it: DIV, FEE, CSD and so on; negative takes cash."""
        with self.lock:
            self.ledger.transfer(self.now(), kind, Decimal(str(amount)), symbol)

    def release(self, order_id: str) -> None:
        """Let an order that `hold_new` kept become new."""
        with self.lock:
            self._go_live(self.get(order_id))

    def reject(self, order_id: str, reason: str = "rejected by the exchange") -> None:
        """Reject an order after it was accepted."""
        with self.lock:
            self._reject(self.get(order_id), reason)

    def reject_next(self, reason: str = "rejected by the exchange", n: int = 1) -> None:
        """Accept the next orders and reject each right after."""
        with self.lock:
            self.rejections.extend([reason] * n)

    def _reject(self, order: Order, reason: str) -> None:
        order.reason = reason
        self.end(order, "rejected", reason=reason)
        for leg in order.legs:
            if leg.is_open:
                self.end(leg, "canceled")

    # fills

    def fill(
        self, order_id: str, qty: Decimal | int | str | None = None, price: Decimal | int | str | None = None
    ) -> None:
        """Fill an open order by hand, all of it unless a size is given, at its limit or the last price."""
        with self.lock:
            order = self.get(order_id)
            if not order.is_open:
                raise ValueError(f"order {order_id} is {order.status}, it cannot fill")
            at = Decimal(str(price)) if price is not None else order.limit_price or self.price(order.symbol)
            size = self.size(order, at) if qty is None else Decimal(str(qty))
            if order.qty is not None and size > order.remaining:
                raise ValueError(f"order {order_id} has {order.remaining} left, {size} cannot fill")
            self._fill(order, size, at)

    def size(self, order: Order, price: Decimal) -> Decimal:
        """Return the shares that are left to fill at a price."""
        if order.notional is None:
            return order.remaining
        return (order.unspent / price).quantize(NINE, ROUND_DOWN)

    def _fill(self, order: Order, qty: Decimal, price: Decimal) -> None:
        at = self.now()
        order.filled_qty += qty
        order.filled_cost += qty * price
        done = order.remaining == 0 if order.qty is not None else order.unspent < NINE * price
        order.status = "filled" if done else "partially_filled"
        order.updated_at = at
        if done:
            order.filled_at = at
            order.qty = order.filled_qty if self.notional_shows_qty else order.qty
            self.leave(order)
        self.rehold(order)
        activity = self.ledger.book(order, qty, price, at)
        extras: dict[str, Any] = {
            "price": plain(price),
            "qty": plain(qty),
            "position_qty": plain(self.ledger.qty(order.symbol)),
        }
        if self.same_execution_ids:
            extras["execution_id"] = activity["id"].partition("::")[2]
        self.tell("fill" if done else "partial_fill", order, at=at, **extras)
        matching.follow(self, order, done=done)

    fill_now = _fill

    # ends and changes

    def cancel(self, order_id: str) -> None:
        """Ask for a cancellation, of the whole group of an exit. Raises VenueError."""
        with self.lock:
            order = self.get(order_id)
            if order.status in ("canceled", "pending_cancel"):
                return
            if not order.is_open:
                raise unprocessable(f'order is already in "{order.status}" state')
            for member in self.group(order):
                successor = self.replacements.pop(member.id, None)
                if self.slow_cancel:
                    self.move(member, "pending_cancel")
                else:
                    self.end(member, "canceled")
                if successor is not None:
                    self._reject(successor, "order is no longer open")

    def finish_cancel(self, order_id: str) -> None:
        """Carry out a cancellation that `slow_cancel` kept pending."""
        with self.lock:
            for member in self.group(self.get(order_id)):
                if member.status == "pending_cancel":
                    self.end(member, "canceled")

    def expire(self, order_id: str) -> None:
        """Let an order, and what hangs on it, run out of time."""
        with self.lock:
            for member in self.group(self.get(order_id)):
                self.end(member, "expired")

    def replace(self, order_id: str, body: Any) -> dict[str, Any]:
        """Replace an order by a new one and return that. Raises VenueError."""
        with self.lock:
            return replacing.replace(self, self.get(order_id), body)

    def finish_replace(self, order_id: str) -> None:
        """Carry out a replacement that `slow_replace` kept pending; the id is the old or the new order's."""
        with self.lock:
            replacing.finish(self, self.get(order_id))

    def lose_replace(self, order_id: str, price: Decimal | int | str | None = None) -> None:
        """Let the old order fill before its replacement, which is rejected."""
        with self.lock:
            replacing.lose(self, self.get(order_id), None if price is None else Decimal(str(price)))
