"""Replacing an order: a new one takes its place, at once or, as a race, later or never."""

from dataclasses import replace as changed
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.alpaca_venue import matching, rules
from tests.alpaca_venue.amounts import number
from tests.alpaca_venue.errors import malformed, unprocessable
from tests.alpaca_venue.intake import TIMES, check_pennies
from tests.alpaca_venue.orders import ZERO, Order

if TYPE_CHECKING:
    from tests.alpaca_venue.book import Book

REPLACEABLE = ("new", "partially_filled", "held")


def replace(book: "Book", old: Order, body: Any) -> dict[str, Any]:
    """Return the row of the order that takes the old one's place. Raises VenueError."""
    _check_replaceable(old)
    if not isinstance(body, dict):
        raise malformed("request body format is invalid")
    change = _read(body, old)
    client_order_id = body.get("client_order_id") or str(uuid4())
    if len(client_order_id) > 128:
        raise malformed("client_order_id must be no more than 128 characters")
    book.check_unique(client_order_id)
    new = _successor(book, old, client_order_id, change)
    _check_means(book, old, new)
    book.add(new)
    new.reserve, book.reserved = ZERO, book.reserved - new.reserve
    extra = max(ZERO, new.remaining * new.hold_price - old.reserve) if new.opens else ZERO
    new.reserve, book.reserved = extra, book.reserved + extra
    book.replacements[old.id] = new
    answer = new.row(nested=False)
    if book.slow_replace:
        book.move(old, "pending_replace")
    else:
        finish(book, old)
    return answer


def _check_replaceable(old: Order) -> None:
    if old.status == "replaced":
        raise unprocessable("order already replaced")
    if not old.is_open:
        raise unprocessable("unable to replace order, order is not open")
    if old.status not in REPLACEABLE:
        raise unprocessable(f"cannot replace order in {old.status} status")
    if old.notional is not None:
        raise unprocessable("notional orders cannot be replaced")


def _read(body: dict[str, Any], old: Order) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name in ("qty", "limit_price", "stop_price", "trail"):
        if body.get(name) is None:
            continue
        value = number(body[name])
        if value is None or value <= 0:
            raise malformed(f"{name} must be > 0")
        asked[name] = value
    if "trail" in asked:
        asked["trail_price" if old.trail_price is not None else "trail_percent"] = asked.pop("trail")
    if body.get("time_in_force"):
        asked["time_in_force"] = body["time_in_force"]
        if asked["time_in_force"] not in TIMES:
            raise malformed("invalid time_in_force")
    for name in ("limit_price", "stop_price"):
        check_pennies(name, asked.get(name))
        if name in asked and getattr(old, name) is None:
            raise unprocessable(f"{old.type} orders take no {name}")
    qty = asked.get("qty")
    if qty is not None and qty != old.qty:
        if qty != qty.to_integral_value() or old.qty != (old.qty or ZERO).to_integral_value():
            raise unprocessable("qty of fractional orders cannot be replaced")
        if qty <= old.filled_qty:
            raise unprocessable("qty must be > filled_qty")
    change = {name: value for name, value in asked.items() if value != getattr(old, name)}
    if not change:
        raise unprocessable("order parameters are not changed")
    return change


def _successor(book: "Book", old: Order, client_order_id: str, change: dict[str, Any]) -> Order:
    at = book.now()
    fields: dict[str, Any] = {"status": "held" if old.status == "held" else "accepted", "at": at, "updated_at": at}
    fields |= {"id": str(uuid4()), "client_order_id": client_order_id, "replaces": old.id, "legs": [], "reserve": ZERO}
    new = changed(old, **fields, **change)
    if "trail_price" in change or "trail_percent" in change:
        matching.trail(new, book.price(new.symbol))
    if new.opens and not new.is_leg:
        new.hold_price = new.limit_price or new.stop_price or new.hold_price
    if not book.replace_carries_fills:
        new.qty, new.filled_qty, new.filled_cost = (new.qty or ZERO) - old.filled_qty, ZERO, ZERO
    return new


def _check_means(book: "Book", old: Order, new: Order) -> None:
    if new.opens and not new.is_leg:
        rules.check_power(book, new.remaining * new.hold_price, freed=old.reserve)
    elif new.armed:
        rules.check_held(book, new.symbol, new.side, new.remaining, but=old)


def finish(book: "Book", order: Order) -> None:
    """Let the new order take the old one's place; if the old one is no longer open, the new one is rejected."""
    old, new = _pair(book, order)
    if not new.is_open:
        back = "partially_filled" if old.filled_qty else "held" if not old.armed else "new"
        if old.status == "pending_replace":
            book.move(old, back, "order_replace_rejected")
        return
    if not old.is_open:
        book.end(new, "rejected", reason="order is no longer open")
        return
    held = new.status == "held"
    if book.replace_carries_fills and new.filled_qty != old.filled_qty:
        new.filled_qty, new.filled_cost = old.filled_qty, old.filled_cost
    _take_place(old, new)
    old.replaced_by = new.id
    book.end(old, "replaced")
    book.rehold(new)
    if held:
        return
    book.move(new, "partially_filled" if new.filled_qty else "new", "new")
    if book.auto_fill:
        matching.match(book, new)


def lose(book: "Book", order: Order, price: Decimal | None) -> None:
    """Let the old order fill before its replacement."""
    old, new = _pair(book, order)
    at = price or old.limit_price or book.price(old.symbol)
    book.fill_now(old, book.size(old, at), at)
    if new.is_open:
        book.end(new, "rejected", reason="order is already filled")


def _pair(book: "Book", order: Order) -> tuple[Order, Order]:
    old = book.orders[order.replaces] if order.replaces and order.id not in book.replacements else order
    return old, book.replacements.pop(old.id)


def _take_place(old: Order, new: Order) -> None:
    if old.parent is not None:
        old.parent.legs[old.parent.legs.index(old)] = new
    new.legs, old.legs = old.legs, []
    for leg in new.legs:
        leg.parent = new
        if new.qty is not None and leg.is_open:
            leg.qty = new.qty
