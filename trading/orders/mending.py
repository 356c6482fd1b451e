"""A finding of the auditor of stops as a proposal: one offer is one ticket, and one that ended is made anew."""

from collections.abc import Iterator

from trading.errors import FixInput
from trading.orders.desk import OrderDesk
from trading.risk.exits import mend_words
from trading.types import (
    IN_FLIGHT,
    Action,
    Actor,
    FieldFrom,
    FieldSource,
    Finding,
    Origin,
    OriginKind,
    Proposal,
    Status,
    Ticket,
)
from trading.types.wire import TICKET_FIELDS

MOST_OFFERS = 100
_STANDS = frozenset({Status.PROPOSED, Status.OPEN}) | IN_FLIGHT
_PRICES = frozenset({"stop_price", "limit_price", "stop_loss", "take_profit"})


def propose_mend(desk: OrderDesk, finding: Finding, *, actor: Actor) -> Proposal:
    """Write the ticket that mends a finding; while one stands it is returned, one that ended is offered anew.

    Raises FixInput for a finding without a mend, and what `propose` raises.
    """
    ticket = finding.ticket
    if ticket is None:
        raise FixInput(f"there is no order that mends this: {finding.said}")
    origin = mend_origin(finding, ticket, actor=actor)
    earlier: Proposal | None = None
    for key in _keys(finding):
        found = desk.proposal_for(key)
        if found is None:
            return desk.propose(ticket, origin, intent_key=key, again_of=None if earlier is None else earlier.id)
        if found.status in _STANDS:
            return found
        earlier = found
    raise FixInput(f"this mend was offered {MOST_OFFERS} times; look at what became of it on Orders: {finding.said}")


def _keys(finding: Finding) -> Iterator[str]:
    yield f"mend/{finding.key}"
    yield from (f"mend/{finding.key}/{number}" for number in range(2, MOST_OFFERS + 1))


def mend_origin(finding: Finding, ticket: Ticket, *, actor: Actor) -> Origin:
    """Return the origin of a mend: the desk's own, stated field by field; the gate holds its figures to its own."""
    price = "the price that the order has" if finding.base is None else mend_words(finding.base)
    set_names = TICKET_FIELDS if ticket.action is not Action.CANCEL else ("action", "target_id", "symbol")
    fields = {
        name: FieldSource(source=FieldFrom.DEFAULT, text=price if name in _PRICES else f"mends this: {finding.said}")
        for name in set_names
    }
    return Origin(kind=OriginKind.DESK, actor=actor, fields=fields)
