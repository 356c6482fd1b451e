"""The record of a run: what its models were given and said, and what its tools brought, in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class RecordKind(StrEnum):
    """What an entry of a record holds."""

    FRAME = "frame"
    INPUT = "input"
    OUTPUT = "output"
    TOOL = "tool"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing to record: plain JSON, and `parts` that it shares with others, such as the messages of a call.

    `member` is who thinks or calls, `n` its call of that kind, counted from 1.
    """

    kind: RecordKind
    member: str
    n: int
    body: Any
    parts: Sequence[Any] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """One entry as it was kept; `address` is the SHA-256 of the JSON of body, addresses of parts, and its head.

    The head says its place: seq, kind, member and n. Records of older releases have none, so their order could have
    been changed (`has_head`).
    """

    seq: int
    kind: RecordKind
    member: str
    n: int
    at: datetime
    address: str
    body: Any
    parts: tuple[Any, ...]
    has_head: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The newest attempt at a run, its entries in order; one that was cut off has no outcome."""

    run_id: str
    entries: tuple[RecordEntry, ...]

    @property
    def is_in_order(self) -> bool:
        """Say whether each entry proves its place by its address."""
        return all(entry.has_head for entry in self.entries)

    def of(self, kind: RecordKind) -> list[RecordEntry]:
        """Return the entries of one kind in order."""
        return [entry for entry in self.entries if entry.kind is kind]

    def one(self, kind: RecordKind) -> RecordEntry | None:
        """Return the last entry of a kind, None where there is none."""
        return next(reversed(self.of(kind)), None)
