"""The report over every known attack, tried against the limits that hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.attack.on_words import TEXT_ATTACKS
from trading.orders.attack.catalogue import DESK_ATTACKS
from trading.risk.attack.case import Attack, Outcome, Running, Verdict
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


def summary(tried: Sequence[Tried]) -> str:
    """Return one sentence over a report: how many were held off, came through, or are not armed."""
    counts = {verdict: sum(1 for item in tried if item.outcome.verdict is verdict) for verdict in Verdict}
    text = f"{len(tried)} known attacks were tried: {counts[Verdict.HELD]} held off"
    if counts[Verdict.NOT_ARMED]:
        text += f", {counts[Verdict.NOT_ARMED]} not armed because a limit is off"
    if counts[Verdict.BROKEN]:
        return f"{text}, {counts[Verdict.BROKEN]} CAME THROUGH. Stop trading until that is mended."
    return f"{text}, none came through."
