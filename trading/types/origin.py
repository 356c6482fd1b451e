"""Where a ticket and each of its fields came from: what the gate's `origin` rule reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from trading.types.actor import Actor


class OriginKind(StrEnum):
    """The door through which a ticket was proposed."""

    FORM = "form"
    API = "api"
    AGENT = "agent"
    STRATEGY = "strategy"
    DESK = "desk"


class FieldFrom(StrEnum):
    """What a field's value traces to. `foreign` is everything that it may not trace to."""

    WORDS = "words"
    DEFAULT = "default"
    FORM = "form"
    KEY = "key"
    STRATEGY = "strategy"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSource:
    """The source of one field: its kind and the very text, or the sentence that explains a default."""

    source: FieldFrom
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who proposed a ticket, through which door, in which run, and where each field came from.

    `words` is the user's own text (empty unless kind is agent), `asked` the order of those words that this
    ticket answers (0 for the first; None when the words ask for no order), `asked_count` how many they ask for.
    """

    kind: OriginKind
    actor: Actor
    run_id: str | None = None
    words: str = ""
    asked: int | None = None
    asked_count: int = 0
    fields: Mapping[str, FieldSource] = field(default_factory=dict)
