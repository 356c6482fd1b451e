"""The report over every known attack, tried against the limits that hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.attack.on_words import TEXT_ATTACKS
from trading.orders.attack.catalogue import DESK_ATTACKS
from trading.risk.attack.case import Attack, Outcome, Running
from trading.risk.attack.catalogue import GATE_ATTACKS
from trading.services import Services

ATTACKS: tuple[Attack, ...] = (*GATE_ATTACKS, *DESK_ATTACKS, *TEXT_ATTACKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One attack and what came of it."""

    attack: Attack
    outcome: Outcome


def running_now(services: Services) -> Running:
    """Return what the attacks are tried against: the limits and the mode of this desk. Raises InvalidLimits."""
    return Running(limits=services.limits.current(), mode=services.desk.state().mode)


def attack_report(running: Running) -> Iterator[Tried]:
    """Yield every known attack with what came of it, in rehearsals; some seconds in all."""
    for attack in ATTACKS:
        yield Tried(attack=attack, outcome=attack.run(running))
