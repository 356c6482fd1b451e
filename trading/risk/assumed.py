"""The fields that a default may fill after all: the exits of an entry, and the mends that the auditor of stops offers.

Each is accepted only where its number is the one that this code computes from the limits and the price that the source
names, and that price is the market's while the ticket is new. A figure of a model never gets here.
"""

from decimal import Decimal

from trading.risk.exits import Exits, base_in, default_exits, fills_at
from trading.risk.facts import Facts
from trading.types import (
    ENTRY_CLASSES,
    STOP_TYPES,
    Action,
    FieldSource,
    OrderClass,
    OrderType,
    OriginKind,
    Side,
    Ticket,
)

TEN_THOUSAND = Decimal(10_000)
_EXITS = frozenset({"stop_loss", "take_profit"})
_PEOPLE = frozenset({OriginKind.FORM, OriginKind.AGENT})


def assumed_fault(facts: Facts, name: str, item: FieldSource) -> str | None:
    """Return why a default may not fill this field, None where it may. Raises Unknown."""
    ticket, kind = facts.ticket, facts.origin.kind
    if kind is OriginKind.DESK:
        return _mend_fault(facts, name, item)
    if kind not in _PEOPLE or name not in _EXITS or not _is_entry(ticket):
        return f"{name} is never assumed; say it or use the form"
    return _price_fault(facts, name, item, is_long=ticket.side is Side.BUY)


def _is_entry(ticket: Ticket) -> bool:
    return ticket.action is Action.ORDER and ticket.order_class in ENTRY_CLASSES and not ticket.reduce_only


def _price_fault(facts: Facts, name: str, item: FieldSource, *, is_long: bool) -> str | None:
    """Hold an exit's price against the one that the limits and the price of its source give."""
    base = base_in(item.text)
    if base is None:
        return f"{name} is a default that does not name the price it starts from; propose it again"
    fault = _base_fault(facts, base)
    if fault is not None:
        return f"{name} {fault}"
    if getattr(facts.ticket, name) != _computed(default_exits(base, facts.limits, is_long=is_long))[name]:
        return f"{name} is not the default of Settings from {base} USD; propose it again"
    return None


def _computed(exits: Exits) -> dict[str, object]:
    return {
        "stop_loss": exits.stop_loss,
        "take_profit": exits.take_profit,
        "stop_price": exits.stop,
        "limit_price": exits.target,
    }


def _base_fault(facts: Facts, base: Decimal) -> str | None:
    """The limit of an entry is what it starts from; a market price must be that of now while the ticket is new."""
    ticket = facts.ticket
    if ticket.type is OrderType.LIMIT and ticket.order_class is not OrderClass.OCO:
        is_its_own = base == ticket.limit_price
        return None if is_its_own else f"starts from {base} USD and not from the limit {ticket.limit_price} USD"
    if not facts.is_new:
        return None
    now = fills_at(facts.quote, ticket.side or Side.BUY)
    apart = abs(base - now) / now * TEN_THOUSAND if now > 0 else TEN_THOUSAND
    if apart <= facts.limits.max_drift_bps:
        return None
    return f"starts from {base} USD, {apart:.0f} bps from the price of now, {now} USD; propose it again"


def _mend_fault(facts: Facts, name: str, item: FieldSource) -> str | None:
    """A mend closes or protects what is held, or makes an order smaller; nothing else is the desk's to say."""
    ticket = facts.ticket
    position = facts.positions.get(ticket.symbol)
    held = Decimal(0) if position is None else position.qty
    closes = held != 0 and (ticket.side is Side.SELL) == (held > 0)
    size = ticket.qty
    if not (ticket.reduce_only and closes and size is not None and size <= abs(held)):
        return f"{name} is the desk's own and the ticket does not only protect the {held} {ticket.symbol} held"
    if ticket.action is Action.REPLACE:
        return _cut_fault(facts, name, size)
    if ticket.order_class is not OrderClass.OCO and ticket.type is not OrderType.STOP:
        return f"{name} is the desk's own, and the desk offers stops only; say it or use the form"
    if name in ("symbol", "side", "qty"):
        return None
    return _price_fault(facts, name, item, is_long=held > 0)


def _cut_fault(facts: Facts, name: str, size: Decimal) -> str | None:
    """A replace of the desk lowers the size of a stop and changes nothing else."""
    ticket, target = facts.ticket, facts.book.target
    if target is None or target.type not in STOP_TYPES or target.qty is None or size >= target.qty:
        return f"{name} is the desk's own, and the desk only makes a stop smaller; say it or use the form"
    same = (ticket.symbol, ticket.side, ticket.type) == (target.symbol, target.side, target.type)
    if not same or (name not in ("symbol", "side", "qty") and getattr(ticket, name) != getattr(target, name)):
        return f"{name} differs from that of order {ticket.target_id}, and the desk only makes a stop smaller"
    return None
