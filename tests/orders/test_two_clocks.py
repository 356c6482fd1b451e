"""The wall clock rules approvals, leases and look-ups; the market clock rules prices, days and sessions."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.orders.rig import Rig
from trading.errors import ApprovalExpired, OutcomeUnknown, PriceDrifted
from trading.types import OWNER, Status


def test_with_the_market_clock_frozen_an_approval_still_expires(rig: Rig) -> None:
    proposal = rig.buy()
    rig.wall.go(seconds=60)
    with pytest.raises(ApprovalExpired):
        rig.approve(proposal)


def test_with_the_wall_clock_frozen_an_approval_outlives_many_sessions(rig: Rig) -> None:
    proposal = rig.buy()
    rig.market_clock.go(days=70)
    assert rig.approve(proposal).status is Status.FILLED


def test_the_days_orders_are_counted_by_the_market_clock(rig: Rig) -> None:
    rig.limits.update({"max_orders_per_day": 1}, actor=OWNER)
    rig.approve(rig.buy())
    rig.wall.go(days=3)
    assert "this day's count with this one of 2 orders exceeds" in rig.buy().reason
    rig.market_clock.go(days=3)
    assert rig.buy().status is Status.OPEN


def test_the_pause_between_orders_is_counted_by_the_wall_clock(rig: Rig) -> None:
    rig.limits.update({"cooldown_s": 30}, actor=OWNER)
    rig.approve(rig.buy())
    rig.market_clock.go(days=1)
    assert "wait 30 s" in rig.buy().reason
    rig.wall.go(seconds=30)
    assert rig.buy().status is Status.OPEN


def test_the_age_of_a_price_is_counted_by_the_market_clock(rig: Rig) -> None:
    rig.market.quoted_at = rig.market_clock.now() - timedelta(seconds=61)
    assert "the quote's age of 61 s exceeds the limit of 60 s" in rig.buy().reason
    rig.market.quoted_at = rig.market_clock.now() - timedelta(seconds=60)
    rig.wall.go(days=1)
    assert rig.buy().status is Status.OPEN


def test_look_ups_run_by_the_wall_clock(rig: Rig) -> None:
    def silent(_id: str) -> None:
        raise OutcomeUnknown("no answer")

    rig.venue.before_accepting = silent
    doubted = rig.approve(rig.buy())
    rig.market_clock.go(days=10)
    rig.desk.reconcile()
    assert rig.desk.proposal(doubted.id).lookups == 0
    rig.wall.go(seconds=1)
    rig.desk.reconcile()
    assert rig.desk.proposal(doubted.id).lookups == 1


def test_the_log_is_stamped_by_the_wall_clock(rig: Rig) -> None:
    rig.market_clock.go(days=10)
    rig.wall.go(hours=1)
    rig.buy()
    assert {entry.at for entry in rig.desk.audit().items} == {rig.wall.now()}


def test_a_replay_that_moves_on_while_an_order_is_approved_has_its_price_asked_again(rig: Rig) -> None:
    """Else the order would fill at the close of a session whose price nobody has seen."""
    proposal = rig.buy()
    gate = rig.desk._approval._gate
    gate.look = moving(rig, gate.look)  # type: ignore[method-assign]
    with pytest.raises(PriceDrifted, match="moved 5000 bps since it was shown"):
        rig.approve(proposal)
    assert (rig.desk.proposal(proposal.id).status, rig.venue.posts) == (Status.OPEN, [])


def moving(rig: Rig, work: Callable[..., Any]) -> Callable[..., Any]:
    """Return the work, after the first of which the replay moves on to a session with another price."""

    def work_then_move(*args: Any, **more: Any) -> Any:
        done = work(*args, **more)
        if rig.market.prices["AAPL"] == 100:
            rig.market_clock.go(days=3)
            rig.market.prices["AAPL"] = Decimal(150)
        return done

    return work_then_move
