"""A small model of one symbol's position and its resting orders, for the properties of the auditor of stops."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from trading.risk.limits import Limits
from trading.risk.resting import Made, Resting
from trading.risk.stops import stop_findings
from trading.types import (
    RESTING,
    Action,
    Finding,
    Mend,
    OrderClass,
    OrderType,
    Position,
    Quote,
    Side,
    Status,
    Ticket,
    TimeInForce,
    VenueOrder,
)

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
PRICE = Decimal(100)


def opposite(side: Side) -> Side:
    return Side.SELL if side is Side.BUY else Side.BUY


def order(order_id: str, side: Side, qty: Decimal, **changes: Any) -> VenueOrder:
    """Return a resting order; a plain stop of AAPL unless the changes say otherwise."""
    plain = VenueOrder(
        client_order_id=order_id,
        broker_id=f"b-{order_id}",
        symbol="AAPL",
        side=side,
        qty=qty,
        notional=None,
        type=OrderType.STOP,
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.SIMPLE,
        limit_price=None,
        stop_price=Decimal(90) if side is Side.SELL else Decimal(110),
        trail_price=None,
        trail_percent=None,
        extended_hours=False,
        status=Status.SENT,
        filled_qty=Decimal(0),
        filled_avg_price=None,
        submitted_at=NOW,
        updated_at=NOW,
    )
    return replace(plain, **changes)


def target(order_id: str, side: Side, qty: Decimal, **changes: Any) -> VenueOrder:
    """Return a resting limit exit."""
    price = Decimal(110) if side is Side.SELL else Decimal(90)
    return order(order_id, side, qty, type=OrderType.LIMIT, limit_price=price, stop_price=None, **changes)


@dataclass
class StopBook:
    """What is held (signed) and what rests, as a venue would report both."""

    held: Decimal = Decimal(0)
    resting: dict[str, Resting] = field(default_factory=dict)
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def add(self, one: VenueOrder, made: Made = Made.EXIT) -> None:
        at = NOW + timedelta(seconds=len(self.resting))
        self.resting[one.client_order_id] = Resting(order=replace(one, submitted_at=at), made=made)

    def next_id(self) -> str:
        return f"o{next(self.ids):03d}"

    def bracket(self, side: Side, qty: Decimal, *, filled: Decimal) -> str:
        """Enter with a stop and a target: the legs are for the whole, and work once all of it has filled."""
        name, exit_side = self.next_id(), opposite(side)
        legs = (target(f"{name}-tp", exit_side, qty), order(f"{name}-sl", exit_side, qty))
        entry = order(
            name, side, qty, type=OrderType.MARKET, stop_price=None, order_class=OrderClass.BRACKET, legs=legs,
            filled_qty=filled, status=Status.FILLED if filled == qty else Status.PARTLY_FILLED,
        )  # fmt: skip
        self.add(entry, Made.ENTRY)
        self.held += filled if side is Side.BUY else -filled
        return name

    def pair(self, qty: Decimal) -> str:
        """Lay a stop and a target that cancel each other on what is held."""
        name, side = self.next_id(), Side.SELL if self.held > 0 else Side.BUY
        self.add(target(name, side, qty, order_class=OrderClass.OCO, legs=(order(f"{name}-sl", side, qty),)))
        return name

    def stop(self, qty: Decimal, *, side: Side | None = None, made: Made = Made.EXIT) -> str:
        name = self.next_id()
        self.add(order(name, side or (Side.SELL if self.held > 0 else Side.BUY), qty), made)
        return name

    def split(self, ratio: int) -> None:
        """Multiply everything, as the venue does on the ex-date."""
        self.held *= ratio
        self.resting = {
            name: replace(
                one, order=replace(_times(one.order, ratio), legs=tuple(_times(leg, ratio) for leg in one.order.legs))
            )
            for name, one in self.resting.items()
        }

    def cancel(self, name: str) -> None:
        del self.resting[name]

    def findings(self, *, price: Decimal | None = PRICE) -> tuple[Finding, ...]:
        quote = None if price is None else Quote(symbol="AAPL", bid=price, ask=price, last=price, at=NOW, source="set")
        return stop_findings(self.positions(), tuple(self.resting.values()), Limits(), lambda _symbol: quote)

    def kinds(self) -> list[Mend]:
        return [finding.kind for finding in self.findings()]

    def positions(self) -> list[Position]:
        if self.held == 0:
            return []
        reserved = sum(
            (one.order.qty or Decimal(0) for one in self.resting.values() if self._reserves(one.order)), Decimal(0)
        )
        return [
            Position(
                symbol="AAPL",
                qty=self.held,
                available=max(Decimal(0), abs(self.held) - reserved) * (1 if self.held > 0 else -1),
                avg_entry_price=PRICE,
                last_price=PRICE,
                market_value=self.held * PRICE,
                unrealized_pl=Decimal(0),
                realized_pl=None,
            )
        ]

    def _reserves(self, one: VenueOrder) -> bool:
        closing = Side.SELL if self.held > 0 else Side.BUY
        if one.order_class is OrderClass.BRACKET:
            return one.status not in RESTING and any(leg.side is closing for leg in one.legs)
        return one.side is closing

    def apply(self, ticket: Ticket) -> None:
        """Do what a mend asks for; one that would open or enlarge a position is a fault of the test."""
        if ticket.action is Action.CANCEL:
            self.cancel(ticket.target_id or "")
            return
        closing = Side.SELL if self.held > 0 else Side.BUY
        size = ticket.qty or Decimal(0)
        assert ticket.reduce_only and ticket.side is closing and Decimal(0) < size <= abs(self.held), ticket
        if ticket.action is Action.REPLACE:
            self.cancel(ticket.target_id or "")
        if ticket.order_class is OrderClass.OCO:
            self.pair(size)
        else:
            assert ticket.type in (OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP)
            self.stop(size)


def _times(one: VenueOrder, ratio: int) -> VenueOrder:
    return replace(one, qty=(one.qty or Decimal(0)) * ratio, filled_qty=one.filled_qty * ratio)
