"""One known attack: its story, how it is tried, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from trading.risk.checks import RULES
from trading.risk.limits import Limits
from trading.risk.rule import Rule
from trading.types import MarketMode


class Verdict(StrEnum):
    """What came of an attack: it was held off, it came through, or a limit that is off left nothing to try."""

    HELD = "held"
    BROKEN = "BROKEN"
    NOT_ARMED = "not armed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The verdict over one attack and the sentence of what held it off, or of what came through."""

    verdict: Verdict
    said: str

    @property
    def held(self) -> bool:
        """Say whether the attack was tried and held off."""
        return self.verdict is Verdict.HELD


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The configuration under attack: the limits that hold, the market mode, and the gate's rules."""

    limits: Limits
    mode: MarketMode
    rules: tuple[Rule, ...] = RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """A named attack. `story` tells how trading systems were got round this way, `trial` tries it in a rehearsal.

    `rule` names the rule of the gate that alone must say no, None where something else holds it off.
    """

    name: str
    title: str
    story: str
    trial: Callable[[Running], Outcome]
    rule: str | None = None

    def run(self, running: Running) -> Outcome:
        """Try it and return what came of it; one that could not be tried to its end counts as broken."""
        try:
            return self.trial(running)
        except NotArmed as reason:
            return Outcome(verdict=Verdict.NOT_ARMED, said=str(reason))
        except Exception as fault:  # an attack that breaks the desk in a way nobody thought of is no defence
            said = f"it could not be tried to its end ({type(fault).__name__}: {fault}); look at the log"
            return Outcome(verdict=Verdict.BROKEN, said=said)


class NotArmed(Exception):
    """The limit that would hold the attack off is off, or another always comes first; its text says which."""


def held(said: str) -> Outcome:
    """Return that the attack was held off, and by what."""
    return Outcome(verdict=Verdict.HELD, said=said)


def broken(said: str) -> Outcome:
    """Return that the attack came through, and how."""
    return Outcome(verdict=Verdict.BROKEN, said=said)


def found(*, holds: bool, said: str, otherwise: str) -> Outcome:
    """Return `said` as held off where it holds, else `otherwise` as broken."""
    return held(said) if holds else broken(otherwise)
