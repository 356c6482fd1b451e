"""Every known attack on the gate and the limits, in the order in which they are told."""

from collections.abc import Mapping
from dataclasses import replace

from trading.risk.attack.case import Attack, Running, Verdict
from trading.risk.attack.on_desk import DESK_ATTACKS
from trading.risk.attack.on_limits import LIMIT_ATTACKS
from trading.risk.attack.on_market import MARKET_ATTACKS
from trading.risk.attack.on_protections import PROTECTION_ATTACKS
from trading.risk.attack.on_size import SIZE_ATTACKS
from trading.risk.attack.on_words import WORD_ATTACKS

GATE_ATTACKS: tuple[Attack, ...] = (
    *DESK_ATTACKS,
    *MARKET_ATTACKS,
    *SIZE_ATTACKS,
    *WORD_ATTACKS,
    *LIMIT_ATTACKS,
    *PROTECTION_ATTACKS,
)


def broken_without_rule(running: Running) -> Mapping[str, tuple[str, ...]]:
    """Return, for each rule of the gate, the attacks that come through once it alone is taken out.

    A rule with none is held by no attack: either another rule says the same, or its case is missing.
    """
    return {rule.name: _through(_without(running, rule.name)) for rule in running.rules}


def _without(running: Running, name: str) -> Running:
    return replace(running, rules=tuple(rule for rule in running.rules if rule.name != name))


def _through(running: Running) -> tuple[str, ...]:
    return tuple(attack.name for attack in GATE_ATTACKS if attack.run(running).verdict is Verdict.BROKEN)
