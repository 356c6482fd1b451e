"""From the product's values to the shapes of the contract."""

from dataclasses import fields
from typing import Any

from trading.types import Actor, FieldFrom, Origin, Proposal, Quote, Run, Ticket, Usage, VenueOrder
from trading.types.wire import to_wire

JsonDict = dict[str, Any]

UNSAID = "the default where a request does not say it"


def ticket_shape(ticket: Ticket) -> JsonDict:
    """Return a ticket; fields that do not apply are null."""
    shape: JsonDict = to_wire(ticket)
    return shape


def quote_shape(quote: Quote | None) -> JsonDict | None:
    """Return a quote, None when there is none."""
    shape: JsonDict | None = to_wire(quote)
    return shape


def origin_shape(origin: Origin, ticket: Ticket) -> JsonDict:
    """Return where a ticket and each field of it came from; the user's words stay with the run.

    A field that stands at its default needs no source of its own, so it is told as one.
    """
    unsaid = {"from": FieldFrom.DEFAULT.value, "text": UNSAID}
    defaults = {
        field.name: unsaid
        for field in fields(ticket)
        if field.default is not None and getattr(ticket, field.name) == field.default
    }
    said = {name: {"from": item.source.value, "text": item.text} for name, item in origin.fields.items()}
    return {
        "kind": origin.kind.value,
        "actor": actor_shape(origin.actor),
        "run_id": origin.run_id,
        "fields": defaults | said,
    }


def actor_shape(actor: Actor) -> JsonDict:
    """Return an actor."""
    return {"kind": actor.kind.value, "id": actor.id, "name": actor.name}


def proposal_shape(proposal: Proposal) -> JsonDict:
    """Return a proposal with its price, verdict, impact and, once there is one, its order."""
    return {
        "id": proposal.id,
        "status": proposal.status.value,
        "ticket": ticket_shape(proposal.ticket),
        "origin": origin_shape(proposal.origin, proposal.ticket),
        "created_at": to_wire(proposal.created_at),
        "updated_at": to_wire(proposal.updated_at),
        "expires_at": to_wire(proposal.expires_at),
        "approval_hash": proposal.approval_hash,
        "quote": quote_shape(proposal.quote),
        "gate": {"allowed": proposal.gate.allowed, "rules": to_wire(proposal.gate.rules)},
        "impact": to_wire(proposal.impact),
        "order": None if proposal.order is None else order_shape(proposal),
        "reason": proposal.reason,
        "again_of": proposal.again_of,
        "adopted": proposal.adopted,
    }


def order_shape(proposal: Proposal) -> JsonDict:
    """Return the one order of a proposal: as the venue reports it, or as it was sent while that is not known.

    `status` is the proposal's, which is the state machine's.
    """
    ticket, order = proposal.ticket, proposal.order
    if order is not None:
        return _venue_order_shape(order) | {
            "id": proposal.id,
            "client_order_id": proposal.id,
            "status": proposal.status.value,
            "reason": proposal.reason or order.reason,
            "adopted": proposal.adopted,
        }
    return {
        "id": proposal.id,
        "client_order_id": proposal.id,
        "broker_id": None,
        **{name: to_wire(getattr(ticket, name)) for name in _ORDER_FIELDS},
        "status": proposal.status.value,
        "filled_qty": "0",
        "filled_avg_price": None,
        "submitted_at": None,
        "updated_at": to_wire(proposal.updated_at),
        "replaced_by": None,
        "legs": [],
        "reason": proposal.reason,
        "adopted": proposal.adopted,
    }


_ORDER_FIELDS = (
    "symbol",
    "side",
    "qty",
    "notional",
    "type",
    "time_in_force",
    "order_class",
    "limit_price",
    "stop_price",
    "trail_price",
    "trail_percent",
    "extended_hours",
)


def _venue_order_shape(order: VenueOrder) -> JsonDict:
    shape: JsonDict = to_wire(order)
    return shape | {"id": order.client_order_id, "legs": [_venue_order_shape(leg) for leg in order.legs]}


def _usage_shape(usage: Usage) -> JsonDict:
    """Return what a run has used; a cost that nobody knows is null, never 0."""
    cost = None if usage.cost_usd is None else float(usage.cost_usd)
    shape: JsonDict = to_wire(usage)
    return shape | {"cost_usd": cost, "own_s": round(usage.own_s, 4)}


def run_shape(run: Run) -> JsonDict:
    """Return a run as `/agent/status` tells it."""
    return {
        "task_id": run.id,
        "query": run.query,
        "status": run.status.value,
        "intent": None if run.intent is None else run.intent.value,
        "steps": [
            {
                "n": step.n,
                "agent": step.agent,
                "tool": step.tool,
                "arguments": to_wire(step.arguments),
                "observation": to_wire(step.observation),
                "at": to_wire(step.at),
                "error": step.error,
            }
            for step in run.steps
        ],
        "result": run.result,
        "proposals": list(run.proposals),
        "usage": _usage_shape(run.usage),
        "error": run.error,
        "planner": run.planner,
        "conversation_id": run.conversation_id,
        "created_at": to_wire(run.created_at),
        "updated_at": to_wire(run.updated_at),
        "finished_at": to_wire(run.finished_at),
    }
