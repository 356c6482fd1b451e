"""The known attacks on the gate: each is held off, and each rule is the only thing that holds one of them off."""

from dataclasses import replace
from decimal import Decimal

import pytest

from trading.risk.attack.case import Attack, Running, Verdict
from trading.risk.attack.catalogue import GATE_ATTACKS, broken_without_rule
from trading.risk.attack.scene import honest
from trading.risk.checks import RULES, judge
from trading.risk.limits import Limits
from trading.types import MarketMode

ARMED = Limits(cooldown_s=30, symbol_cooldown_sessions=2, allowed_symbols=("IBM", "MSFT"))
"""The defaults with what they leave off switched on, so that no case is "not armed"."""
MODES = list(MarketMode)
named = [pytest.param(attack, id=attack.name) for attack in GATE_ATTACKS]


def running(mode: MarketMode = MarketMode.REPLAY, limits: Limits = ARMED) -> Running:
    return Running(limits=limits, mode=mode)


@pytest.mark.parametrize("mode", MODES)
def test_an_honest_order_passes_every_rule(mode: MarketMode) -> None:
    assert judge(honest(running(mode))).reasons == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("attack", named)
def test_the_attack_is_held_off(attack: Attack, mode: MarketMode) -> None:
    outcome = attack.run(running(mode))
    assert outcome.held, outcome.said
    assert len(outcome.said.split()) > 5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("attack", [case for case in named if case.values[0].rule is not None])  # type: ignore[union-attr]
def test_the_rule_that_it_names_is_the_only_one_that_says_no(attack: Attack, mode: MarketMode) -> None:
    without = tuple(rule for rule in RULES if rule.name != attack.rule)
    assert attack.run(replace(running(mode), rules=without)).verdict is Verdict.BROKEN


@pytest.mark.parametrize("mode", MODES)
def test_with_any_one_rule_removed_at_least_one_attack_comes_through(mode: MarketMode) -> None:
    found = broken_without_rule(running(mode))
    assert set(found) == {rule.name for rule in RULES}
    assert [name for name, attacks in found.items() if not attacks] == []


def test_every_attack_has_its_own_name_a_title_and_a_story_for_people() -> None:
    names = [attack.name for attack in GATE_ATTACKS]
    assert len(set(names)) == len(names)
    for attack in GATE_ATTACKS:
        assert attack.title[0].isupper() and attack.title[-1] not in ".!"
        assert attack.story[0].isupper() and attack.story.endswith(".") and len(attack.story.split()) > 8


@pytest.mark.parametrize(
    ("limits", "attack", "said"),
    [
        (Limits(), "order_without_the_pause", "cooldown_s is 0"),
        (Limits(), "at_once_again", "symbol_cooldown_sessions is off"),
        (Limits(stop_streak=0), "stopped_again", "stop_streak is off"),
        (Limits(low_profit_trades=0), "poor_symbol", "low_profit_trades is off"),
        (Limits(recent_drawdown_pct=Decimal(0)), "falling_account", "recent_drawdown_pct is off"),
        (Limits(recent_drawdown_pct=Decimal(100)), "falling_account", "no account falls further"),
        (Limits(), "symbol_off_the_list", "allowed_symbols is empty"),
        (Limits(rejection_pause_s=0), "hammering_a_venue", "rejection_pause_s is 0"),
        (Limits(max_spread_bps=Decimal(20_000)), "wide_spread", "max_spread_bps is 20000"),
        (Limits(max_daily_loss_pct=Decimal(100)), "after_the_days_loss", "max_daily_loss_pct is 100"),
        (Limits(max_drawdown_pct=Decimal(100)), "after_the_drawdown", "max_drawdown_pct is 100"),
        (
            Limits(max_order_notional=Decimal(10**12)),
            "order_over_the_cap",
            "max_symbol_notional 50000, which comes first",
        ),
        (Limits(max_symbol_notional=Decimal(10**12)), "adding_up_in_one_symbol", "max_gross_notional 200000"),
    ],
)
def test_a_limit_that_is_off_is_said_and_not_counted_as_held(limits: Limits, attack: str, said: str) -> None:
    outcome = next(case for case in GATE_ATTACKS if case.name == attack).run(running(limits=limits))
    assert outcome.verdict is Verdict.NOT_ARMED and not outcome.held
    assert said in outcome.said


@pytest.mark.parametrize(
    "limits",
    [
        Limits(max_order_notional=Decimal(0), max_symbol_notional=Decimal(0), max_gross_notional=Decimal(0)),
        Limits(max_order_notional=Decimal("0.5"), max_symbol_weight_pct=Decimal("0.000001")),
        Limits(
            max_order_notional=Decimal(10**12), max_symbol_notional=Decimal(10**12), max_gross_notional=Decimal(10**12)
        ),
        Limits(max_orders_per_day=0, max_daily_loss_pct=Decimal(0), max_quote_age_s=0, max_spread_bps=Decimal(0)),
        Limits(max_quote_age_s=604_800, max_symbol_weight_pct=Decimal(1_000), cooldown_s=86_400),
    ],
    ids=["nothing", "cents", "no caps", "zeros", "widest"],
)
@pytest.mark.parametrize("mode", MODES)
def test_no_limits_within_their_bounds_let_an_attack_through(limits: Limits, mode: MarketMode) -> None:
    outcomes = {attack.name: attack.run(running(mode, limits)) for attack in GATE_ATTACKS}
    assert {name: found.said for name, found in outcomes.items() if found.verdict is Verdict.BROKEN} == {}
