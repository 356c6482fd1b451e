"""What the auditor finds at a desk becomes one proposal, which mends it, and the gate takes nothing else for a mend."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.orders.rig import Rig
from tests.orders.risk_rig import risk_desk
from trading.errors import FixInput
from trading.orders.mending import mend_origin, propose_mend
from trading.types import (
    OWNER,
    Action,
    Finding,
    Mend,
    OrderClass,
    OrderType,
    Side,
    Status,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)


def findings(rig: Rig) -> list[Mend]:
    return [finding.kind for finding in risk_desk(rig).stop_findings()]


def only(rig: Rig) -> Finding:
    (finding,) = risk_desk(rig).stop_findings()
    return finding


def exits(stop: str, target: str) -> dict[str, object]:
    return {"stop_loss": StopLoss(stop_price=Decimal(stop)), "take_profit": TakeProfit(limit_price=Decimal(target))}


def test_a_naked_position_is_offered_a_stop_and_a_target_and_has_no_finding_once_they_rest(rig: Rig) -> None:
    """Bought at 100; 5 percent below the bid is 95, 10 percent above it 110."""
    rig.approve(rig.buy(qty="10"))
    finding = only(rig)
    assert finding.kind is Mend.NAKED
    assert finding.said == (
        "10 AAPL are held and no live stop protects them; place a stop at 95 USD and a target at 110 USD for 10 shares"
    )
    offered = propose_mend(rig.desk, finding, actor=OWNER)
    assert (offered.status, offered.gate.reasons) == (Status.OPEN, [])
    assert offered.ticket == Ticket(
        symbol="AAPL",
        side=Side.SELL,
        qty=Decimal(10),
        type=OrderType.LIMIT,
        limit_price=Decimal(110),
        time_in_force=TimeInForce.GTC,
        order_class=OrderClass.OCO,
        reduce_only=True,
        **exits("95", "110"),  # type: ignore[arg-type]
    )
    assert propose_mend(rig.desk, only(rig), actor=OWNER).id == offered.id
    assert rig.approve(offered).status is Status.SENT
    assert findings(rig) == []


def test_a_mend_that_has_expired_is_offered_anew_at_the_price_of_now(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    first = propose_mend(rig.desk, only(rig), actor=OWNER)
    rig.wall.go(seconds=61)
    rig.desk.expire_due()
    rig.market.prices["AAPL"] = Decimal(200)
    again = propose_mend(rig.desk, only(rig), actor=OWNER)
    assert (again.status, again.again_of) == (Status.OPEN, first.id)
    assert again.ticket.stop_loss == StopLoss(stop_price=Decimal(190))
    assert propose_mend(rig.desk, only(rig), actor=OWNER).id == again.id


def test_a_part_of_a_share_is_offered_a_stop_for_the_day(rig: Rig) -> None:
    rig.approve(rig.buy(qty="1.5"))
    offered = propose_mend(rig.desk, only(rig), actor=OWNER)
    assert offered.status is Status.OPEN
    ticket = offered.ticket
    assert (ticket.type, ticket.stop_price, ticket.qty, ticket.time_in_force, ticket.order_class) == (
        OrderType.STOP, Decimal(95), Decimal("1.5"), TimeInForce.DAY, OrderClass.SIMPLE,
    )  # fmt: skip


def test_an_orphan_after_the_position_was_closed_elsewhere_is_cancelled_by_its_mend(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    stop = rig.approve(
        rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(90), reduce_only=True, time_in_force=TimeInForce.GTC)
    )
    assert findings(rig) == []
    rig.venue.add_foreign("by-hand", Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(10)))
    rig.venue.fill("by-hand")
    rig.desk.reconcile()
    finding = only(rig)
    assert (finding.kind, finding.order_ids) == (Mend.ORPHANED, (stop.id,))
    mended = rig.approve(propose_mend(rig.desk, finding, actor=OWNER))
    assert mended.status is Status.CANCELLED
    assert findings(rig) == []


def test_a_stop_that_is_too_large_is_replaced_by_one_of_the_right_size(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    stop = rig.approve(
        rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(90), reduce_only=True, time_in_force=TimeInForce.GTC)
    )
    rig.venue.add_foreign("by-hand", Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(4)))
    rig.venue.fill("by-hand")
    rig.desk.reconcile()
    finding = only(rig)
    assert finding.kind is Mend.TOO_LARGE
    offered = propose_mend(rig.desk, finding, actor=OWNER)
    assert offered.gate.reasons == []
    assert (offered.ticket.action, offered.ticket.target_id, offered.ticket.qty) == (
        Action.REPLACE, stop.id, Decimal(6),
    )  # fmt: skip
    rig.approve(offered)
    rig.desk.reconcile()
    assert findings(rig) == []


def test_a_stop_that_nobody_here_made_on_a_flat_symbol_is_named_with_the_doubt(rig: Rig) -> None:
    entry = rig.approve(rig.buy("MSFT", "1", type=OrderType.STOP, stop_price=Decimal(60)))
    assert entry.status is Status.SENT
    rig.venue.add_foreign(
        "theirs", Ticket(symbol="IBM", side=Side.SELL, qty=Decimal(5), type=OrderType.STOP, stop_price=Decimal(180))
    )
    rig.desk.reconcile()
    finding = only(rig)
    assert (finding.kind, finding.symbol) == (Mend.ORPHANED, "IBM")
    assert "this app did not make it, so it may be an entry" in finding.said


def test_without_a_price_or_a_default_nothing_is_offered_and_the_sentence_says_why(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    rig.limits.update({"default_stop_pct": "0"}, actor=OWNER)
    finding = only(rig)
    assert (finding.ticket, "default_stop_pct" in finding.said) == (None, True)
    with pytest.raises(FixInput, match="no order that mends this"):
        propose_mend(rig.desk, finding, actor=OWNER)


BAD = {
    "a stop that is not the default": {"stop_loss": StopLoss(stop_price=Decimal(94))},
    "a target that is not the default": {"take_profit": TakeProfit(limit_price=Decimal(111))},
    "more than is held": {"qty": Decimal(11)},
    "no promise to only reduce": {"reduce_only": False},
    "the other side": {"side": Side.BUY, **exits("110", "95"), "limit_price": Decimal(95)},
    "a plain sale": {
        "order_class": OrderClass.SIMPLE, "stop_loss": None, "take_profit": None, "type": OrderType.MARKET,
        "limit_price": None,
    },
    "a symbol that is not held": {"symbol": "IBM"},
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_the_gate_takes_no_other_ticket_for_a_mend(rig: Rig, name: str) -> None:
    rig.approve(rig.buy(qty="10"))
    finding = only(rig)
    assert finding.ticket is not None
    ticket = replace(finding.ticket, **BAD[name])
    refused = rig.desk.propose(ticket, mend_origin(finding, ticket, actor=OWNER))
    assert refused.status is Status.REFUSED
    assert "origin" in [rule.name for rule in refused.gate.rules if not rule.ok]


def test_a_mend_reckoned_from_an_old_price_is_refused_when_it_is_proposed(rig: Rig) -> None:
    """1 of 101 USD is 99 bps, and the limit of drift is 50."""
    rig.approve(rig.buy(qty="10"))
    finding = only(rig)
    rig.market.prices["AAPL"] = Decimal(101)
    refused = propose_mend(rig.desk, finding, actor=OWNER)
    assert refused.status is Status.REFUSED
    assert "99 bps from the price of now" in " ".join(refused.gate.reasons)
