"""What the order form's texts mean: which fields it shows, what is still missing, the ticket and where it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from trading.errors import InvalidTicket
from trading.types import OWNER, FieldFrom, FieldSource, OrderClass, OrderType, Origin, OriginKind, Ticket, TimeInForce
from trading.types.wire import ticket_from_wire

SHARES, DOLLARS, PERCENT = "Shares", "Dollars", "Percent"
WITH_EXITS = (OrderClass.BRACKET, OrderClass.OCO, OrderClass.OTO)
_GROUPED = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+(?:\.\d*)?)$")
_LONE_COMMA = re.compile(r"[^,]*\d,\d[^,]*$")
_PEOPLE_SAY = {
    "take_profit.limit_price": "the take-profit price",
    "stop_loss.stop_price": "the stop-loss price",
    "stop_loss.limit_price": "the stop-loss limit",
    "take_profit": "the take-profit price",
    "stop_loss": "the stop-loss price",
    "limit_price": "the limit price",
    "stop_price": "the stop price",
    "trail_price": "the trail in USD",
    "trail_percent": "the trail in percent",
    "notional": "the amount in USD",
    "time_in_force": "time in force",
    "order_class": "exits",
    "extended_hours": "extended hours",
    "qty": "the number of shares",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderForm:
    """The texts of the form as typed. Empty means not typed yet; a text that is not shown does not count.

    `sized_by` says how the size was reckoned where the desk filled it in.
    `stated` holds the sentence of each field that the form filled in by itself.
    """

    symbol: str
    side: str
    type: OrderType = OrderType.MARKET
    time_in_force: TimeInForce = TimeInForce.DAY
    order_class: OrderClass = OrderClass.SIMPLE
    size_in: str = SHARES
    trail_in: str = PERCENT
    size: str = ""
    limit_price: str = ""
    stop_price: str = ""
    trail: str = ""
    take_profit: str = ""
    stop_loss: str = ""
    reduce_only: bool = False
    extended_hours: bool = False
    sized_by: str = ""
    stated: Mapping[str, str] = field(default_factory=dict)


def prices_shown(kind: OrderType, exits: OrderClass) -> tuple[str, ...]:
    """Return the price fields that this type and these exits need, in the order of the form.

    >>> prices_shown(OrderType.STOP_LIMIT, OrderClass.SIMPLE)
    ('stop_price', 'limit_price')
    """
    shown: tuple[str, ...] = ()
    if kind in (OrderType.STOP, OrderType.STOP_LIMIT):
        shown += ("stop_price",)
    if kind in (OrderType.LIMIT, OrderType.STOP_LIMIT) and exits is not OrderClass.OCO:
        shown += ("limit_price",)
    if kind is OrderType.TRAILING_STOP:
        shown += ("trail",)
    return shown + (("take_profit", "stop_loss") if exits in WITH_EXITS else ())


def takes_extended_hours(form: OrderForm) -> bool:
    """Say whether this order may also work before and after the session: a limit without exits, for a day or longer."""
    lives = (TimeInForce.DAY, TimeInForce.GTC)
    simple = form.type is OrderType.LIMIT and form.order_class is OrderClass.SIMPLE
    return simple and form.time_in_force in lives


def missing(form: OrderForm) -> str | None:
    """Return what to type next as one sentence, None when the form is complete enough to be checked."""
    if not form.size.strip():
        return "Type how many shares." if form.size_in == SHARES else "Type the amount in USD."
    asks = {
        "limit_price": "Type the limit price.",
        "stop_price": "Type the stop price.",
        "trail": "Type how far the stop trails.",
        "take_profit": "Type the take-profit price.",
        "stop_loss": "Type the stop-loss price.",
    }
    texts = _price_texts(form)
    shown = prices_shown(form.type, form.order_class)
    if form.order_class is OrderClass.OTO:
        exits = [name for name in ("take_profit", "stop_loss") if texts[name]]
        if not exits:
            return "Type one exit: a take-profit or a stop-loss price."
        shown = tuple(name for name in shown if name not in ("take_profit", "stop_loss") or name in exits)
    return next((asks[name] for name in shown if not texts[name]), None)


def ticket_of(form: OrderForm) -> tuple[Ticket, Origin]:
    """Return the ticket that the form asks for, with the source of every field.

    Raises InvalidTicket with a sentence a fault, in the words of the form.
    """
    wire = _wire(form)
    try:
        origin = _with_sizing(_with_stated(form_origin(wire), form.stated), form.sized_by)
        return ticket_from_wire(wire), origin
    except InvalidTicket as fault:
        raise InvalidTicket([in_form_words(reason) for reason in fault.reasons]) from None


def form_origin(wire: Mapping[str, Any]) -> Origin:
    """Return the origin of a ticket that the owner filled in on a form: these fields, all others by default."""
    fields = {name: FieldSource(source=FieldFrom.FORM, text=_shown_text(value)) for name, value in wire.items()}
    for name in ("type", "time_in_force", "order_class", "extended_hours", "reduce_only"):
        fields.setdefault(name, FieldSource(source=FieldFrom.DEFAULT, text="not on the form, so the default"))
    return Origin(kind=OriginKind.FORM, actor=OWNER, fields=fields)


def _with_sizing(origin: Origin, sized_by: str) -> Origin:
    if not sized_by or "qty" not in origin.fields:
        return origin
    qty = replace(origin.fields["qty"], text=f"{origin.fields['qty'].text}, {sized_by}")
    return replace(origin, fields={**origin.fields, "qty": qty})


def _with_stated(origin: Origin, stated: Mapping[str, str]) -> Origin:
    """Return the origin with the fields that nobody typed as the defaults that they are."""
    shown = {name: text for name, text in stated.items() if name in origin.fields}
    sources = {name: FieldSource(source=FieldFrom.DEFAULT, text=text) for name, text in shown.items()}
    return replace(origin, fields={**origin.fields, **sources})


def in_form_words(reason: str) -> str:
    """Return a sentence about a ticket with the names of its fields as the form says them.

    >>> in_form_words("limit_price -1 must be more than 0; give a positive number")
    'The limit price -1 must be more than 0; give a positive number'
    """
    for name, words in _PEOPLE_SAY.items():
        reason = re.sub(rf"\b{re.escape(name)}\b", words, reason)
    return reason[:1].upper() + reason[1:]


def plain_number(text: str) -> str:
    """Return the digits of a number as people type it: `$1,234.50` is 1234.50; what is no number stays as it is.

    Raises InvalidTicket for a comma that could be a decimal point.

    >>> plain_number("$1,234.50"), plain_number(" 10 ")
    ('1234.50', '10')
    """
    typed = text.strip()
    if grouped := _GROUPED.match(typed):
        return grouped.group(1).replace(",", "")
    if _LONE_COMMA.match(typed):
        raise InvalidTicket([f"{typed} can be read in two ways; write decimals with a point, such as 1.5"])
    return typed.removeprefix("$").strip()


def _price_texts(form: OrderForm) -> dict[str, str]:
    return {
        "limit_price": form.limit_price.strip(),
        "stop_price": form.stop_price.strip(),
        "trail": form.trail.strip(),
        "take_profit": form.take_profit.strip(),
        "stop_loss": form.stop_loss.strip(),
    }


def _wire(form: OrderForm) -> dict[str, Any]:
    typed = {name: plain_number(text) for name, text in _price_texts(form).items()}
    shown = prices_shown(form.type, form.order_class)
    wire: dict[str, Any] = {
        "symbol": form.symbol,
        "side": form.side,
        "qty" if form.size_in == SHARES else "notional": plain_number(form.size),
        "type": str(form.type),
        "time_in_force": str(form.time_in_force),
        "order_class": str(form.order_class),
    }
    for name in ("limit_price", "stop_price"):
        if name in shown:
            wire[name] = typed[name]
    if "trail" in shown:
        wire["trail_percent" if form.trail_in == PERCENT else "trail_price"] = typed["trail"]
    if "take_profit" in shown and typed["take_profit"]:
        wire["take_profit"] = {"limit_price": typed["take_profit"]}
    if "stop_loss" in shown and typed["stop_loss"]:
        wire["stop_loss"] = {"stop_price": typed["stop_loss"]}
    if form.order_class is OrderClass.OCO:
        wire["type"], wire["limit_price"] = "limit", typed["take_profit"]
    if form.reduce_only:
        wire["reduce_only"] = True
    if form.extended_hours and takes_extended_hours(form):
        wire["extended_hours"] = True
    return wire


def _shown_text(value: Any) -> str:
    return ", ".join(str(part) for part in value.values()) if isinstance(value, Mapping) else str(value)
