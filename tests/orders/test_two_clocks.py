"""The wall clock rules approvals, leases and look-ups; the market clock rules prices, days and sessions."""

from datetime import timedelta

import pytest

from tests.orders.rig import Rig
from trading.errors import ApprovalExpired, OutcomeUnknown
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
