"""What the order desk tells of itself: its state, its log, and the reports of stopping and reconciling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trading.types.actor import Actor
from trading.types.market import MarketMode


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One entry of the log; `hash` is over this entry and `prev_hash`, so that a change anywhere shows."""

    account_id: str
    seq: int
    at: datetime
    actor: Actor
    kind: str
    subject: str
    body: Mapping[str, Any]
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskState:
    """Whether orders can be sent now, and why not. `reason` is a sentence, empty when they can.

    `stop_keeps_exits` says that the stop which is on leaves exits that protect, as the watchdog's does.
    """

    mode: MarketMode
    venue: str
    account_id: str
    stopped: bool
    stopped_at: datetime | None
    stopped_by: str | None
    reconciled: bool
    read_only: bool
    reason: str
    stop_keeps_exits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGlance:
    """What every page asks the desk first, of one moment: its state, how many proposals wait, the log's newest entry.

    `newest_seq` is that entry's number, 0 of an empty log; each change of a state has one.
    """

    state: DeskState
    waiting: int
    newest_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReport:
    """What pressing Stop did: the flag, then the venue, then each resting order; `problems` are sentences.

    `still_open` should have been cancelled and is not; `kept` protects a position, and this stop leaves it.
    """

    stopped: bool
    at: datetime
    suspended: bool
    cancelled: tuple[str, ...]
    still_open: tuple[str, ...]
    unprotected: tuple[str, ...]
    problems: tuple[str, ...]
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """What asking the venue found: ids whose state changed, adopted, were resolved or are still in doubt.

    `is_asked` is False for a round in which nothing was due, so that the venue was asked for nothing.
    """

    at: datetime
    changed: tuple[str, ...]
    adopted: tuple[str, ...]
    in_doubt: tuple[str, ...]
    fills: int
    is_asked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """The result of walking the log: entries read, and the sentence of the first fault (None when it holds)."""

    account_id: str
    entries: int
    head: str
    fault: str | None
