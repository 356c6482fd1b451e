"""What the desk must say of an order, worked out from nothing but what was on the wire, and when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.alpaca_venue.orders import Order
from trading.types import Status

LEASE_S = 15
GIVEN_UP_S = 60
WAITS_S = (1, 2, 4, 8, 10)
"""SAFETY.md: a claim is its owner's for 15 s; asked for after 1, 2, 4, 8, then every 10 s; given up after 60 s."""
THEIRS = {
    "filled": Status.FILLED,
    "canceled": Status.CANCELLED,
    "expired": Status.EXPIRED,
    "rejected": Status.REJECTED,
    "replaced": Status.REPLACED,
}


def told_by(order: Order) -> Status:
    """Return the state in which the desk shows an order of the venue."""
    return THEIRS.get(order.status, Status.PARTLY_FILLED if order.filled_qty else Status.SENT)


@dataclass(slots=True)
class Sent:
    """One ticket that was claimed: where it must stand, and since when it is asked for."""

    status: Status
    posted_at: datetime
    asked: int = 0
    next_at: datetime | None = None

    def doubt(self, now: datetime) -> None:
        self.status, self.posted_at, self.asked = Status.UNKNOWN, now, 0
        self.next_at = now + timedelta(seconds=WAITS_S[0])


@dataclass(slots=True)
class Model:
    """Every ticket that was claimed, by its id."""

    sent: dict[str, Sent] = field(default_factory=dict)

    @property
    def in_doubt(self) -> bool:
        """Say whether waiting can still change what stands of a ticket."""
        return any(sent.status in (Status.SENDING, Status.UNKNOWN) for sent in self.sent.values())

    def answered(self, ticket_id: str, status: int | None, now: datetime, *, killed: bool, readable: bool) -> None:
        """A post went out and this came back: an HTTP status, nothing, or death."""
        made = Sent(Status.SENDING, now)
        self.sent[ticket_id] = made
        if killed:
            return
        if status == 200 and readable:
            made.status = Status.SENT
        elif status is not None and 400 <= status < 500:
            made.status = Status.REJECTED
        else:
            made.doubt(now)

    def polled(self, book: dict[str, Order], now: datetime) -> None:
        """The venue was asked and answered every question."""
        for ticket_id, sent in self.sent.items():
            if sent.status is Status.SENDING:
                if now < sent.posted_at + timedelta(seconds=LEASE_S):
                    continue
                sent.status, sent.next_at = Status.UNKNOWN, now
            order = book.get(ticket_id)
            if order is not None:
                sent.status, sent.next_at = told_by(order), None
            elif sent.status is Status.UNKNOWN and sent.next_at is not None and sent.next_at <= now:
                sent.asked += 1
                sent.next_at = now + timedelta(seconds=WAITS_S[min(sent.asked, len(WAITS_S) - 1)])
                if now - sent.posted_at >= timedelta(seconds=GIVEN_UP_S):
                    sent.status, sent.next_at = Status.NEVER_ARRIVED, None
