"""Hold a suggested size to what the gate would let through, and say which of its rules made it smaller."""

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from trading.risk.checks_caps import CAP_RULES
from trading.risk.facts import Facts
from trading.risk.sizing import Sizing
from trading.types import RuleResult
from trading.types.ticket import MAX_QTY
from trading.types.wire import decimal_text

_BY_NAME = {rule.name: rule for rule in CAP_RULES}
SIZE_RULES = tuple(
    _BY_NAME[name] for name in ("position", "order_cap", "symbol_cap", "gross_cap", "symbol_weight", "buying_power")
)
"""The rules that a smaller size can satisfy; whatever else the gate refuses, no size mends."""


def capped(sizing: Sizing, facts: Facts) -> Sizing:
    """Return the size, or the largest whole one that the rules about size let through, with what they say.

    `facts` are those of a ticket of this order, its own size set aside. The rules themselves are asked, so that a
    size suggested here is one that they pass, and a rule that cannot be computed passes none.
    """
    asked = min(sizing.qty, MAX_QTY)
    if asked <= 0 or not _failing(facts, asked):
        return sizing
    passes, fails = Decimal(0), asked
    while fails - passes > 1:
        middle = ((passes + fails) / 2).to_integral_value(ROUND_DOWN)
        if _failing(facts, middle):
            fails = middle
        else:
            passes = middle
    binding = {result.name for result in _failing(facts, fails)}
    at_asked = [result for result in _failing(facts, asked) if result.name in binding] or _failing(facts, fails)
    why = "; ".join(dict.fromkeys(result.reason for result in at_asked))
    most = f"the most that passes is {decimal_text(passes)}" if passes else "no size passes, so it is 0"
    return replace(
        sizing,
        qty=passes,
        reason=f"{sizing.reason} Limited by the gate, {most}: {why}.",
        capped_by=tuple(result.name for result in at_asked),
    )


def _failing(facts: Facts, qty: Decimal) -> list[RuleResult]:
    sized = replace(facts, ticket=replace(facts.ticket, qty=qty))
    return [result for rule in SIZE_RULES if not (result := rule.result(sized)).ok]
