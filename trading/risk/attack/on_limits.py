"""Attacks on the limits themselves and on what is counted against them."""

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from trading.errors import InvalidLimits
from trading.risk.attack.case import Attack, Outcome, Running, broken, held
from trading.risk.attack.scene import altered, gate_attack, honest, with_quote
from trading.risk.facts import Facts
from trading.risk.limits import limits_from_wire, merged

SINGAPORE = timezone(timedelta(hours=8))


def _refused(body: Mapping[str, Any]) -> Outcome:
    try:
        limits_from_wire(body)
    except InvalidLimits as fault:
        return held(str(fault)[:200])
    return broken("the limits were read all the same")


def _misspelt(running: Running) -> Outcome:
    return _refused(running.limits.wire() | {"max_order_notionl": "1000"})


def _dropped(running: Running) -> Outcome:
    return _refused({name: value for name, value in running.limits.wire().items() if name != "max_daily_loss_pct"})


def _endless(running: Running) -> Outcome:
    for endless in ("NaN", "Infinity", "1e400"):
        try:
            merged(running.limits, {"max_order_notional": endless})
        except InvalidLimits:
            continue
        return broken(f"a limit of {endless} was taken")
    return held("NaN, Infinity and 1e400 are no limits")


def _limits_unread(running: Running) -> Facts:
    return altered(honest(running), book={"limits": None, "limits_fault": "the stored limits do not hold"})


def _counter_unread(running: Running) -> Facts:
    return altered(honest(running), book={"orders_today": None})


def _in_singapore(running: Running) -> Facts:
    facts = honest(running)
    age = timedelta(seconds=running.limits.max_quote_age_s + 1)
    there = facts.market_now.astimezone(SINGAPORE)
    return with_quote(altered(facts, market_now=there), at=(facts.market_now - age))


LIMIT_ATTACKS = (
    Attack(
        name="misspelt_limit",
        title="A misspelt limit",
        story="A rule's name had a typing error, so the rule was skipped without a word for months.",
        trial=_misspelt,
    ),
    Attack(
        name="limit_left_out",
        title="A limit that was left out",
        story="A new release read old settings, found no value for a limit, and went on without it.",
        trial=_dropped,
    ),
    Attack(
        name="limit_without_end",
        title="A limit that is not a number",
        story="No number is larger than NaN, so nothing was ever above the limit.",
        trial=_endless,
    ),
    gate_attack(
        "limits_unread",
        "Limits that could not be read",
        "The file with the limits was locked for a second and the defaults, or none, held instead.",
        None,
        _limits_unread,
    ),
    gate_attack(
        "counter_unread",
        "A counter that could not be read",
        "The day's count was gone, nothing is less than the limit, and so the order passed.",
        "orders_per_day",
        _counter_unread,
    ),
    gate_attack(
        "clock_in_singapore",
        "An old price, seen from Singapore",
        "Times without their zone were compared, and eight hours made an old price a new one.",
        "quote_age",
        _in_singapore,
    ),
)
