"""Say a ticket, a state and a rule in the words of a trader: titles of cards and dialogs, cells of tables."""

from components.formats import dollars_a_share, money, percent, shares
from trading.types import Action, OrderClass, OrderType, Side, Status, Ticket, TimeInForce

SIDES = {Side.BUY: "Buy", Side.SELL: "Sell"}
TYPES = {
    OrderType.MARKET: "Market",
    OrderType.LIMIT: "Limit",
    OrderType.STOP: "Stop",
    OrderType.STOP_LIMIT: "Stop limit",
    OrderType.TRAILING_STOP: "Trailing stop",
}
TIMES_IN_FORCE = {
    TimeInForce.DAY: "Day",
    TimeInForce.GTC: "Until cancelled",
    TimeInForce.OPG: "At the open",
    TimeInForce.CLS: "At the close",
    TimeInForce.IOC: "Now or never (part may fill)",
    TimeInForce.FOK: "Now or never (all of it)",
}
CLASSES = {
    OrderClass.SIMPLE: "No exits",
    OrderClass.BRACKET: "Take profit and stop loss",
    OrderClass.OTO: "One exit",
    OrderClass.OCO: "Two exits for what is held",
}
STATES = {
    Status.PROPOSED: "proposed",
    Status.REFUSED: "refused",
    Status.OPEN: "waits for you",
    Status.APPROVED: "approved",
    Status.CANCELLED: "cancelled",
    Status.EXPIRED: "expired",
    Status.SENDING: "sending",
    Status.SENT: "open",
    Status.PARTLY_FILLED: "partly filled",
    Status.FILLED: "filled",
    Status.REJECTED: "rejected",
    Status.UNKNOWN: "unknown",
    Status.NEVER_ARRIVED: "never arrived",
    Status.REPLACED: "replaced",
}


def title(ticket: Ticket) -> str:
    """Return the order in one line, as the title of its dialog and card.

    >>> from decimal import Decimal
    >>> title(Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(10), type=OrderType.LIMIT, limit_price=Decimal(432)))
    'Buy 10 AAPL, limit $432.00'
    """
    if ticket.action is Action.CANCEL:
        return f"Cancel the order for {ticket.symbol}"
    words = f"{SIDES[ticket.side] if ticket.side else ''} {size(ticket)}, {kind(ticket)}".strip()
    return f"Replace by: {words}" if ticket.action is Action.REPLACE else words


def size(ticket: Ticket) -> str:
    """Return how much of what: shares and symbol, or dollars of it."""
    if ticket.qty is None and ticket.notional is not None:
        return f"{money(ticket.notional)} of {ticket.symbol}"
    return f"{shares(ticket.qty)} {ticket.symbol}"


def kind(ticket: Ticket) -> str:
    """Return type and prices in one phrase, as in "stop $190.00, limit $189.50"."""
    if ticket.type is OrderType.LIMIT:
        return f"limit {dollars_a_share(ticket.limit_price)}"
    if ticket.type is OrderType.STOP:
        return f"stop {dollars_a_share(ticket.stop_price)}"
    if ticket.type is OrderType.STOP_LIMIT:
        return f"stop {dollars_a_share(ticket.stop_price)}, limit {dollars_a_share(ticket.limit_price)}"
    if ticket.type is OrderType.TRAILING_STOP:
        by = dollars_a_share(ticket.trail_price) if ticket.trail_price is not None else percent(ticket.trail_percent)
        return f"trailing stop {by}"
    return "market"


def terms(ticket: Ticket) -> str:
    """Return what else was agreed: how long it lives, its exits, and that it only closes."""
    if ticket.action is Action.CANCEL:
        return f"order {ticket.target_id}"
    parts = [TIMES_IN_FORCE[ticket.time_in_force].lower()] if ticket.time_in_force else []
    if ticket.take_profit is not None:
        parts.append(f"take profit {dollars_a_share(ticket.take_profit.limit_price)}")
    if ticket.stop_loss is not None:
        limit = ticket.stop_loss.limit_price
        held = f" limit {dollars_a_share(limit)}" if limit is not None else ""
        parts.append(f"stop loss {dollars_a_share(ticket.stop_loss.stop_price)}{held}")
    if ticket.extended_hours:
        parts.append("extended hours")
    if ticket.reduce_only:
        parts.append("only closes")
    return ", ".join(parts)
