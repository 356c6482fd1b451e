"""Limits: defaults, merging, refusing; the book keeps versions and the log knows who changed what."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.orders.rig import Rig
from trading.errors import InvalidLimits, PriceDrifted, Refused
from trading.risk.limits import LIMIT_NAMES, Limits, limits_from_wire, merged
from trading.store.tables import LIMITS
from trading.types import OWNER, Actor, ActorKind

CONTRACT = {
    "max_order_notional": "25000",
    "max_symbol_notional": "50000",
    "max_gross_notional": "200000",
    "max_symbol_weight_pct": "50",
    "max_orders_per_day": 500,
    "cooldown_s": 0,
    "max_daily_loss_pct": "5",
    "max_drawdown_pct": "25",
    "max_quote_age_s": 60,
    "max_spread_bps": "100",
    "max_drift_bps": "50",
    "approval_ttl_s": 60,
    "gap_pct": "10",
    "rejection_streak": 5,
    "rejection_pause_s": 600,
    "symbol_cooldown_sessions": 0,
    "stop_streak": 4,
    "stop_streak_sessions": 10,
    "stop_streak_pause_sessions": 2,
    "recent_drawdown_pct": "15",
    "recent_drawdown_sessions": 20,
    "recent_drawdown_pause_sessions": 5,
    "low_profit_trades": 4,
    "low_profit_pct": "0",
    "low_profit_sessions": 20,
    "low_profit_pause_sessions": 5,
    "default_stop_pct": "5",
    "default_target_pct": "10",
    "size_fixed_usd": "1000",
    "size_equity_pct": "5",
    "size_volatility_pct": "0.5",
    "size_risk_pct": "1",
    "size_kelly_cap_pct": "10",
    "allowed_symbols": [],
}


def test_the_defaults_are_the_documented_ones() -> None:
    assert Limits().wire() == CONTRACT
    assert limits_from_wire(CONTRACT) == Limits()


def test_a_patch_merges_and_takes_text_and_numbers() -> None:
    after = merged(
        Limits(), {"max_order_notional": 1000, "cooldown_s": "5", "allowed_symbols": ["msft", "AAPL", "aapl"]}
    )
    assert (after.max_order_notional, after.cooldown_s) == (Decimal(1000), 5)
    assert after.allowed_symbols == ("AAPL", "MSFT")
    assert after.max_drift_bps == Decimal(50)


@pytest.mark.parametrize(
    ("patch", "sentence"),
    [
        ({"max_fun": 1}, "'max_fun' is not a limit"),
        ({"max_order_notional": "-1"}, "is outside 0 to"),
        ({"max_order_notional": "NaN"}, "is not a number"),
        ({"max_order_notional": "Infinity"}, "is not a number"),
        ({"max_order_notional": True}, "must be a number"),
        ({"max_order_notional": None}, "must be a number"),
        ({"max_order_notional": "many"}, "is not a number"),
        ({"max_order_notional": {}}, "must be a number"),
        ({"max_orders_per_day": "1.5"}, "whole number"),
        ({"max_orders_per_day": "1e300"}, "is outside 0 to"),
        ({"max_orders_per_day": "NaN"}, "is not a number"),
        ({"approval_ttl_s": 0}, "is outside 1 to 3600 s"),
        ({"gap_pct": 101}, "is outside 0 to 100 percent"),
        ({"rejection_streak": 0}, "is outside 1 to 20 orders"),
        ({"stop_streak_sessions": 0}, "is outside 1 to 250 sessions"),
        ({"low_profit_pct": -101}, "is outside -100 to 100 percent"),
        ({"default_stop_pct": 91}, "is outside 0 to 90 percent"),
        ({"size_risk_pct": "-1"}, "is outside 0 to 100 percent"),
        ({"max_daily_loss_pct": 101}, "is outside 0 to 100 percent"),
        ({"allowed_symbols": "AAPL"}, "must be a list"),
        ({"allowed_symbols": [1]}, "must be a list"),
        ({"allowed_symbols": [" "]}, "must be a list"),
        ({"allowed_symbols": None}, "must be a list"),
    ],
)
def test_a_bad_limit_is_a_sentence_and_changes_nothing(rig: Rig, patch: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidLimits, match=sentence):
        rig.limits.update({"cooldown_s": 9, **patch}, actor=OWNER)
    assert (rig.limits.current(), rig.kinds()) == (Limits(), [])


def test_all_faults_of_a_patch_are_named_at_once() -> None:
    with pytest.raises(InvalidLimits) as fault:
        merged(Limits(), {"a": 1, "cooldown_s": -1, "max_drift_bps": "x"})
    assert len(fault.value.reasons) == 3


@given(
    st.dictionaries(
        st.sampled_from([*LIMIT_NAMES, "other"]), st.one_of(st.none(), st.text(), st.floats(), st.integers())
    )
)
def test_any_patch_gives_valid_limits_or_a_sentence(patch: dict[str, Any]) -> None:
    try:
        after = merged(Limits(), patch)
    except InvalidLimits as fault:
        assert fault.reasons
    else:
        assert limits_from_wire(after.wire()) == after


def test_stored_limits_that_lack_a_name_do_not_hold() -> None:
    with pytest.raises(InvalidLimits, match="cooldown_s is missing"):
        limits_from_wire({name: value for name, value in CONTRACT.items() if name != "cooldown_s"})


def test_every_change_is_a_version_and_an_audit_entry(rig: Rig) -> None:
    rig.limits.update({"cooldown_s": 1}, actor=OWNER)
    rig.limits.update({"cooldown_s": 1}, actor=OWNER)
    rig.limits.update({"cooldown_s": 2}, actor=OWNER)
    with rig.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(LIMITS)).scalar_one() == 2
    entries = rig.desk.audit(kinds=["limits.changed"]).items
    assert [entry.body for entry in entries] == [
        {"cooldown_s": {"before": 1, "after": 2}},
        {"cooldown_s": {"before": 0, "after": 1}},
    ]
    assert entries[0].actor == OWNER


@pytest.mark.parametrize("kind", [ActorKind.AGENT, ActorKind.STRATEGY])
def test_an_agent_can_never_change_limits(rig: Rig, kind: ActorKind) -> None:
    with pytest.raises(Refused, match="may not change limits"):
        rig.limits.update({"cooldown_s": 1}, actor=Actor(kind=kind, id="a", name="the trader"))
    assert rig.limits.current() == Limits()


def test_the_time_to_approve_is_a_limit(rig: Rig) -> None:
    rig.limits.update({"approval_ttl_s": 5}, actor=OWNER)
    proposal = rig.buy()
    assert (proposal.expires_at - proposal.created_at).total_seconds() == 5


def test_the_drift_is_a_limit(rig: Rig) -> None:

    rig.limits.update({"max_drift_bps": "0"}, actor=OWNER)
    proposal = rig.buy()
    rig.market.prices["AAPL"] = Decimal("100.01")
    with pytest.raises(PriceDrifted):
        rig.approve(proposal)
