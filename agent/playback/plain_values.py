"""Values of the agents' types from the plain JSON that `to_wire` made of them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from trading.errors import FixInput

T = TypeVar("T")


def value_from(kind: type[T], body: Any) -> T:
    """Return the value of a dataclass that plain JSON says. Raises FixInput where the two do not fit."""
    try:
        found: T = _value(kind, body)
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError, AssertionError, RecursionError) as fault:
        raise FixInput(
            f"the record holds a {kind.__name__} that this release cannot read ({fault}); play it with the release "
            "that recorded it"
        ) from None
    return found


def _value(kind: Any, body: Any) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if body is None and NoneType in inside:
            return None
        (kind,) = (one for one in inside if one is not NoneType)
        return _value(kind, body)
    if origin is tuple:
        return tuple(_value(inside[0], item) for item in body)
    if origin is frozenset:
        return frozenset(_value(inside[0], item) for item in body)
    if origin is list:
        return [_value(inside[0], item) for item in body]
    if origin is not None and issubclass(origin, Mapping):
        return {key: _value(inside[1], item) for key, item in body.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {field.name for field in fields(kind)}
        if extra := set(body) - known:
            raise ValueError(f"it has {', '.join(sorted(extra))}, which is not known here")
        assert isinstance(kind, type)
        return kind(**{name: _value(hints[name], item) for name, item in body.items()})
    return _single(kind, body)


def _single(kind: Any, body: Any) -> Any:
    if kind is Any:
        return body
    if kind is datetime or kind is date:
        return kind.fromisoformat(body)
    if kind is Decimal:
        return Decimal(body)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(body)
    if kind is float:
        return float(body)
    if isinstance(kind, type) and not isinstance(body, kind):
        raise TypeError(f"{body!r:.40} is no {kind.__name__}")
    return body
