"""The stored JSON of proposals and orders turned back into the values of trading.types."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from trading.types import (
    Actor,
    ActorKind,
    FieldFrom,
    FieldSource,
    Fill,
    GateVerdict,
    Impact,
    LotTouched,
    OrderClass,
    OrderType,
    Origin,
    OriginKind,
    Quote,
    RuleResult,
    Side,
    Status,
    TimeInForce,
    VenueOrder,
)


def time_from_wire(text: str) -> datetime:
    """Return the aware time of an RFC 3339 text."""
    return datetime.fromisoformat(text)


def quote_from_wire(body: Mapping[str, Any] | None) -> Quote | None:
    """Return the quote, None for none."""
    if body is None:
        return None
    return Quote(
        symbol=body["symbol"],
        bid=Decimal(body["bid"]),
        ask=Decimal(body["ask"]),
        last=Decimal(body["last"]),
        at=time_from_wire(body["at"]),
        source=body["source"],
    )


def actor_from_wire(body: Mapping[str, Any]) -> Actor:
    """Return the actor."""
    return Actor(kind=ActorKind(body["kind"]), id=body["id"], name=body["name"])


def origin_from_wire(body: Mapping[str, Any]) -> Origin:
    """Return the origin with the source of each field."""
    sources = {
        name: FieldSource(source=FieldFrom(item["source"]), text=item["text"]) for name, item in body["fields"].items()
    }
    return Origin(
        kind=OriginKind(body["kind"]),
        actor=actor_from_wire(body["actor"]),
        run_id=body["run_id"],
        words=body["words"],
        asked=body["asked"],
        asked_count=body["asked_count"],
        fields=sources,
    )


def gate_from_wire(rules: Sequence[Mapping[str, Any]]) -> GateVerdict:
    """Return the verdict, each rule in its place."""
    return GateVerdict(rules=tuple(_rule(**rule) for rule in rules))


_rule = lru_cache(maxsize=4096)(RuleResult)
"""Most rules say the same of most orders, and every approval reads them all; what is kept never changes."""


_IMPACT_MONEY = (
    "cost",
    "fees",
    "buying_power_before",
    "buying_power_after",
    "qty_before",
    "qty_after",
    "gross_before",
    "gross_after",
    "worst_case_today",
    "worst_case_after",
    "gap_pct",
    "gap_loss",
    "stop_price",
)


def impact_from_wire(body: Mapping[str, Any]) -> Impact:
    """Return the impact, money as Decimal."""
    values: dict[str, Any] = {k: _decimal(v) if k in _IMPACT_MONEY else v for k, v in body.items()}
    if values.get("lots") is not None:
        values["lots"] = tuple(_lot_from_wire(lot) for lot in values["lots"])
    values["releases"] = tuple(values.get("releases") or ())
    return Impact(**values)


def _lot_from_wire(body: Mapping[str, Any]) -> LotTouched:
    return LotTouched(
        opened=date.fromisoformat(body["opened"]),
        qty=Decimal(body["qty"]),
        cost=Decimal(body["cost"]),
        gain=Decimal(body["gain"]),
        long_term=body["long_term"],
    )


def order_from_wire(body: Mapping[str, Any]) -> VenueOrder:
    """Return the venue's order with its legs."""
    return VenueOrder(
        client_order_id=body["client_order_id"],
        broker_id=body["broker_id"],
        symbol=body["symbol"],
        side=Side(body["side"]),
        qty=_decimal(body["qty"]),
        notional=_decimal(body["notional"]),
        type=OrderType(body["type"]),
        time_in_force=TimeInForce(body["time_in_force"]),
        order_class=OrderClass(body["order_class"]),
        limit_price=_decimal(body["limit_price"]),
        stop_price=_decimal(body["stop_price"]),
        trail_price=_decimal(body["trail_price"]),
        trail_percent=_decimal(body["trail_percent"]),
        extended_hours=body["extended_hours"],
        status=Status(body["status"]),
        filled_qty=Decimal(body["filled_qty"]),
        filled_avg_price=_decimal(body["filled_avg_price"]),
        submitted_at=time_from_wire(body["submitted_at"]),
        updated_at=time_from_wire(body["updated_at"]),
        replaced_by=body["replaced_by"],
        reason=body["reason"],
        legs=tuple(order_from_wire(leg) for leg in body["legs"]),
    )


def fill_from_wire(body: Mapping[str, Any]) -> Fill:
    """Return an execution."""
    return Fill(
        execution_id=body["execution_id"],
        order_id=body["order_id"],
        symbol=body["symbol"],
        side=Side(body["side"]),
        qty=Decimal(body["qty"]),
        price=Decimal(body["price"]),
        at=time_from_wire(body["at"]),
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
