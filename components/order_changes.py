"""Tickets that change what rests at the broker: take an order back, or replace it by another size or price."""

from collections.abc import Mapping
from typing import Any

from components.ticket_form import form_origin, in_form_words, plain_number
from trading.errors import InvalidTicket
from trading.types import Origin, Proposal, Ticket
from trading.types.wire import ticket_from_wire, to_wire

CHANGEABLE = {
    "qty": "Shares",
    "limit_price": "Limit, USD",
    "stop_price": "Stop, USD",
    "trail_price": "Trails by, USD",
    "trail_percent": "Trails by, %",
}


def cancel_request(proposal: Proposal) -> tuple[Ticket, Origin]:
    """Return the ticket that takes an order back, and its origin."""
    wire = {"action": "cancel", "target_id": proposal.id, "symbol": proposal.ticket.symbol}
    return ticket_from_wire(wire), form_origin(wire)


def changeable(ticket: Ticket) -> dict[str, str]:
    """Return the fields of an order that can be changed, with their present texts."""
    wire = to_wire(ticket)
    return {name: str(wire[name]) for name in CHANGEABLE if wire.get(name) is not None}


def replace_request(proposal: Proposal, typed: Mapping[str, str]) -> tuple[Ticket, Origin]:
    """Return the ticket that takes an order's place with these texts in its changeable fields.

    Raises InvalidTicket with a sentence a fault, also when nothing differs.
    """
    before = changeable(proposal.ticket)
    after = {name: plain_number(text) for name, text in typed.items() if name in before}
    wire = _said(to_wire(proposal.ticket)) | after | {"action": "replace", "target_id": proposal.id}
    try:
        ticket = ticket_from_wire(wire)
    except InvalidTicket as fault:
        raise InvalidTicket([in_form_words(reason) for reason in fault.reasons]) from None
    if changeable(ticket) == before:
        raise InvalidTicket(["Nothing differs from the order that rests; type another size or price"])
    return ticket, form_origin(wire)


def _said(wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a ticket that say something."""
    return {name: value for name, value in wire.items() if value is not None and value is not False}
