"""The one place that posts to a venue: a claimed ticket, once; every answer but a clear one is `unknown`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from trading.errors import KeysRefused, NotFound, OutcomeUnknown, TradingError, VenueRejected
from trading.orders.parts import Parts
from trading.orders.record import move, record_fills, record_order
from trading.orders.release import Releaser
from trading.risk.releasing import may_release
from trading.store.accounts import account_state, set_held
from trading.store.ledger import Writing
from trading.store.orders import get_order
from trading.store.proposals import get_proposal, is_untouched
from trading.types import RESTING, SYSTEM, Action, Proposal, Status, VenueOrder

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
"""How long a claim is its owner's; longer than any venue time-out."""
LOOKUP_AFTER_S = (1, 2, 4, 8)
LOOKUP_EVERY_S = 10
KEYS_SENTENCE = "the venue refuses the keys, so orders are held; put good keys into the settings and start again"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What one post came to: the state, the venue's order where there is one, and why."""

    status: Status
    order: VenueOrder | None = None
    reason: str = ""
    keys_refused: bool = False

    @property
    def is_filled(self) -> bool:
        return self.order is not None and self.order.filled_qty > 0


def lookup_delay(lookups: int) -> timedelta:
    """Return how long to wait before the next look-up, after that many: 1, 2, 4, 8, then every 10 s."""
    return timedelta(seconds=LOOKUP_AFTER_S[lookups] if lookups < len(LOOKUP_AFTER_S) else LOOKUP_EVERY_S)


class Sender:
    """Posts claimed tickets and writes down what came back."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._releaser = Releaser(parts, self.cancel_at_venue, LEASE)

    def send(self, claimed: Proposal, *, lease_until: datetime, exits: Mapping[str, Decimal] | None = None) -> Proposal:
        """Post a ticket that this process has just claimed; never call it twice for one claim.

        `exits` is what the exits that it ends first had traded when the gate let it through.
        """
        if self._parts.wall_clock.now() >= lease_until:
            return claimed  # this process slept past its lease; whoever resolves it will look it up, not send it
        if claimed.impact.releases and may_release(claimed.ticket):
            fault = self._releaser.release(claimed, exits or {}, lease_until=lease_until)
            if fault:
                return self._give_up(claimed, fault)
        outcome = self._post(claimed)
        with self._parts.ledger.write() as writing:
            written = self._write(writing, claimed, outcome)
        if not self._has_more(claimed, outcome):
            return written
        self._read_back(claimed, outcome)
        with self._parts.ledger.read() as connection:
            return get_proposal(connection, self._parts.account_id, claimed.id)

    def _give_up(self, claimed: Proposal, reason: str) -> Proposal:
        """End a claimed ticket that was not posted; it is no order of the day and none that the venue rejected."""
        with self._parts.ledger.write() as writing:
            standing = get_proposal(writing.connection, self._parts.account_id, claimed.id)
            if standing.status is not Status.SENDING:
                return standing
            return move(writing, standing, Status.REJECTED, reason=reason, posted_at=None)

    def cancel_at_venue(self, target_id: str) -> None:
        """Ask the venue to cancel an order, or the exits of a bracket whose entry has filled; may be repeated."""
        with self._parts.ledger.read() as connection:
            order = get_order(connection, target_id)
        legs = [] if order is None else [leg for leg in order.legs if leg.status in RESTING]
        if order is None or order.status in RESTING or not legs:
            self._parts.broker.cancel(target_id)
            return
        for leg in legs:
            self._cancel_leg(leg.client_order_id)

    def _cancel_leg(self, leg_id: str) -> None:
        try:
            self._parts.broker.cancel(leg_id)
        except (NotFound, VenueRejected):
            log.info("leg %s had ended with its twin", leg_id)

    def _post(self, claimed: Proposal) -> _Outcome:
        broker, ticket = self._parts.broker, claimed.ticket
        calls: dict[Action, Callable[[], VenueOrder | None]] = {
            Action.ORDER: lambda: broker.submit(claimed.id, ticket),
            Action.REPLACE: lambda: broker.replace(ticket.target_id or "", claimed.id, ticket),
            Action.CANCEL: lambda: self.cancel_at_venue(ticket.target_id or ""),
        }
        try:
            order = calls[ticket.action]()
        except VenueRejected as fault:
            return _Outcome(status=Status.REJECTED, reason=str(fault))
        except KeysRefused as fault:
            return _Outcome(status=Status.UNKNOWN, reason=str(fault), keys_refused=True)
        except NotFound as fault:
            return _Outcome(status=Status.REJECTED if order_is_cancel(claimed) else Status.UNKNOWN, reason=str(fault))
        except (OutcomeUnknown, TradingError) as fault:
            return _Outcome(status=Status.UNKNOWN, reason=str(fault))
        except Exception as fault:  # whatever went wrong, the order may be at the venue: ask, never send again
            log.exception("sending %s ended in an error", claimed.id)
            return _Outcome(status=Status.UNKNOWN, reason=f"no clear answer of the venue ({type(fault).__name__})")
        if order is None:
            return _Outcome(status=Status.SENT, reason="the venue was asked to cancel")
        return _Outcome(status=order.status, order=order, reason=order.reason)

    def _write(self, writing: Writing, claimed: Proposal, outcome: _Outcome) -> Proposal:
        if outcome.keys_refused:
            hold(writing, KEYS_SENTENCE)
        if is_untouched(writing.connection, claimed):
            standing = claimed
        else:
            standing = get_proposal(writing.connection, self._parts.account_id, claimed.id)
        if outcome.order is not None:
            standing = record_order(writing, outcome.order, known=standing)
        if standing.status is not Status.SENDING:
            return standing  # the venue's report, or a reconciler after our lease, has moved it already
        now = self._parts.wall_clock.now()
        extra: dict[str, Any] = {}
        if outcome.status is Status.UNKNOWN:
            extra = {"next_lookup_at": now + lookup_delay(0), "posted_at": now}
        return move(writing, standing, outcome.status, reason=outcome.reason, **extra)

    def _has_more(self, claimed: Proposal, outcome: _Outcome) -> bool:
        """Say whether the venue knows more than its answer carries: executions, or what became of a target.

        A cancel that it rejects is often too late: how the order ended is what a person wants to read.
        """
        if outcome.status in (Status.UNKNOWN, Status.REJECTED):
            return outcome.status is Status.REJECTED and order_is_cancel(claimed)
        return claimed.ticket.target_id is not None or outcome.is_filled

    def _read_back(self, claimed: Proposal, outcome: _Outcome) -> None:
        """Read what the answer does not carry; if that fails the reconciler does it later."""
        try:
            target_id = claimed.ticket.target_id
            target = None if target_id is None else self._parts.broker.find(target_id)
            since = None if outcome.order is None else outcome.order.submitted_at
            fills = self._parts.broker.fills(since=since) if outcome.is_filled else ()
            with self._parts.ledger.write() as writing:
                if target is not None:
                    record_order(writing, target)
                record_fills(writing, [fill for fill in fills if fill.order_id == claimed.id])
                if target is not None and claimed.ticket.action is Action.CANCEL:
                    finish_cancel(writing, claimed.id, target)
        except TradingError:
            log.warning("reading back %s failed; the next reconciliation does it", claimed.id, exc_info=True)


def order_is_cancel(proposal: Proposal) -> bool:
    """Say whether the ticket takes an order back."""
    return proposal.ticket.action is Action.CANCEL


def finish_cancel(writing: Writing, proposal_id: str, target: VenueOrder) -> bool:
    """End a cancel ticket when the venue says that its target has ended; say whether it did."""
    if target.status in RESTING or any(leg.status in RESTING for leg in target.legs):
        return False
    ticket = get_proposal(writing.connection, writing.account_id, proposal_id)
    if ticket.status not in (Status.SENT, Status.UNKNOWN):
        return False
    taken_back = target.status in (Status.CANCELLED, Status.EXPIRED) or bool(target.legs)
    if taken_back:
        move(writing, ticket, Status.CANCELLED, reason=f"order {target.client_order_id} is {target.status}")
    else:
        reason = f"order {target.client_order_id} was {target.status} before it could be cancelled"
        move(writing, ticket, Status.REJECTED, reason=reason)
    return True


def hold(writing: Writing, reason: str | None) -> None:
    """Write why all orders are held, None to let them go."""
    if account_state(writing.connection, writing.account_id).held != reason:
        set_held(writing.connection, writing.account_id, reason)
        writing.record("desk.held" if reason else "desk.released", "desk", {"reason": reason}, actor=SYSTEM)
