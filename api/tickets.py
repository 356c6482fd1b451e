"""From what a client sends to a ticket, and from the key to where each field of it came from."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from api.answers import Answer
from api.deps import Caller
from api.problems import GATE, REFUSED, Problem, problem_of
from api.shapes import UNSAID, proposal_shape, quote_shape
from trading.errors import (
    AlreadyAnswered,
    ApprovalChanged,
    NotFound,
    PriceDrifted,
    Refused,
    TradingError,
    TradingStopped,
    VenueRejected,
)
from trading.types import Action, FieldFrom, FieldSource, Origin, OriginKind, Proposal, Status, Ticket
from trading.types.wire import ticket_from_wire, to_wire


def ticket_of(caller: Caller, body: Mapping[str, Any]) -> Ticket:
    """Return the ticket of a body. A replace or cancel takes from its target what it does not say.

    Raises InvalidTicket with every reason, NotFound for a target that is no order.
    """
    action, target_id = body.get("action"), body.get("target_id")
    if action in (Action.REPLACE.value, Action.CANCEL.value) and isinstance(target_id, str) and target_id:
        desk, said = caller.services.desk, {name: raw for name, raw in body.items() if raw is not None}
        target = desk.order(target_id).ticket
        if action == Action.CANCEL.value:
            return ticket_from_wire({"symbol": target.symbol, **said})
        return desk.replace_ticket(target_id, _in_place_of(said) | said)
    return ticket_from_wire(body)


def _in_place_of(said: Mapping[str, Any]) -> dict[str, None]:
    """Return the fields that a change empties: a size or a trail is said in one of two ways."""
    pairs = (("qty", "notional"), ("trail_price", "trail_percent"))
    return {name: None for pair in pairs if said.keys() & set(pair) for name in pair}


def origin_of(caller: Caller, ticket: Ticket, said: Collection[str]) -> Origin:
    """Return the origin of a key's ticket: what differs from the default, or was said, is the key owner's."""
    fields: dict[str, FieldSource] = {}
    for field in dataclasses.fields(ticket):
        value = getattr(ticket, field.name)
        if field.name in said or value != field.default:
            fields[field.name] = FieldSource(source=FieldFrom.KEY, text=caller.key.name)
        elif value is not None:
            fields[field.name] = FieldSource(source=FieldFrom.DEFAULT, text=UNSAID)
    return Origin(kind=OriginKind.API, actor=caller.actor, fields=fields)


def propose(caller: Caller, ticket: Ticket, said: Collection[str], intent_key: str | None) -> Proposal:
    """Propose a ticket and return the open proposal, or the first one under the same intent key.

    Raises Problem 422 with the gate's reasons and `proposal_id` when it is refused, also while trading is stopped.
    """
    try:
        proposal = caller.services.desk.propose(ticket, origin_of(caller, ticket, said), intent_key=intent_key)
    except (TradingStopped, Refused, VenueRejected) as fault:
        raise problem_of(fault, kind=REFUSED) from fault
    if proposal.status is Status.REFUSED:
        reasons = proposal.gate.reasons or [proposal.reason or "the gate refused it"]
        raise Problem(
            REFUSED,
            "; ".join(reasons),
            reasons=reasons,
            extra={"proposal_id": proposal.id, "gate": proposal_shape(proposal)["gate"]},
        )
    return proposal


def approve(caller: Caller, proposal_id: str, approval_hash: str, *, resumed: bool = False) -> Proposal:
    """Approve what was seen, the key's owner being the approver, and return the proposal as it then stands.

    A venue that rejects or does not answer is no error: the status tells. Raises Problem 409 with the present
    status, quote and hash when the approval cannot be given. `resumed` is a repeat of a request that was cut off:
    if that one has approved, its outcome is the answer.
    """
    desk = caller.services.desk
    try:
        return desk.approve(proposal_id, approval_hash, actor=caller.actor)
    except NotFound:
        raise
    except TradingError as fault:
        stands = desk.proposal(proposal_id)
        if resumed and isinstance(fault, AlreadyAnswered) and _was_approved(stands):
            return stands
        extra: dict[str, Any] = {
            "proposal_id": proposal_id,
            "proposal_status": stands.status.value,
            "quote": quote_shape(stands.quote),
        }
        if isinstance(fault, PriceDrifted | ApprovalChanged):
            extra |= {"approval_hash": stands.approval_hash, "expires_at": to_wire(stands.expires_at)}
        raise problem_of(fault, kind=GATE if isinstance(fault, Refused) else None, extra=extra) from fault


_NEVER_SENT = frozenset({Status.PROPOSED, Status.OPEN, Status.REFUSED, Status.CANCELLED, Status.EXPIRED})


def _was_approved(proposal: Proposal) -> bool:
    return proposal.order is not None or proposal.status not in _NEVER_SENT


def change_order(caller: Caller, order_id: str, body: Mapping[str, Any], intent_key: str | None) -> Answer:
    """Write the ticket that replaces or cancels an order, approve it, and return 202 with the proposal.

    Raises NotFound for an id that is no order, Problem 422 when the ticket is refused, 409 when its approval is.
    """
    caller.services.desk.order(order_id)
    ticket = ticket_of(caller, {**body, "target_id": order_id})
    proposal = propose(caller, ticket, [*body, "target_id"], intent_key)
    if proposal.status is Status.OPEN:
        proposal = approve(caller, proposal.id, proposal.approval_hash)
    return Answer(proposal_shape(proposal), 202)
