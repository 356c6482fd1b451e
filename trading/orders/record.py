"""Writes what happened: every move of a proposal with its audit entry, and what the venue reports of orders."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from trading.errors import InvalidTicket, NotFound
from trading.orders.wording import outcome_words
from trading.store.ledger import Writing
from trading.store.orders import known_executions, save_fill, save_order
from trading.store.proposals import get_proposal, insert_proposal, move_proposal
from trading.store.runs import settle
from trading.types import (
    RESTING,
    SYSTEM,
    Actor,
    Fill,
    GateVerdict,
    Impact,
    Origin,
    OriginKind,
    Proposal,
    Status,
    Ticket,
    VenueOrder,
    can_move,
)
from trading.types.wire import sha256, to_wire

_ANSWERS = frozenset({Status.OPEN, Status.APPROVED, Status.SENDING, Status.UNKNOWN, Status.NEVER_ARRIVED})
"""Leaving one of these is news for the run that proposed; a claim and an approval are not, they end nothing."""
_STEPS = frozenset({Status.APPROVED, Status.SENDING})
_SHOWN = frozenset({"lookups", "next_lookup_at"})
"""The values written with a move that a Proposal shows; the others are the desk's own."""


def move(
    writing: Writing, proposal: Proposal, after: Status, *, actor: Actor = SYSTEM, reason: str = "", **values: Any
) -> Proposal:
    """Move a proposal with its audit entry, and tell its run; return it as it stands now.

    `proposal` is as this transaction has read or written it. Raises Conflict when another was faster, ValueError for
    a move that is not in the table.
    """
    now = writing.clock.now()
    move_proposal(writing.connection, proposal.id, proposal.status, after, at=now, reason=reason, **values)
    shown = {name: value for name, value in values.items() if name in _SHOWN}
    moved = replace(proposal, status=after, updated_at=now, reason=reason, **shown)
    known = moved.order is not None and after not in (Status.OPEN, Status.REFUSED, *_STEPS)
    kind = f"order.{after}" if known or after in RESTING else f"proposal.{after}"
    body = {"before": proposal.status, "after": after, "reason": reason, "ticket": moved.ticket, "order": moved.order}
    writing.record(kind, proposal.id, body, actor=actor)
    if proposal.origin.run_id is not None and proposal.status in _ANSWERS and after not in _STEPS:
        settle(writing.connection, run_id=proposal.origin.run_id, outcome=outcome_words(moved), at=now)
    return moved


def record_order(writing: Writing, order: VenueOrder, *, known: Proposal | None = None) -> Proposal:
    """Write what the venue reports of one order, adopt it if the app did not make it; return it as it stands now.

    `known` is its proposal where the caller has it as this transaction finds it.
    """
    try:
        proposal = known or get_proposal(writing.connection, writing.account_id, order.client_order_id)
    except NotFound:
        return _adopt(writing, order)
    before = proposal.order
    if before is not None and not _is_news(before, order):
        return proposal
    save_order(writing.connection, writing.account_id, order, before=before)
    proposal = replace(proposal, order=order)
    steps = _path(proposal.status, order.status)
    for step in steps:
        proposal = move(writing, proposal, step, reason=order.reason)
    if not steps and (before is None or before.filled_qty != order.filled_qty or before.legs != order.legs):
        writing.record("order.progress", order.client_order_id, {"order": order}, actor=SYSTEM)
    return proposal


def record_fill(writing: Writing, fill: Fill) -> None:
    """Write one execution that is new."""
    save_fill(writing.connection, writing.account_id, fill)
    writing.record("order.fill", fill.order_id, {"fill": fill}, actor=SYSTEM)


def record_fills(writing: Writing, fills: list[Fill]) -> int:
    """Write executions that are not written yet, each once; return how many were new."""
    known = known_executions(writing.connection, writing.account_id, [fill.execution_id for fill in fills])
    new = {fill.execution_id: fill for fill in fills if fill.execution_id not in known}
    for fill in new.values():
        record_fill(writing, fill)
    return len(new)


def vanish(writing: Writing, proposal: Proposal, reason: str) -> None:
    """Write that the venue's book no longer has an order that it had acknowledged."""
    order = proposal.order
    if order is not None:
        status = Status.CANCELLED if order.status in RESTING else order.status
        gone = replace(order, status=status, reason=reason, legs=())
        save_order(writing.connection, writing.account_id, gone, before=order)
        proposal = replace(proposal, order=gone)
    if can_move(proposal.status, Status.CANCELLED):
        move(writing, proposal, Status.CANCELLED, reason=reason)
    else:
        writing.record("order.progress", proposal.id, {"reason": reason}, actor=SYSTEM)


def _path(before: Status, after: Status) -> tuple[Status, ...]:
    """Return the moves to what the venue reports: an order that ended at once was sent first."""
    if can_move(before, after):
        return (after,)
    if can_move(before, Status.SENT) and can_move(Status.SENT, after):
        return (Status.SENT, after)
    return ()


def _is_news(before: VenueOrder, order: VenueOrder) -> bool:
    """An older report never overwrites a newer one: a final order stays final and fills only grow."""
    if before == order or order.updated_at < before.updated_at or order.filled_qty < before.filled_qty:
        return False
    return before.status == order.status or before.status in RESTING or can_move(before.status, order.status)


def _adopt(writing: Writing, order: VenueOrder) -> Proposal:
    """An order that the app did not make begins at `sent`, without a proposal."""
    now = writing.clock.now()
    ticket = _ticket_of(order)
    adopted = Proposal(
        id=order.client_order_id,
        account_id=writing.account_id,
        status=Status.SENT,
        ticket=ticket,
        origin=Origin(kind=OriginKind.DESK, actor=SYSTEM),
        created_at=now,
        updated_at=now,
        expires_at=now,
        approval_hash=sha256({"id": order.client_order_id, "ticket": to_wire(ticket), "quote": None}),
        quote=None,
        gate=GateVerdict(rules=()),
        impact=Impact(),
        reason="made outside this app and found at the venue",
        adopted=True,
        order=order,
    )
    insert_proposal(writing.connection, adopted, market_at=order.submitted_at)
    save_order(writing.connection, writing.account_id, order, before=None)
    writing.record("order.adopted", adopted.id, {"order": order}, actor=SYSTEM)
    if not can_move(Status.SENT, order.status):
        return adopted
    return move(writing, adopted, order.status, reason=order.reason or adopted.reason)


def _ticket_of(order: VenueOrder) -> Ticket:
    """Return the nearest ticket; what the venue allows and a ticket does not stays in the order itself."""
    size = {"qty": order.qty} if order.qty is not None else {"notional": order.notional}
    try:
        return Ticket(
            symbol=order.symbol,
            side=order.side,
            **size,
            type=order.type,
            limit_price=order.limit_price,
            stop_price=order.stop_price,
            trail_price=order.trail_price,
            trail_percent=order.trail_percent if order.trail_price is None else None,
            time_in_force=order.time_in_force,
            extended_hours=order.extended_hours,
        )
    except InvalidTicket:
        whole = max((order.qty or order.filled_qty).to_integral_value(), Decimal(1))
        return Ticket(symbol=order.symbol, side=order.side, qty=whole)
