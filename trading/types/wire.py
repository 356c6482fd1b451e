"""The wire form of tickets, quotes, verdicts, orders: plain JSON values, money and sizes as decimal strings."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from trading.errors import InvalidTicket
from trading.types.ticket import (
    Action,
    OrderClass,
    OrderType,
    Side,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)


def decimal_text(value: Decimal) -> str:
    """Return a decimal as plain digits without exponent, trailing zeros kept off: 1E+2 is "100", 1.50 is "1.5"."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rfc3339(at: datetime) -> str:
    """Return an aware time as RFC 3339 in UTC with a Z. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"time {at} has no zone; pass an aware time")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


_PLAIN = frozenset({str, bool, int, float})
"""What is its own wire form, found at once: most of what is walked is this."""


def to_wire(value: Any) -> Any:
    """Return any value of trading.types as plain JSON values."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [to_wire(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_wire(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no wire form")


def canonical_json(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, so that equal values hash equally."""
    return _CANONICAL.encode(to_wire(value))


def sha256(value: Any) -> str:
    """Return the SHA-256 of a value's canonical JSON, 64 hex digits."""
    return sha256_of_plain(to_wire(value))


def sha256_of_plain(value: Any) -> str:
    """Return the same of what is plain JSON values already."""
    return hashlib.sha256(_CANONICAL.encode(value).encode()).hexdigest()


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_DECIMALS = ("qty", "notional", "limit_price", "stop_price", "trail_price", "trail_percent")
_CHOICES: dict[str, type[StrEnum]] = {
    "action": Action,
    "side": Side,
    "type": OrderType,
    "time_in_force": TimeInForce,
    "order_class": OrderClass,
}
_FLAGS = ("extended_hours", "reduce_only")
_NESTED = {"take_profit": ("limit_price",), "stop_loss": ("stop_price", "limit_price")}
_TEXTS = ("symbol", "target_id")
TICKET_FIELDS = (*_TEXTS, *_CHOICES, *_DECIMALS, *_FLAGS, *_NESTED)


def ticket_from_wire(body: Mapping[str, Any]) -> Ticket:
    """Return the ticket of a JSON object; what it does not say takes the defaults of Ticket.

    Raises InvalidTicket with every reason: unknown names, values of the wrong kind, and all rules of Ticket.
    """
    reasons: list[str] = []
    values: dict[str, Any] = {}
    for name, raw in body.items():
        if name not in TICKET_FIELDS:
            reasons.append(f"{name} is not a field of a ticket; the fields are {', '.join(TICKET_FIELDS)}")
        elif raw is not None:
            try:
                values[name] = _field_from_wire(name, raw)
            except InvalidTicket as fault:
                reasons.extend(fault.reasons)
    if "symbol" not in values and not any(reason.startswith("symbol") for reason in reasons):
        reasons.append("symbol is missing; name one, for example AAPL")
    if reasons:
        raise InvalidTicket(reasons)
    return Ticket(**values)


def _field_from_wire(name: str, raw: Any) -> Any:
    if name in _DECIMALS:
        return decimal_from_wire(name, raw)
    if name in _CHOICES:
        return _choice(name, raw)
    if name in _FLAGS:
        if not isinstance(raw, bool):
            raise InvalidTicket([f"{name} must be true or false, not {raw!r:.40}"])
        return raw
    if name in _NESTED:
        return _nested(name, raw)
    if not isinstance(raw, str):
        raise InvalidTicket([f"{name} must be text, not {raw!r:.40}"])
    return raw.strip().upper() if name == "symbol" else raw


def decimal_from_wire(name: str, raw: Any) -> Decimal:
    """Return a decimal from a JSON string or number. Raises InvalidTicket with a sentence otherwise."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal) or len(str(raw)) > 400:
        raise InvalidTicket([f"{name} must be a decimal as text, not {raw!r:.40}"])
    value = number_in(str(raw))
    if value is None:
        raise InvalidTicket([f"{name} {raw!r:.40} is not a number; give a decimal such as 1.5"])
    return value


def number_in(text: str) -> Decimal | None:
    """Return the finite number of a text in plain digits with a point, None for anything else.

    Decimal itself would also take 1_000, digits of other scripts, NaN and infinity.
    """
    return Decimal(text.strip()) if _NUMBER.fullmatch(text.strip()) else None


def _choice(name: str, raw: Any) -> StrEnum:
    kind = _CHOICES[name]
    try:
        return kind(raw)
    except ValueError:
        choices = ", ".join(kind)
        raise InvalidTicket([f"{name} {raw!r:.40} is not one of {choices}; choose one"]) from None


def _nested(name: str, raw: Any) -> TakeProfit | StopLoss:
    if not isinstance(raw, Mapping) or not set(raw) <= set(_NESTED[name]):
        raise InvalidTicket([f"{name} must be an object with {' and '.join(_NESTED[name])}"])
    values = {key: decimal_from_wire(f"{name}.{key}", item) for key, item in raw.items() if item is not None}
    required = _NESTED[name][0]
    if required not in values:
        raise InvalidTicket([f"{name}.{required} is missing; add it in USD"])
    return TakeProfit(**values) if name == "take_profit" else StopLoss(**values)
