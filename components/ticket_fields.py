"""What will be sent, field by field: read from the ticket itself, never from anybody's words about it."""

from decimal import Decimal

from components.formats import dollars_a_share, money, shares
from components.prose import plain
from components.ticket_words import CLASSES, SIDES, TIMES_IN_FORCE, TYPES, kind, title
from trading.types import Action, OrderClass, OrderType, Ticket, TimeInForce


def fields(ticket: Ticket, *, name: str = "", account: str = "", target: Ticket | None = None) -> dict[str, str]:
    """Return a row a field that applies, as safe Markdown; `name` is the asset's, `account` the book's.

    `target` is the order that a cancel or a replacement is about; without it the order's id is shown.
    """
    aim = _id(ticket.target_id) if target is None else plain(title(target))
    symbol = f"**{plain(ticket.symbol)}** · {plain(name)}" if name else f"**{plain(ticket.symbol)}**"
    if ticket.action is Action.CANCEL:
        return {"Action": "**Cancel an order**", "Symbol": symbol, "Order": aim, "Account": plain(account)}
    rows = {
        "Action": "**Replace an order**" if ticket.action is Action.REPLACE else "",
        "Order now": aim if ticket.action is Action.REPLACE else "",
        "Side": f"**{SIDES[ticket.side]}**" if ticket.side else "",
        "Symbol": symbol,
        "Amount": f"**{plain(money(ticket.notional))}**" if ticket.notional is not None else "",
        "Quantity": _quantity(ticket.qty),
        "Type": _type(ticket),
        "Limit price": _price(ticket.limit_price),
        "Stop price": _price(ticket.stop_price),
        "Trail": _trail(ticket),
        "Take profit": _price(ticket.take_profit.limit_price if ticket.take_profit else None),
        "Stop loss": _stop_loss(ticket),
        "Exits": _exits(ticket),
        "Extended hours": "Yes" if ticket.extended_hours else "No",
        "Only closes": "Yes" if ticket.reduce_only else "",
        "Account": plain(account),
    }
    return {label: text for label, text in rows.items() if text}


def _id(target_id: str | None) -> str:
    text = target_id or ""
    return plain(text if len(text) <= 10 else f"{text[:4]}…{text[-4:]}")


def _quantity(qty: Decimal | None) -> str:
    if qty is None:
        return ""
    return f"**{plain(shares(qty))}** {'share' if qty == 1 else 'shares'}"


def _type(ticket: Ticket) -> str:
    lives = TIMES_IN_FORCE[ticket.time_in_force].lower() if ticket.time_in_force else ""
    return ", ".join(part for part in (TYPES[ticket.type] if ticket.type else "", plain(lives)) if part)


def _price(amount: Decimal | None) -> str:
    return "" if amount is None else f"**{plain(dollars_a_share(amount))}**"


def _trail(ticket: Ticket) -> str:
    return plain(kind(ticket).removeprefix("trailing stop ")) if ticket.type is OrderType.TRAILING_STOP else ""


def _exits(ticket: Ticket) -> str:
    if ticket.order_class in (None, OrderClass.SIMPLE):
        return ""
    ends = ", :orange[they end with the day]" if ticket.time_in_force is TimeInForce.DAY else ""
    return f"{CLASSES[ticket.order_class]}{ends}"


def _stop_loss(ticket: Ticket) -> str:
    if ticket.stop_loss is None:
        return ""
    limit = _price(ticket.stop_loss.limit_price)
    text = _price(ticket.stop_loss.stop_price)
    return f"{text}, limit {limit}" if limit else text
