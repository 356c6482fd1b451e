"""The phrases: what somebody says, and the tickets that should and should not come of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "phrases.jsonl"
Ticket = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One conversation of the data file.

    `says` are its turns in order. `tickets` must be written, each of `may` may be written or left; a ticket names what
    the words say, everything else has its default. `intents` is empty where any reading will do that orders nothing.
    """

    id: str
    group: str
    says: tuple[str, ...]
    core: bool = False
    intents: tuple[str, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    may: tuple[Ticket, ...] = ()


def parse(row: Mapping[str, Any]) -> Phrase:
    """Return the phrase of one row; a name that is not known is an error, never a field that nobody reads."""
    lists = {name: tuple(row[name]) for name in ("says", "intents", "tickets", "may") if name in row}
    return Phrase(**{**row, **lists})


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return every phrase of the data file."""
    return tuple(parse(json.loads(line)) for line in FILE.read_text(encoding="utf-8").splitlines())
