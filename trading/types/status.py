"""The states of a proposal and the one table of allowed moves between them."""

from enum import StrEnum


class Status(StrEnum):
    """The state of a proposal and of the order that it became."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    OPEN = "open"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    SENDING = "sending"
    SENT = "sent"
    PARTLY_FILLED = "partly_filled"
    FILLED = "filled"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    NEVER_ARRIVED = "never_arrived"
    REPLACED = "replaced"


_S = Status
VENUE_STATES = frozenset({_S.SENT, _S.PARTLY_FILLED, _S.FILLED, _S.CANCELLED, _S.REJECTED, _S.EXPIRED, _S.REPLACED})
"""What a venue can report of an order that it knows."""

MOVES: dict[Status, frozenset[Status]] = {
    _S.PROPOSED: frozenset({_S.REFUSED, _S.OPEN}),
    _S.OPEN: frozenset({_S.APPROVED, _S.CANCELLED, _S.EXPIRED}),
    _S.APPROVED: frozenset({_S.SENDING, _S.REFUSED, _S.NEVER_ARRIVED}),
    _S.SENDING: frozenset({_S.SENT, _S.PARTLY_FILLED, _S.FILLED, _S.REJECTED, _S.UNKNOWN}),
    _S.UNKNOWN: VENUE_STATES | {_S.NEVER_ARRIVED},
    _S.NEVER_ARRIVED: VENUE_STATES,
    _S.SENT: VENUE_STATES - {_S.SENT},
    _S.PARTLY_FILLED: VENUE_STATES - {_S.SENT},
}
"""From each state, the states that may follow it; a state that is no key here is final."""

IN_FLIGHT = frozenset({_S.APPROVED, _S.SENDING, _S.UNKNOWN, _S.SENT, _S.PARTLY_FILLED})
"""Counts as exposure: it may still become, or already be, an order at the venue."""

IN_DOUBT = frozenset({_S.SENDING, _S.UNKNOWN})
"""The desk does not know yet whether the venue has the order; its symbol takes no new one."""

RESTING = frozenset({_S.SENT, _S.PARTLY_FILLED})
"""At the venue, and it can still fill."""


def can_move(before: Status, after: Status) -> bool:
    """Say whether a proposal may go from one state to the other."""
    return after in MOVES.get(before, frozenset())
