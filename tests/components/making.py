"""Proposals made by hand for the tests of tables and cards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from components.ticket_form import form_origin
from trading.types import (
    GateVerdict,
    Impact,
    OrderClass,
    OrderType,
    Proposal,
    RuleResult,
    Side,
    Status,
    Ticket,
    TimeInForce,
    VenueOrder,
)

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
LIMIT = Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(10), type=OrderType.LIMIT, limit_price=Decimal(432))


def proposal(status: Status, ticket: Ticket = LIMIT, **changes: Any) -> Proposal:
    """Return a proposal of the order form in that state."""
    made = Proposal(
        id="a1",
        account_id="replay",
        status=status,
        ticket=ticket,
        origin=form_origin({"symbol": "AAPL"}),
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW + timedelta(seconds=60),
        approval_hash="h",
        quote=None,
        gate=GateVerdict(rules=(RuleResult(name="kill", title="Trading is on", ok=True, figure="on", reason=""),)),
        impact=Impact(),
    )
    return replace(made, **changes)


def venue_order(status: Status, *, filled: str = "0", average: str | None = None, reason: str = "") -> VenueOrder:
    """Return the venue's order of that proposal."""
    return VenueOrder(
        client_order_id="a1",
        broker_id="b1",
        symbol="AAPL",
        side=Side.BUY,
        qty=Decimal(10),
        notional=None,
        type=OrderType.LIMIT,
        time_in_force=TimeInForce.DAY,
        order_class=OrderClass.SIMPLE,
        limit_price=Decimal(432),
        stop_price=None,
        trail_price=None,
        trail_percent=None,
        extended_hours=False,
        status=status,
        filled_qty=Decimal(filled),
        filled_avg_price=None if average is None else Decimal(average),
        submitted_at=NOW,
        updated_at=NOW,
        reason=reason,
    )
