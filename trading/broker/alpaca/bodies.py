"""Our tickets as the JSON that Alpaca takes; sizes and prices go out as text, exactly as they were approved."""

from decimal import Decimal
from typing import Any

from trading.types import OrderClass, OrderType, Ticket

_LIMITED = frozenset({OrderType.LIMIT, OrderType.STOP_LIMIT})
_STOPPED = frozenset({OrderType.STOP, OrderType.STOP_LIMIT})


def order_body(client_order_id: str, ticket: Ticket) -> dict[str, Any]:
    """Return the body of POST /v2/orders for a ticket; of a pair of exits the take-profit is the order's own limit."""
    is_pair = ticket.order_class is OrderClass.OCO
    body: dict[str, Any] = {
        "client_order_id": client_order_id,
        "symbol": ticket.symbol,
        "side": str(ticket.side),
        "type": str(OrderType.LIMIT if is_pair else ticket.type),
        "time_in_force": str(ticket.time_in_force),
        "order_class": str(ticket.order_class or OrderClass.SIMPLE),
        "extended_hours": ticket.extended_hours,
    }
    for name in ("qty", "notional", "limit_price", "stop_price", "trail_price", "trail_percent"):
        value = getattr(ticket, name)
        if value is not None and not (is_pair and name == "limit_price"):
            body[name] = text_of(value)
    if ticket.take_profit is not None:
        body["take_profit"] = {"limit_price": text_of(ticket.take_profit.limit_price)}
    if ticket.stop_loss is not None:
        loss = ticket.stop_loss
        limit = {} if loss.limit_price is None else {"limit_price": text_of(loss.limit_price)}
        body["stop_loss"] = {"stop_price": text_of(loss.stop_price), **limit}
    return body


def replacement_body(client_order_id: str, ticket: Ticket) -> dict[str, Any]:
    """Return the body of PATCH /v2/orders/{id}: the fields that an order of this type can change."""
    body: dict[str, Any] = {"client_order_id": client_order_id, "time_in_force": str(ticket.time_in_force)}
    if ticket.qty is not None and not ticket.is_fractional:
        body["qty"] = text_of(ticket.qty)
    if ticket.type in _LIMITED and ticket.limit_price is not None:
        body["limit_price"] = text_of(ticket.limit_price)
    if ticket.type in _STOPPED and ticket.stop_price is not None:
        body["stop_price"] = text_of(ticket.stop_price)
    trail = ticket.trail_price if ticket.trail_price is not None else ticket.trail_percent
    if trail is not None:
        body["trail"] = text_of(trail)
    return body


def text_of(value: Decimal) -> str:
    """Return a number in plain digits: no exponent and no needless zeros."""
    return f"{value.normalize():f}"
