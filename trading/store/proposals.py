"""Proposals: written once, moved by compare-and-set along the one table of moves, listed newest first."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, or_, select, update

from trading.errors import Conflict, NotFound
from trading.store.forms import (
    gate_from_wire,
    impact_from_wire,
    order_from_wire,
    origin_from_wire,
    quote_from_wire,
)
from trading.store.paging import after_cursor, cursor_of, page_size
from trading.store.tables import APPROVAL, PROPOSAL, VENUE_ORDER
from trading.types import Action, Actor, Page, Proposal, Status, can_move
from trading.types.wire import sha256, ticket_from_wire, to_wire

_WITH_ORDER = select(PROPOSAL, VENUE_ORDER.c.body.label("venue_body")).join(
    VENUE_ORDER, VENUE_ORDER.c.id == PROPOSAL.c.id, isouter=True
)
"""Proposals with the venue's order where there is one. Statements that stand here are made once, not in each call."""
_ONE = _WITH_ORDER.where(PROPOSAL.c.id == bindparam("id"), PROPOSAL.c.account_id == bindparam("account"))
_COUNT = select(func.count()).where(
    PROPOSAL.c.account_id == bindparam("account"), PROPOSAL.c.status == bindparam("status")
)
_STANDING = (
    select(PROPOSAL.c.status, VENUE_ORDER.c.id)
    .join(VENUE_ORDER, VENUE_ORDER.c.id == PROPOSAL.c.id, isouter=True)
    .where(PROPOSAL.c.id == bindparam("id"))
)
_INSERT = insert(PROPOSAL)
_APPROVE = insert(APPROVAL)
_MOVE = update(PROPOSAL).where(PROPOSAL.c.id == bindparam("moved"), PROPOSAL.c.status == bindparam("before"))


def insert_proposal(connection: Connection, proposal: Proposal, *, market_at: datetime) -> None:
    """Write a new proposal."""
    ticket = to_wire(proposal.ticket)
    row = {
        "id": proposal.id,
        "account_id": proposal.account_id,
        "status": proposal.status.value,
        "action": proposal.ticket.action.value,
        "symbol": proposal.ticket.symbol,
        "target_id": proposal.ticket.target_id,
        "run_id": proposal.origin.run_id,
        "intent_key": proposal.intent_key,
        "again_of": proposal.again_of,
        "adopted": proposal.adopted,
        "ticket": ticket,
        "ticket_hash": sha256(ticket),
        "origin": to_wire(proposal.origin),
        "created_at": proposal.created_at,
        "updated_at": proposal.updated_at,
        "reason": proposal.reason,
        "lookups": 0,
    }
    connection.execute(_INSERT, row | _pricing(proposal, market_at))


def price_proposal(connection: Connection, proposal: Proposal, *, market_at: datetime) -> None:
    """Write a new price, verdict, hash and expiry on a proposal that is still open. Raises Conflict otherwise."""
    where = {"moved": proposal.id, "before": Status.OPEN.value}
    done = connection.execute(_MOVE, where | {"updated_at": proposal.updated_at} | _pricing(proposal, market_at))
    if done.rowcount != 1:
        raise Conflict(f"proposal {proposal.id} was answered meanwhile; look at it again")


def _pricing(proposal: Proposal, market_at: datetime) -> dict[str, Any]:
    return {
        "quote": to_wire(proposal.quote),
        "gate": to_wire(proposal.gate.rules),
        "impact": to_wire(proposal.impact),
        "approval_hash": proposal.approval_hash,
        "expires_at": proposal.expires_at,
        "market_at": market_at,
    }


def move_proposal(
    connection: Connection, proposal_id: str, before: Status, after: Status, *, at: datetime, **values: Any
) -> None:
    """Move one proposal by compare-and-set. Raises Conflict when it no longer stands at `before`.

    Raises ValueError for a move that the table of moves does not know.
    """
    if not can_move(before, after):
        raise ValueError(f"a proposal cannot move from {before} to {after}")
    where = {"moved": proposal_id, "before": before.value}
    done = connection.execute(_MOVE, where | {"status": after.value, "updated_at": at} | values)
    if done.rowcount != 1:
        raise Conflict(f"proposal {proposal_id} no longer stands at {before}; look at it again")


def set_fields(connection: Connection, proposal_id: str, **values: Any) -> None:
    """Write fields that are no move: the look-up schedule, or the reason."""
    connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == proposal_id).values(**values))


def add_approval(
    connection: Connection, account_id: str, proposal_id: str, *, approval_hash: str, actor: Actor, at: datetime
) -> None:
    """Write one approval."""
    row = {
        "account_id": account_id,
        "proposal_id": proposal_id,
        "approval_hash": approval_hash,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "at": at,
    }
    connection.execute(_APPROVE, row)


def get_proposal(connection: Connection, account_id: str, proposal_id: str) -> Proposal:
    """Return one proposal. Raises NotFound."""
    return _proposal(get_row(connection, account_id, proposal_id))


def get_row(connection: Connection, account_id: str, proposal_id: str) -> Row[Any]:
    """Return the raw row of one proposal, for what the value does not carry. Raises NotFound."""
    row = connection.execute(_ONE, {"id": proposal_id, "account": account_id}).first()
    if row is None:
        raise NotFound(f"there is no proposal {proposal_id!r:.60}; look for its id on Orders")
    return row


def is_untouched(connection: Connection, proposal: Proposal) -> bool:
    """Say whether a proposal stands where its value says, still without an order: then nothing of it has changed."""
    row = connection.execute(_STANDING, {"id": proposal.id}).first()
    return row is not None and row.status == proposal.status.value and row.id is None and proposal.order is None


def by_intent(connection: Connection, account_id: str, intent_key: str) -> Proposal | None:
    """Return the proposal that an intent has made before, None when it has made none."""
    query = _WITH_ORDER.where(PROPOSAL.c.account_id == account_id, PROPOSAL.c.intent_key == intent_key)
    row = connection.execute(query).first()
    return None if row is None else _proposal(row)


def find_rows(connection: Connection, account_id: str, statuses: Collection[Status]) -> Sequence[Row[Any]]:
    """Return the raw rows in these states, oldest first; `venue_body` is the venue's order."""
    return connection.execute(_in_statuses(frozenset(statuses)), {"account": account_id}).all()


@cache
def _in_statuses(statuses: frozenset[Status]) -> Select[Any]:
    """Return the one statement for these states; a list of states is spelled out anew in each execution."""
    among = or_(*(PROPOSAL.c.status == status.value for status in sorted(statuses)))
    mine = _WITH_ORDER.where(PROPOSAL.c.account_id == bindparam("account"), among)
    return mine.order_by(PROPOSAL.c.created_at, PROPOSAL.c.id)


def rows_of(connection: Connection, account_id: str, ids: Collection[str]) -> list[Row[Any]]:
    """Return the raw rows of these ids that there are."""
    wanted = sorted(ids)
    rows: list[Row[Any]] = []
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        query = select(PROPOSAL).where(PROPOSAL.c.account_id == account_id, PROPOSAL.c.id.in_(part))
        rows += connection.execute(query).all()
    return rows


def find_proposals(connection: Connection, account_id: str, statuses: Collection[Status]) -> list[Proposal]:
    """Return every proposal in these states, oldest first."""
    return [_proposal(row) for row in find_rows(connection, account_id, statuses)]


def count_proposals(connection: Connection, account_id: str, status: Status) -> int:
    """Return how many proposals are in that state."""
    return connection.execute(_COUNT, {"account": account_id, "status": status.value}).scalar_one()


def due_ids(connection: Connection, account_id: str, at: datetime) -> list[str]:
    """Return the open proposals whose time is over."""
    query = select(PROPOSAL.c.id).where(
        PROPOSAL.c.account_id == account_id, PROPOSAL.c.status == Status.OPEN.value, PROPOSAL.c.expires_at <= at
    )
    return [str(row.id) for row in connection.execute(query)]


def page_of_proposals(
    connection: Connection,
    account_id: str,
    *,
    statuses: Collection[Status] | None,
    run_id: str | None,
    limit: int,
    cursor: str | None,
) -> Page[Proposal]:
    """Return proposals newest first, adopted orders left out."""
    query = _WITH_ORDER.where(PROPOSAL.c.account_id == account_id, PROPOSAL.c.adopted.is_(False))
    query = query if statuses is None else query.where(PROPOSAL.c.status.in_([s.value for s in statuses]))
    query = query if run_id is None else query.where(PROPOSAL.c.run_id == run_id)
    return _page(connection, query, limit, cursor)


def page_of_orders(
    connection: Connection, account_id: str, *, statuses: Collection[Status] | None, limit: int, cursor: str | None
) -> Page[Proposal]:
    """Return proposals that have, or may have, an order at the venue, newest first.

    A filled bracket whose exits still work is listed with the resting ones.
    """
    query = _WITH_ORDER.where(
        PROPOSAL.c.account_id == account_id,
        PROPOSAL.c.action != Action.CANCEL.value,
        VENUE_ORDER.c.id.is_not(None) | PROPOSAL.c.posted_at.is_not(None),
    )
    if statuses is not None:
        names = [status.value for status in statuses]
        query = query.where(PROPOSAL.c.status.in_(names) | VENUE_ORDER.c.status.in_(names))
    return _page(connection, query, limit, cursor)


def _page(connection: Connection, query: Select[Any], limit: int, cursor: str | None) -> Page[Proposal]:
    if cursor is not None:
        query = query.where(after_cursor(cursor, PROPOSAL.c.created_at, PROPOSAL.c.id))
    size = page_size(limit)
    rows = connection.execute(query.order_by(PROPOSAL.c.created_at.desc(), PROPOSAL.c.id.desc()).limit(size + 1)).all()
    more = len(rows) > size
    last = rows[size - 1] if more else None
    next_cursor = cursor_of(last.created_at, last.id) if last is not None else None
    return Page(items=tuple(_proposal(row) for row in rows[:size]), next_cursor=next_cursor)


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        account_id=row.account_id,
        status=Status(row.status),
        ticket=ticket_from_wire(row.ticket),
        origin=origin_from_wire(row.origin),
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        approval_hash=row.approval_hash,
        quote=quote_from_wire(row.quote),
        gate=gate_from_wire(row.gate),
        impact=impact_from_wire(row.impact),
        order=None if row.venue_body is None else order_from_wire(row.venue_body),
        reason=row.reason,
        intent_key=row.intent_key,
        again_of=row.again_of,
        adopted=row.adopted,
        lookups=row.lookups,
        next_lookup_at=row.next_lookup_at,
    )
