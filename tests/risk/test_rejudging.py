"""A verdict of the past under other limits: each rule by its own figure, no guess where the figure does not tell."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.risk.checks import RULES
from trading.risk.limits import LIMIT_NAMES, Limits
from trading.risk.rejudging import MEASURED, NOT_IN_THE_LOG, REFUSES_NOTHING, rejudged
from trading.risk.rule import Rule, at_most, no, yes
from trading.types import GateVerdict, RuleResult


def _rule(name: str, *, ok: bool, figure: str, limit: str = "", share: float | None = None) -> RuleResult:
    return RuleResult(name=name, title=name, ok=ok, figure=figure, reason="as then", limit=limit, share=share)


def _measured(name: str, value: str, limit: int, unit: str) -> RuleResult:
    """The result as the gate writes it."""

    def judge(_facts: Any) -> Any:
        return at_most(Decimal(value), Decimal(limit), unit, what="it", next_step="wait")

    return Rule(name=name, title=name, judge=judge).result(None)  # type: ignore[arg-type]


def _passes(rule: RuleResult, symbol: str = "AAPL", **limits: Any) -> bool:
    changed = replace(Limits(), **limits)
    return rejudged(GateVerdict(rules=(rule,)), changed, symbol=symbol).allowed


def test_every_limit_is_measured_or_known_to_refuse_nothing_or_not_to_be_in_the_log() -> None:
    measured = [name for names in MEASURED.values() for name in names]
    assert sorted([*measured, *NOT_IN_THE_LOG, *REFUSES_NOTHING]) == sorted(LIMIT_NAMES)


def test_every_measured_rule_is_one_of_the_gate() -> None:
    assert set(MEASURED) <= {rule.name for rule in RULES}


@pytest.mark.parametrize(
    ("rule", "limit", "unit", "name"),
    [
        ("order_cap", 25_000, "USD", "max_order_notional"),
        ("symbol_cap", 50_000, "USD", "max_symbol_notional"),
        ("gross_cap", 200_000, "USD", "max_gross_notional"),
        ("symbol_weight", 50, "percent", "max_symbol_weight_pct"),
        ("spread", 100, "bps", "max_spread_bps"),
    ],
)
def test_a_figure_passes_up_to_the_limit_and_fails_beyond_it(rule: str, limit: int, unit: str, name: str) -> None:
    then = _measured(rule, "12.50", limit, unit)
    assert _passes(then, **{name: Decimal("12.5")})
    assert not _passes(then, **{name: Decimal("12.49")})
    assert not _passes(then, **{name: Decimal(0)})


@pytest.mark.parametrize(("rule", "name"), [("orders_per_day", "max_orders_per_day"), ("quote_age", "max_quote_age_s")])
def test_counts_and_seconds_are_judged_alike(rule: str, name: str) -> None:
    then = _measured(rule, "3", 60, "of them")
    assert _passes(then, **{name: 3})
    assert not _passes(then, **{name: 2})


@pytest.mark.parametrize(("rule", "name"), [("daily_loss", "max_daily_loss_pct"), ("drawdown", "max_drawdown_pct")])
def test_a_loss_halts_at_the_limit_itself(rule: str, name: str) -> None:
    then = _measured(rule, "2", 5, "percent")
    assert _passes(then, **{name: Decimal("2.01")})
    assert not _passes(then, **{name: Decimal(2)})


def test_a_figure_is_judged_by_its_share_and_not_by_how_it_was_rounded() -> None:
    then = _measured("daily_loss", "1.996", 5, "percent")
    assert then.figure == "2.00 of 5 percent"
    assert _passes(then, max_daily_loss_pct=Decimal(2))


def test_the_sentence_has_the_figure_and_the_other_limit() -> None:
    then = _measured("order_cap", "560.99", 25_000, "USD")
    found = rejudged(GateVerdict(rules=(then,)), replace(Limits(), max_order_notional=Decimal(500)), symbol="AAPL")
    assert found.reasons == ("order_cap: 560.99 USD exceeds the limit of 500 USD",)


@pytest.mark.parametrize("rule", ["order_cap", "symbol_cap", "gross_cap", "symbol_weight", "daily_loss", "drawdown"])
def test_no_limit_refuses_an_exit(rule: str) -> None:
    then = Rule(name=rule, title=rule, judge=lambda _: yes("an exit", "only reduces")).result(None)  # type: ignore[arg-type]
    none = {names[0]: Decimal(0) for rule_name, names in MEASURED.items() if rule_name == rule}
    assert _passes(then, **none)


@pytest.mark.parametrize("figure", ["not known", "no price", "wrong symbol", "from the future", "crossed"])
@pytest.mark.parametrize("rule", sorted(MEASURED))
def test_a_no_for_another_cause_is_lifted_by_no_limit(rule: str, figure: str) -> None:
    then = Rule(name=rule, title=rule, judge=lambda _: no(figure, "try again")).result(None)  # type: ignore[arg-type]
    widest = {name: 10**9 for names in MEASURED.values() for name in names if name.startswith("max_")}
    widest = {name: min(value, 1_000) for name, value in widest.items()} | {"max_daily_loss_pct": 100}
    assert not _passes(then, **(widest | {"max_drawdown_pct": 100, "rejection_streak": 20, "cooldown_s": 1}))


def test_the_list_of_symbols_is_held_against_the_symbol_of_the_order() -> None:
    tradable = _rule("symbol", ok=True, figure="tradable")
    assert _passes(tradable, "AAPL", allowed_symbols=("AAPL", "IBM"))
    assert not _passes(tradable, "MSFT", allowed_symbols=("AAPL", "IBM"))
    left_out = _rule("symbol", ok=False, figure="not allowed")
    assert _passes(left_out, "MSFT", allowed_symbols=())
    assert not _passes(left_out, "MSFT", allowed_symbols=("AAPL",))
    assert not _passes(_rule("symbol", ok=False, figure="not tradable"), "MSFT", allowed_symbols=())


def test_the_pause_is_judged_where_the_log_has_the_seconds_and_not_known_where_it_was_off() -> None:
    after_30 = _rule("cooldown", ok=True, figure="30 of 10 s", limit="10 s")
    assert _passes(after_30, cooldown_s=30)
    assert not _passes(after_30, cooldown_s=31)
    off = rejudged(
        GateVerdict(rules=(_rule("cooldown", ok=True, figure="none"),)), replace(Limits(), cooldown_s=60), symbol="IBM"
    )
    assert (off.allowed, off.not_known) == (True, {"cooldown_s"})


def test_a_streak_below_the_limit_passes_and_one_beyond_it_is_not_known() -> None:
    verdict = GateVerdict(rules=(_rule("rejections", ok=True, figure="2 of 5 in a row"),))
    assert rejudged(verdict, replace(Limits(), rejection_streak=3), symbol="IBM").not_known == frozenset()
    found = rejudged(verdict, replace(Limits(), rejection_streak=2), symbol="IBM")
    assert (found.allowed, found.not_known) == (True, {"rejection_streak", "rejection_pause_s"})


def test_a_rule_without_a_limit_says_what_it_said() -> None:
    verdict = GateVerdict(rules=(_rule("kill_switch", ok=False, figure="stopped"),))
    assert rejudged(verdict, Limits(), symbol="IBM").reasons == ("as then",)


@given(
    st.decimals(min_value=0, max_value=10**7, places=4),
    st.integers(min_value=0, max_value=10**7),
    st.integers(min_value=0, max_value=10**7),
)
def test_the_log_answers_as_the_gate_itself_would_have(value: Decimal, then: int, now: int) -> None:
    stored = _measured("order_cap", str(value), then, "USD")
    if then > 0:  # at a limit of 0 only the rounded figure is kept
        assert _passes(stored, max_order_notional=Decimal(now)) == (value <= now)


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_narrower_limit_never_lets_more_through(value: Decimal, then: int, now: int) -> None:
    stored = _measured("gross_cap", str(value), then, "USD")
    if _passes(stored, max_gross_notional=Decimal(now)):
        assert _passes(stored, max_gross_notional=Decimal(now + 1))
