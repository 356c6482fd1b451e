"""Who did it: the actor that stands in every audit row and on every ticket."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of actor that can appear in the log."""

    PERSON = "person"
    AGENT = "agent"
    STRATEGY = "strategy"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody or something that acts: kind, stable id, name for people to read."""

    kind: ActorKind
    id: str
    name: str


OWNER = Actor(kind=ActorKind.PERSON, id="owner", name="you")
SYSTEM = Actor(kind=ActorKind.SYSTEM, id="desk", name="the desk")
