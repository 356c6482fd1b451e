"""How the paper venue takes an order in: its own refusals, the rows of an order and its exits, a fill at once."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from trading.broker.paper.book import Book, cents, share_part
from trading.broker.paper.matching import marketable
from trading.broker.paper.rows import working_of
from trading.errors import OutcomeUnknown, VenueRejected
from trading.types import OrderClass, OrderType, Side, Status, Ticket, TimeInForce
from trading.types.wire import decimal_text

MAX_ID = 128
AT_ONCE = (TimeInForce.IOC, TimeInForce.FOK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """Where the book stands while an order is taken in: session, time, prices, and what trades.

    `works_from` is from when on a resting order works: a session's date where sessions are played, else a time.
    Market orders fill at once where `is_open`; with `takes_limits` a limit that could trade at `price` does too.
    """

    day: date
    at: datetime
    works_from: str
    price: Callable[[str], Decimal | None]
    reserve_price: Callable[[str], Decimal]
    trades: Callable[[str], bool]
    is_open: bool = True
    takes_limits: bool = False


def take(book: Book, order_id: str, ticket: Ticket, counter: Counter) -> None:
    """Write one order and fill it where it fills at once. Call inside `book.file.write()`.

    Raises VenueRejected, which leaves nothing behind, and OutcomeUnknown for an id that the venue has already.
    """
    check_is_new(book, order_id)
    price = _price(order_id, ticket, counter)
    if book.head()["suspended"]:
        raise VenueRejected("new orders are rejected by user request: the account is suspended")
    qty = _qty(ticket, price)
    side = _side(ticket)
    _check_funds(book, ticket, qty, price, counter)
    is_oco = ticket.order_class is OrderClass.OCO
    limit = ticket.take_profit.limit_price if is_oco and ticket.take_profit else ticket.limit_price
    kind = OrderType.LIMIT if is_oco else (ticket.type or OrderType.MARKET)
    mark = price if kind is OrderType.TRAILING_STOP else None
    values = {
        "id": order_id,
        "symbol": ticket.symbol,
        "side": side.value,
        "qty": decimal_text(qty),
        "notional": None if ticket.notional is None else decimal_text(ticket.notional),
        "type": kind.value,
        "time_in_force": (ticket.time_in_force or TimeInForce.DAY).value,
        "order_class": (ticket.order_class or OrderClass.SIMPLE).value,
        "limit_price": _text(limit),
        "stop_price": _text(ticket.stop_price),
        "trail_price": _text(ticket.trail_price),
        "trail_percent": _text(ticket.trail_percent),
        "water_mark": _text(mark),
    }
    _insert(book, values, counter)
    _exits(book, values, ticket, counter, is_oco=is_oco)
    _at_once(book, order_id, price, counter)


def check_is_new(book: Book, order_id: str) -> None:
    """Raise OutcomeUnknown for an id that the venue has already: before any refusal, which would deny that order."""
    if book.file.row("SELECT id FROM orders WHERE id = ?", (order_id,)) is not None:
        raise OutcomeUnknown(f"client_order_id must be unique: the venue has {order_id} already; look it up")


def activate_exits(book: Book, entry_id: str, *, works_from: str, at: datetime) -> None:
    """Let the exits of an entry that has filled begin to work, by what trades after `works_from`."""
    book.file.do(
        "UPDATE orders SET held = 0, reason = '', works_from = ?, updated_at = ? WHERE parent = ? AND held = 1",
        (works_from, at.isoformat(), entry_id),
    )


def _price(order_id: str, ticket: Ticket, counter: Counter) -> Decimal:
    if not 0 < len(order_id) <= MAX_ID:
        raise VenueRejected(f"client_order_id has {len(order_id)} characters, the limit is {MAX_ID}; shorten it")
    if not counter.trades(ticket.symbol):
        raise VenueRejected(f"{ticket.symbol} is not traded here; choose another symbol")
    price = counter.price(ticket.symbol)
    if price is None or price <= 0:
        raise VenueRejected(f"{ticket.symbol} has no price on {counter.day}; choose another symbol or day")
    if ticket.extended_hours:
        raise VenueRejected("the paper venue has no extended hours; set extended_hours to false")
    limited = ticket.type in (OrderType.MARKET, OrderType.LIMIT)
    if ticket.time_in_force in (*AT_ONCE, TimeInForce.OPG, TimeInForce.CLS) and not limited:
        raise VenueRejected(f"a {ticket.type} order cannot be {ticket.time_in_force}; use day or gtc")
    return price


def _qty(ticket: Ticket, price: Decimal) -> Decimal:
    if ticket.qty is not None:
        return ticket.qty
    if ticket.notional is None:
        raise VenueRejected("qty or notional is required")
    qty = share_part(ticket.notional / (ticket.limit_price or ticket.stop_price or price))
    if qty <= 0:
        raise VenueRejected(f"{ticket.notional} USD buys less than 0.000001 shares; raise notional")
    return qty


def _side(ticket: Ticket) -> Side:
    if ticket.side is None:
        raise VenueRejected("side is required: buy or sell")
    return ticket.side


def _check_funds(book: Book, ticket: Ticket, qty: Decimal, price: Decimal, counter: Counter) -> None:
    if ticket.side is Side.SELL:
        held, reserved = book.holding(ticket.symbol).qty, book.reserved_qty(ticket.symbol)
        if qty > held - reserved:
            raise VenueRejected(
                f"insufficient qty available for order (requested: {decimal_text(qty)}, "
                f"available: {decimal_text(held - reserved)}); this account does not sell short"
            )
        return
    if ticket.order_class is OrderClass.OCO:
        raise VenueRejected("oco orders must be exit orders: sell what is held")
    worst = max([price, *(p for p in (ticket.limit_price, ticket.stop_price) if p is not None)])
    if ticket.type is OrderType.LIMIT and ticket.limit_price is not None:
        worst = ticket.limit_price
    cost, power = cents(qty * worst), buying_power(book, counter.reserve_price)
    if cost <= 0:
        raise VenueRejected(
            f"{decimal_text(qty)} shares at {decimal_text(worst)} USD are worth no cent; raise the size"
        )
    if cost > power:
        raise VenueRejected(
            f"insufficient buying power: the order costs {cost} USD, {power:.2f} USD are free; lower qty"
        )


def buying_power(book: Book, last_close: Callable[[str], Decimal]) -> Decimal:
    """Return the cash that no resting buy has reserved, USD; the account has no margin."""
    rows = book.file.rows(
        "SELECT DISTINCT symbol FROM orders WHERE status = 'sent' AND side = 'buy' AND limit_price IS NULL"
    )
    prices = {row["symbol"]: last_close(row["symbol"]) for row in rows}
    return max(Decimal(0), book.cash() - book.reserved_cash(prices))


def _insert(book: Book, values: dict[str, str | None], counter: Counter, **more: str | int) -> None:
    row: dict[str, str | int | None] = dict(values)
    row |= {
        "sequence": book.next_sequence(),
        "book": book.head()["number"],
        "status": Status.SENT.value,
        "works_from": counter.works_from,
        "submitted_at": counter.at.isoformat(),
        "updated_at": counter.at.isoformat(),
    }
    row |= more
    marks = ", ".join("?" * len(row))
    book.file.do(f"INSERT INTO orders ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608


def _exits(book: Book, entry: dict[str, str | None], ticket: Ticket, counter: Counter, *, is_oco: bool) -> None:
    side = ticket.side if is_oco else (Side.SELL if ticket.side is Side.BUY else Side.BUY)
    blank = dict.fromkeys(("notional", "limit_price", "stop_price", "trail_price", "trail_percent", "water_mark"))
    leg: dict[str, str | None] = {**entry, **blank, "side": (side or Side.SELL).value, "order_class": "simple"}
    more: dict[str, str | int] = {"parent": str(entry["id"]), "held": 0 if is_oco else 1}
    if not is_oco:
        more["reason"] = "held until the entry has filled"
    if ticket.take_profit is not None and not is_oco:
        limit = _text(ticket.take_profit.limit_price)
        _insert(book, {**leg, "id": f"{entry['id']}-tp", "type": "limit", "limit_price": limit}, counter, **more)
    if ticket.stop_loss is not None:
        loss = ticket.stop_loss
        kind = OrderType.STOP if loss.limit_price is None else OrderType.STOP_LIMIT
        prices = {"stop_price": _text(loss.stop_price), "limit_price": _text(loss.limit_price)}
        _insert(book, {**leg, "id": f"{entry['id']}-sl", "type": kind.value, **prices}, counter, **more)


def _at_once(book: Book, order_id: str, price: Decimal, counter: Counter) -> None:
    """A market order fills now; ioc and fok fill now or end."""
    row = _row(book, order_id)
    force = TimeInForce(row["time_in_force"])
    could = row["type"] == OrderType.MARKET or (
        counter.takes_limits
        and row["type"] == OrderType.LIMIT
        and row["order_class"] != OrderClass.OCO
        and marketable(working_of(row), price)
    )
    now = could and counter.is_open and force not in (TimeInForce.OPG, TimeInForce.CLS)
    if not now and force not in AT_ONCE:
        return
    if not marketable(working_of(row), price):
        book.end(order_id, Status.CANCELLED, at=counter.at, reason=f"{force}: not marketable at {price} USD")
    elif book.trade(row, price, day=counter.day, at=counter.at):
        activate_exits(book, order_id, works_from=counter.works_from, at=counter.at)


def _row(book: Book, order_id: str) -> sqlite3.Row:
    row = book.file.row("SELECT * FROM orders WHERE id = ?", (order_id,))
    if row is None:
        raise RuntimeError(f"order {order_id} has just been written and is not there")
    return row


def _text(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value)
