"""What Alpaca's JSON says, in our types. A field that must be there and is not raises Unreadable."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from trading.errors import Unavailable
from trading.redaction import clean
from trading.types import (
    Fill,
    OrderClass,
    OrderType,
    Position,
    Side,
    Status,
    TimeInForce,
    VenueAccount,
    VenueOrder,
)

log = logging.getLogger(__name__)
E_ = TypeVar("E_", bound=StrEnum)
Raw = Mapping[str, Any]
ENDED = {
    "filled": Status.FILLED,
    "canceled": Status.CANCELLED,
    "expired": Status.EXPIRED,
    "rejected": Status.REJECTED,
    "replaced": Status.REPLACED,
}
"""The venue's final states. Every other, a new one too, is an order that may still fill."""
WHOLE_CLASSES = frozenset({"", "simple"})
"""The order classes that have no legs."""
ZERO = Decimal(0)


class Unreadable(Unavailable):
    """The venue's answer lacks something that it must have, or says it in a form that is not known."""


def order_of(raw: Raw, name_of: Callable[[str], str | None]) -> VenueOrder:
    """Return an order with its legs. `name_of` gives our id for an order id of the venue. Raises Unreadable."""
    filled = _number(raw, "filled_qty")
    status = ENDED.get(str(raw.get("status")), Status.PARTLY_FILLED if filled > 0 else Status.SENT)
    replaced_by = raw.get("replaced_by")
    submitted = _time(raw, "submitted_at", "created_at")
    return VenueOrder(
        client_order_id=text_of(raw, "client_order_id"),
        broker_id=text_of(raw, "id"),
        symbol=text_of(raw, "symbol"),
        side=Side.SELL if text_of(raw, "side").startswith("sell") else Side.BUY,
        qty=number_or_none(raw, "qty"),
        notional=number_or_none(raw, "notional"),
        type=_choice(OrderType, raw.get("type") or raw.get("order_type"), _likely_type(raw)),
        time_in_force=_choice(TimeInForce, raw.get("time_in_force"), TimeInForce.DAY),
        order_class=_choice(OrderClass, raw.get("order_class") or "simple", OrderClass.SIMPLE),
        limit_price=number_or_none(raw, "limit_price"),
        stop_price=number_or_none(raw, "stop_price"),
        trail_price=number_or_none(raw, "trail_price"),
        trail_percent=number_or_none(raw, "trail_percent"),
        extended_hours=bool(raw.get("extended_hours")),
        status=status,
        filled_qty=filled,
        filled_avg_price=number_or_none(raw, "filled_avg_price"),
        submitted_at=submitted,
        updated_at=_time(raw, "updated_at", "filled_at", "canceled_at", "submitted_at", "created_at"),
        replaced_by=None if not replaced_by else name_of(str(replaced_by)),
        reason=_reason(raw, status),
        legs=tuple(order_of(leg, name_of) for leg in raw.get("legs") or ()),
    )


def account_of(raw: Raw, as_of: datetime) -> VenueAccount:
    """Return the account. Raises Unreadable when a figure that decides about orders is missing."""
    return VenueAccount(
        number=str(raw.get("account_number") or raw.get("id") or ""),
        equity=_number(raw, "equity"),
        cash=_number(raw, "cash"),
        buying_power=_number(raw, "buying_power"),
        last_equity=_number(raw, "last_equity"),
        as_of=as_of,
        blocked=_blocked(raw),
        may_short=flag_of(raw, "shorting_enabled"),
    )


def position_of(raw: Raw) -> Position:
    """Return a holding, its size signed by its side. Raises Unreadable."""
    short = str(raw.get("side")) == "short"
    qty = abs(_number(raw, "qty")) * (-1 if short else 1)
    last = _number(raw, "current_price")
    value = abs(_number(raw, "market_value", abs(qty) * last))
    return Position(
        symbol=text_of(raw, "symbol"),
        qty=qty,
        available=abs(_number(raw, "qty_available")) * (-1 if short else 1),
        avg_entry_price=_number(raw, "avg_entry_price"),
        last_price=last,
        market_value=-value if short else value,
        unrealized_pl=_number(raw, "unrealized_pl"),
        realized_pl=None,
    )


def fill_of(raw: Raw, order_id: str) -> Fill:
    """Return an execution of a FILL activity. Raises Unreadable."""
    return Fill(
        execution_id=text_of(raw, "id"),
        order_id=order_id,
        symbol=text_of(raw, "symbol"),
        side=Side.SELL if text_of(raw, "side").startswith("sell") else Side.BUY,
        qty=abs(_number(raw, "qty")),
        price=_number(raw, "price"),
        at=_time(raw, "transaction_time"),
    )


def parsed_time(text: str) -> datetime:
    """Return a time of the venue, aware; digits past the microsecond are cut. Raises Unreadable."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _odd("time", text) from None
    if at.tzinfo is None:
        raise _odd("time", text)
    return at


def _blocked(raw: Raw) -> str | None:
    status = str(raw.get("status") or "not told")
    if status.upper() != "ACTIVE":
        return f"its status is {clean(status)}"
    for name, said in (
        ("account_blocked", "the account is blocked"),
        ("trading_blocked", "trading is blocked"),
        ("trade_suspended_by_user", "trading is suspended by user request"),
    ):
        if raw.get(name):
            return said
    return None


def _reason(raw: Raw, status: Status) -> str:
    told = raw.get("reject_reason") or raw.get("failed_reason")
    if told:
        return f"Alpaca: {clean(str(told))}"
    return f"Alpaca says that the order is {raw.get('status')}" if status in (Status.REJECTED, Status.EXPIRED) else ""


def _likely_type(raw: Raw) -> OrderType:
    return OrderType.MARKET if raw.get("limit_price") is None else OrderType.LIMIT


def _choice(kind: type[E_], value: Any, otherwise: E_) -> E_:
    try:
        return kind(str(value))
    except ValueError:
        log.warning("Alpaca says %s %r, which is new; it is shown as %s", kind.__name__, value, otherwise)
        return otherwise


def object_of(raw: Any) -> Raw:
    """Return an answer that must be an object. Raises Unreadable."""
    if not isinstance(raw, dict):
        raise Unreadable("Alpaca's answer is no object, so nothing is decided on it; try again, then update the desk")
    return raw


def rows_of(raw: Any) -> list[Raw]:
    """Return an answer that must be a list of objects. Raises Unreadable."""
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise Unreadable("Alpaca's answer is no list, so nothing is decided on it; try again, then update the desk")
    return raw


def flag_of(raw: Raw, name: str) -> bool | None:
    """Return a yes or no, None where it is not told or told in another form."""
    value = raw.get(name)
    return value if isinstance(value, bool) else None


def text_of(raw: Raw, name: str) -> str:
    """Return a text that must be there. Raises Unreadable."""
    value = raw.get(name)
    if not isinstance(value, str) or not value:
        raise _lacks(name)
    return value


def number_or_none(raw: Raw, name: str) -> Decimal | None:
    """Return a number, None where it is not told. Raises Unreadable."""
    return None if raw.get(name) is None else _number(raw, name)


def _number(raw: Raw, name: str, otherwise: Decimal | None = None) -> Decimal:
    value = raw.get(name)
    if value is None:
        if otherwise is None:
            raise _lacks(name)
        return otherwise
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise _odd(name, value) from None
    if not number.is_finite():
        raise _odd(name, value)
    return number


def _time(raw: Raw, *names: str) -> datetime:
    for name in names:
        if raw.get(name):
            return parsed_time(str(raw[name]))
    raise _lacks(names[0])


def _lacks(name: str) -> Unreadable:
    return Unreadable(f"Alpaca's answer lacks {name}, so nothing is decided on it; try again, then update the desk")


def _odd(name: str, value: Any) -> Unreadable:
    return Unreadable(f"Alpaca's {name} {value!r:.40} cannot be read; try again, then look at its status page")
