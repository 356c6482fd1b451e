"""When resting orders fill: what a price reaches, and what a fill does to the exits around it."""

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from tests.alpaca_venue.orders import Order

if TYPE_CHECKING:
    from tests.alpaca_venue.book import Book

LIVE = frozenset({"new", "partially_filled", "held", "pending_cancel", "pending_replace"})
TICK = Decimal("0.01")


def sweep(book: "Book", symbol: str) -> None:
    """Fill whatever of a symbol the last price reaches, oldest first."""
    found = [*book.resting(symbol, "buy"), *book.resting(symbol, "sell")]
    for order in sorted(found, key=lambda each: each.at):
        match(book, order)


def match(book: "Book", order: Order) -> None:
    """Fill an order at the last price if that reaches it."""
    if not order.armed or order.status not in LIVE or not _may_trade(book, order):
        return
    price = book.price(order.symbol)
    if order.type == "trailing_stop":
        trail(order, price)
    if _reached(book, order, price):
        book.fill_now(order, _part(book, book.size(order, price)), price)


def _part(book: "Book", size: Decimal) -> Decimal:
    """Return what a price fills at a time: all, or a share of it in whole shares."""
    if book.fill_share >= 1 or size <= 1:
        return size
    return max(Decimal(1), (size * book.fill_share).quantize(Decimal(1), ROUND_DOWN))


def _may_trade(book: "Book", order: Order) -> bool:
    if order.time_in_force == "cls":
        return False
    return book.is_open or (order.extended_hours and order.type == "limit")


def _reached(book: "Book", order: Order, price: Decimal) -> bool:
    buys = order.side == "buy"
    if order.type == "market":
        return book.auto_fill
    if order.type in ("stop", "stop_limit", "trailing_stop") and not order.triggered:
        stop = order.stop_price or Decimal(0)
        order.triggered = price >= stop if buys else price <= stop
        if not order.triggered:
            return False
    if order.type in ("limit", "stop_limit"):
        limit = order.limit_price or Decimal(0)
        return price <= limit if buys else price >= limit
    return True


def trail(order: Order, price: Decimal) -> None:
    """Move the high-water mark of a trailing stop (the low one of a buy) and the stop with it."""
    best = order.hwm or price
    order.hwm = min(best, price) if order.side == "buy" else max(best, price)
    gap = order.trail_price if order.trail_price is not None else order.hwm * (order.trail_percent or 0) / 100
    order.stop_price = (order.hwm + gap if order.side == "buy" else order.hwm - gap).quantize(TICK)


def follow(book: "Book", order: Order, *, done: bool) -> None:
    """After a fill: a complete entry arms its exits; a filled exit ends the others, a part of one shrinks them."""
    if order.order_class == "":
        return
    if not order.is_leg and order.order_class != "oco":
        if done:
            _arm(book, order)
        return
    root = order.parent or order
    exits = [root, *root.legs] if order.order_class == "oco" else root.legs
    for other in exits:
        if other is order or not other.is_open:
            continue
        if done:
            book.end(other, "canceled")
        else:
            other.qty = other.filled_qty + order.remaining


def _arm(book: "Book", entry: Order) -> None:
    for leg in entry.legs:
        leg.armed = True
        if leg.type == "limit" or entry.order_class == "oto":
            book.move(leg, "new")
    for leg in entry.legs:
        match(book, leg)
