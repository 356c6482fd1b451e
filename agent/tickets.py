"""Tickets made from what the words ask or a model proposes, and the origin of each field; all of it plain code."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

from agent.intent_types import AskedOrder, PriceSpec, Reading, SizeKind
from trading.errors import FixInput, InvalidTicket
from trading.risk.exits import fills_at, tick
from trading.types import (
    Actor,
    ActorKind,
    FieldFrom,
    FieldSource,
    OrderClass,
    OrderType,
    Origin,
    OriginKind,
    Quote,
    Side,
    Ticket,
)
from trading.types.wire import decimal_from_wire, decimal_text, ticket_from_wire, to_wire

TRADER = Actor(kind=ActorKind.AGENT, id="trader", name="the trader agent")
RISK_OFFICER = Actor(kind=ActorKind.AGENT, id="risk", name="the risk agent")
_PERCENTS = ("limit_percent", "stop_percent", "take_profit_percent", "stop_loss_percent")
_EXITS = ("take_profit_price", "stop_loss_price", "stop_loss_limit_price")
_COMPARED = (
    "symbol", "side", "qty", "notional", "type", "limit_price", "stop_price", "trail_price", "trail_percent",
    "time_in_force", "extended_hours", "order_class", "take_profit", "stop_loss", "reduce_only",
)  # fmt: skip


def fraction_of(held: Decimal, fraction: Decimal) -> Decimal:
    """Return that part of a position; of whole shares, whole shares, rounded down.

    Raises FixInput when it rounds to nothing.
    """
    part = (held * fraction).quantize(Decimal("0.000001"))
    if held == held.to_integral_value():
        part = part.to_integral_value(ROUND_DOWN)
    if part <= 0:
        whole = "1 share" if held == 1 else f"{decimal_text(held)} shares"
        raise FixInput(f"{_part_text(fraction)} of {whole} is less than one share; say a number of shares")
    return part.normalize() if part != part.to_integral_value() else part.quantize(Decimal(1))


def _part_text(fraction: Decimal) -> str:
    named = {Decimal("50.00"): "half", Decimal("33.33"): "a third", Decimal("25.00"): "a quarter"}
    percent = (fraction * 100).quantize(Decimal("0.01"))
    return named.get(percent) or f"{decimal_text(percent.normalize())}%"


def _percent_price(percent: Decimal, side: Side, quote: Quote) -> Decimal:
    return tick(fills_at(quote, side) * (1 + percent / 100))


def tool_arguments(asked: AskedOrder) -> dict[str, Any]:
    """Return the arguments of propose_order that say exactly this order."""
    found: dict[str, Any] = {"symbol": asked.symbol, "side": None if asked.side is None else asked.side.value}
    if asked.size is not None:
        found[asked.size.kind.value] = decimal_text(asked.size.value)
    if asked.type is not None:
        found["type"] = asked.type.value
    for name, spec in (("limit", asked.limit), ("stop", asked.stop)):
        found |= _spec_arguments(spec, f"{name}_price", f"{name}_percent")
    for name, spec in (("take_profit", asked.take_profit), ("stop_loss", asked.stop_loss)):
        found |= _spec_arguments(spec, f"{name}_price", f"{name}_percent")
    for name in ("trail_price", "trail_percent"):
        value = getattr(asked, name)
        if value is not None:
            found[name] = decimal_text(value)
    if asked.time_in_force is not None:
        found["time_in_force"] = asked.time_in_force.value
    if asked.extended_hours:
        found["extended_hours"] = True
    return found


def _spec_arguments(spec: PriceSpec | None, price: str, percent: str) -> dict[str, Any]:
    if spec is None:
        return {}
    if spec.percent is not None:
        return {percent: decimal_text(spec.percent)}
    return {price: decimal_text(spec.price or Decimal(0))}


def ticket_of(arguments: Mapping[str, Any], quote: Callable[[], Quote]) -> Ticket:
    """Return the ticket that the arguments of propose_order say; percentages become prices of its own quote.

    Raises InvalidTicket with every reason, and what `quote` raises.
    """
    given = {name: value for name, value in arguments.items() if value is not None and value != ""}
    body = {name: value for name, value in given.items() if name not in (*_PERCENTS, *_EXITS)}
    side = Side(body["side"]) if body.get("side") in tuple(Side) else Side.BUY
    percents = {name: decimal_from_wire(name, given[name]) for name in _PERCENTS if name in given}
    bad = [f"{name} {value} is not a distance; give a number such as 10" for name, value in percents.items()
           if not value.is_finite() or not -100 < value < 10_000]  # fmt: skip
    if bad:
        raise InvalidTicket(bad)
    own = quote() if percents else None
    prices = {name: _percent_price(value, side, own) for name, value in percents.items() if own is not None}
    for name in ("limit", "stop"):
        if f"{name}_percent" in prices:
            body[f"{name}_price"] = prices[f"{name}_percent"]
    profit = prices.get("take_profit_percent", given.get("take_profit_price"))
    loss = prices.get("stop_loss_percent", given.get("stop_loss_price"))
    if profit is not None:
        body["take_profit"] = {"limit_price": profit}
    if loss is not None:
        body["stop_loss"] = {"stop_price": loss, "limit_price": given.get("stop_loss_limit_price")}
    if "order_class" not in body and (profit is not None or loss is not None):
        both = profit is not None and loss is not None
        body["order_class"] = OrderClass.BRACKET.value if both else OrderClass.OTO.value
    if "type" not in body:
        body["type"] = _implied_type(body).value
    return ticket_from_wire(body)


def _implied_type(body: Mapping[str, Any]) -> OrderType:
    if "trail_price" in body or "trail_percent" in body:
        return OrderType.TRAILING_STOP
    if "stop_price" in body:
        return OrderType.STOP_LIMIT if "limit_price" in body else OrderType.STOP
    return OrderType.LIMIT if "limit_price" in body else OrderType.MARKET


def match(ticket: Ticket, orders: Sequence[AskedOrder], used: Collection[int]) -> int | None:
    """Return which order of the words a ticket answers best; None when the words ask for none.

    One that no other ticket answers yet comes before one that is taken, the same symbol before another.
    """
    if not orders:
        return None

    def distance(n: int) -> tuple[bool, bool, bool, bool, int]:
        asked = orders[n]
        size = asked.size
        same_size = size is None or size.kind is SizeKind.FRACTION or size.value in (ticket.qty, ticket.notional)
        return asked.symbol != ticket.symbol, asked.side != ticket.side, n in used, not same_size, n

    return min(range(len(orders)), key=distance)


def agent_origin(
    ticket: Ticket, expected: Ticket | None, reading: Reading, *, run_id: str, asked: int | None
) -> Origin:
    """Return the origin of a ticket: each field that equals what the words ask is said by them, any other is foreign.

    `expected` is the ticket that code makes of the order number `asked`; a model's own figure never counts.
    """
    order = reading.orders[asked] if asked is not None else None
    fields = {
        name: _source(name, ticket, expected, order)
        for name in _COMPARED
        if getattr(ticket, name) != _defaults(name) or (expected is not None and _differs(name, ticket, expected))
    }
    return Origin(
        kind=OriginKind.AGENT,
        actor=TRADER,
        run_id=run_id,
        words=reading.words,
        asked=asked,
        asked_count=len(reading.orders),
        fields=fields,
    )


def _differs(name: str, ticket: Ticket, expected: Ticket) -> bool:
    return bool(getattr(ticket, name) != getattr(expected, name))


def _defaults(name: str) -> Any:
    field = Ticket.__dataclass_fields__[name]
    return field.default if name != "symbol" else None


def _source(name: str, ticket: Ticket, expected: Ticket | None, order: AskedOrder | None) -> FieldSource:
    value = getattr(ticket, name)
    shown = f"{name} {to_wire(value)}"
    if expected is None or order is None or getattr(expected, name) != value:
        return FieldSource(source=FieldFrom.FOREIGN, text=shown)
    said = order.said
    text = said.get(_SAID_AS.get(name, name))
    if text is None and name == "order_class":
        text = said.get("take_profit") or said.get("stop_loss")
    if text is None and name == "type":
        text = next((said[part] for part in ("limit", "stop", "trail_percent", "trail_price") if part in said), None)
    if text is None and (name == "reduce_only" or (name == "symbol" and order.closes)):
        text = said.get("size") or said.get("side")
    return FieldSource(source=FieldFrom.WORDS, text=text) if text else FieldSource(source=FieldFrom.FOREIGN, text=shown)


_SAID_AS = {"qty": "size", "notional": "size", "limit_price": "limit", "stop_price": "stop"}
