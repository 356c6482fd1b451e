"""Proposals in any state, made from values, for the tests of what the pages say about them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from trading.types import (
    OWNER,
    GateVerdict,
    Impact,
    OrderClass,
    OrderType,
    Origin,
    OriginKind,
    Proposal,
    Quote,
    RuleResult,
    Side,
    Status,
    Ticket,
    TimeInForce,
    VenueOrder,
)

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MARKET_NOW = datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
BUY_ONE = Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1))


def rule(name: str, *, ok: bool = True, share: float | None = None) -> RuleResult:
    return RuleResult(
        name=name, title=f"Rule {name}", ok=ok, figure="$1.00", limit="$2.00", share=share, reason=f"{name} says no"
    )


def order(status: Status, *, filled: str = "1") -> VenueOrder:
    return VenueOrder(
        client_order_id="p1",
        broker_id="b1",
        symbol="AAPL",
        side=Side.BUY,
        qty=Decimal(1),
        notional=None,
        type=OrderType.MARKET,
        time_in_force=TimeInForce.DAY,
        order_class=OrderClass.SIMPLE,
        limit_price=None,
        stop_price=None,
        trail_price=None,
        trail_percent=None,
        extended_hours=False,
        status=status,
        filled_qty=Decimal(filled),
        filled_avg_price=Decimal("560.99") if Decimal(filled) else None,
        submitted_at=NOW,
        updated_at=NOW,
    )


def proposal(status: Status = Status.OPEN, **changes: Any) -> Proposal:
    made = Proposal(
        id="p1",
        account_id="replay",
        status=status,
        ticket=BUY_ONE,
        origin=Origin(kind=OriginKind.AGENT, actor=OWNER, run_id="r1", words="Buy 1 share of AAPL"),
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW + timedelta(seconds=60),
        approval_hash="a" * 64,
        quote=Quote(
            symbol="AAPL",
            bid=Decimal("560.99"),
            ask=Decimal("560.99"),
            last=Decimal("560.99"),
            at=MARKET_NOW,
            source="Replay",
        ),
        gate=GateVerdict(
            rules=(rule("near", share=0.9), rule("far", share=0.1), rule("plain"), rule("mid", share=0.5))
        ),
        impact=Impact(cost=Decimal("560.99"), weight_before=0.0, weight_after=0.0056),
    )
    return replace(made, **changes)
