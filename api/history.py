"""The history as one list: orders, fills, runs, proposals, the log and equity, merged by time, newest first."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from api.problems import INVALID, Problem
from api.shapes import JsonDict, actor_shape, order_shape, proposal_shape, run_shape
from trading.services import Services
from trading.store import paging, run_rows
from trading.types import AuditEntry, Page, Proposal, Run
from trading.types.wire import to_wire

EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)
MAX_SEQ_DIGITS = 18


class HistoryKind(StrEnum):
    """What a history is made of."""

    ORDER = "order"
    FILL = "fill"
    RUN = "run"
    PROPOSAL = "proposal"
    AUDIT = "audit"
    EQUITY = "equity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Inclusive UTC dates, clipped to the years in which there can be a record; None is open."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            day = getattr(self, name)
            object.__setattr__(self, name, None if day is None else min(max(day, EARLIEST), LATEST))

    @property
    def begins(self) -> datetime | None:
        """Return the first moment of the span."""
        return None if self.start is None else datetime.combine(self.start, time.min, UTC)

    @property
    def over(self) -> datetime | None:
        """Return the first moment after the span."""
        return None if self.end is None else datetime.combine(self.end, time.min, UTC) + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    at: datetime
    shape: JsonDict
    after: str
    """The cursor of its own list that names what comes after it."""


_Read = Callable[[Services, Span, int, str | None], tuple[Sequence[_Entry], bool]]
"""Return up to so many entries after a cursor, newest first, and whether more may follow."""


def history(services: Services, kinds: Sequence[HistoryKind], span: Span, limit: int, cursor: str | None) -> JsonDict:
    """Return one page of the history. Raises Problem 422 for a cursor that no page gave."""
    stands = dict.fromkeys(kinds) if cursor is None else _stands(cursor, kinds)
    pages = {kind: _READERS[kind](services, span, limit, stands[kind]) for kind in stands}
    merged = _newest({kind: entries for kind, (entries, _) in pages.items()}, limit)
    following: dict[HistoryKind, str | None] = {}
    for kind, (entries, more) in pages.items():
        taken = [entry for entry, of in merged if of is kind]
        if len(taken) < len(entries) or more:
            following[kind] = taken[-1].after if taken else stands[kind]
    return {
        "items": [{"kind": kind.value, "at": to_wire(entry.at), **entry.shape} for entry, kind in merged],
        "next_cursor": _cursor(following) if following else None,
    }


def _newest(lists: dict[HistoryKind, Sequence[_Entry]], limit: int) -> list[tuple[_Entry, HistoryKind]]:
    """Return the newest entries of several lists; none is moved within its own list, equal times keep the order."""
    taken = dict.fromkeys(lists, 0)
    merged: list[tuple[_Entry, HistoryKind]] = []
    while len(merged) < limit:
        heads = [(lists[kind][n], kind) for kind, n in taken.items() if n < len(lists[kind])]
        if not heads:
            break
        newest = max(heads, key=lambda head: head[0].at)
        taken[newest[1]] += 1
        merged.append(newest)
    return merged


def _cursor(stands: dict[HistoryKind, str | None]) -> str:
    text = json.dumps({kind.value: at for kind, at in stands.items()}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def _stands(cursor: str, kinds: Sequence[HistoryKind]) -> dict[HistoryKind, str | None]:
    try:
        body = json.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        found = {HistoryKind(kind): at for kind, at in body.items()}
    except (ValueError, binascii.Error, AttributeError, RecursionError):
        found = {}
    if not found or not set(found) <= set(kinds) or not all(at is None or isinstance(at, str) for at in found.values()):
        raise Problem(INVALID, f"cursor {cursor!r:.40} is not one that this list gave; start without a cursor")
    return found


def _read_proposals(services: Services, span: Span, limit: int, cursor: str | None) -> tuple[Sequence[_Entry], bool]:
    page = services.desk.proposals(statuses=None, limit=limit, cursor=_from_end(span, cursor))
    return _of_proposals(page, span, proposal_shape)


def _read_orders(services: Services, span: Span, limit: int, cursor: str | None) -> tuple[Sequence[_Entry], bool]:
    page = services.desk.orders(statuses=None, limit=limit, cursor=_from_end(span, cursor))
    return _of_proposals(page, span, order_shape)


def _from_end(span: Span, cursor: str | None) -> str | None:
    """Return the cursor, at first the one that names everything before the end of the span."""
    return paging.cursor_of(span.over, "") if cursor is None and span.over is not None else cursor


def _of_proposals(
    page: Page[Proposal], span: Span, shape: Callable[[Proposal], JsonDict]
) -> tuple[Sequence[_Entry], bool]:
    begins = span.begins
    entries = [
        _Entry(at=item.created_at, shape=shape(item), after=paging.cursor_of(item.created_at, item.id))
        for item in page.items
        if begins is None or item.created_at >= begins
    ]
    return entries, page.next_cursor is not None and len(entries) == len(page.items)


def _read_fills(services: Services, span: Span, limit: int, cursor: str | None) -> tuple[Sequence[_Entry], bool]:
    page = services.desk.fills(start=span.begins, end=span.over, limit=limit, cursor=cursor)
    entries = [
        _Entry(at=fill.at, shape=to_wire(fill), after=paging.cursor_of(fill.at, fill.execution_id))
        for fill in page.items
    ]
    return entries, page.next_cursor is not None


def _read_runs(services: Services, span: Span, limit: int, cursor: str | None) -> tuple[Sequence[_Entry], bool]:
    page = services.runs.list(start=span.start, end=span.end, limit=limit, cursor=cursor)
    entries = [
        _Entry(at=run.created_at, shape=_run(run), after=run_rows.cursor_of(run.created_at, run.id))
        for run in page.items
    ]
    return entries, page.next_cursor is not None


def _run(run: Run) -> JsonDict:
    return {name: value for name, value in run_shape(run).items() if name != "steps"} | {"id": run.id}


def _read_audit(services: Services, span: Span, limit: int, cursor: str | None) -> tuple[Sequence[_Entry], bool]:
    if cursor is not None and len(cursor) > MAX_SEQ_DIGITS:
        raise Problem(INVALID, "the cursor is not one that this list gave; start without a cursor")
    page = services.desk.audit(start=span.begins, end=span.over, limit=limit, cursor=cursor)
    return [_Entry(at=e.at, shape=_audit(e), after=str(e.seq)) for e in page.items], page.next_cursor is not None


def _audit(entry: AuditEntry) -> JsonDict:
    return {
        "seq": entry.seq,
        "event": entry.kind,
        "actor": actor_shape(entry.actor),
        "subject": entry.subject,
        "body": to_wire(entry.body),
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def _read_equity(services: Services, span: Span, limit: int, cursor: str | None) -> tuple[Sequence[_Entry], bool]:
    before = None
    if cursor is not None:
        try:
            before = datetime.fromisoformat(cursor).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Problem(INVALID, "the cursor is not one that this list gave; start without a cursor") from None
    points = services.portfolio.equity_curve(span.start, span.end)
    newest = sorted((p for p in points if before is None or p.at < before), key=lambda p: p.at, reverse=True)
    entries = [_Entry(at=p.at, shape=_equity(p), after=p.at.isoformat()) for p in newest[:limit]]
    return entries, len(newest) > limit


def _equity(point: Any) -> JsonDict:
    return {"equity": to_wire(point.equity), "cash": to_wire(point.cash)}


_READERS: dict[HistoryKind, _Read] = {
    HistoryKind.ORDER: _read_orders,
    HistoryKind.FILL: _read_fills,
    HistoryKind.RUN: _read_runs,
    HistoryKind.PROPOSAL: _read_proposals,
    HistoryKind.AUDIT: _read_audit,
    HistoryKind.EQUITY: _read_equity,
}
