"""The gate's rules in their order, and the verdict over one ticket's facts."""

from collections.abc import Sequence

from trading.risk.checks_caps import CAP_RULES
from trading.risk.checks_desk import DESK_RULES
from trading.risk.checks_market import MARKET_RULES
from trading.risk.checks_origin import ORIGIN_RULES
from trading.risk.checks_protections import PROTECTION_RULES
from trading.risk.checks_venue import VENUE_RULES
from trading.risk.facts import Facts
from trading.risk.rule import Rule
from trading.types import GateVerdict

RULES: tuple[Rule, ...] = (*DESK_RULES, *MARKET_RULES, *VENUE_RULES, *CAP_RULES, *PROTECTION_RULES, *ORIGIN_RULES)


def judge(facts: Facts, rules: Sequence[Rule] = RULES) -> GateVerdict:
    """Return every rule's verdict on the ticket; rules that its action does not concern are left out."""
    return GateVerdict(rules=tuple(rule.result(facts) for rule in rules if facts.ticket.action in rule.actions))
