"""An answer to a proposal: approve and claim it under the account's lock, send it, all once; or cancel it."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.errors import (
    ApprovalChanged,
    Busy,
    PriceDrifted,
    Refused,
    TradingStopped,
)
from trading.orders.book import stop_sentence
from trading.orders.gate import Gate
from trading.orders.parts import Parts
from trading.orders.pricing import Pricing, answered, unanswerable
from trading.orders.record import move
from trading.orders.release import filled_of
from trading.orders.send import LEASE, Sender
from trading.risk.facts import Facts, Outside, Unknown
from trading.risk.impact import releases
from trading.risk.limits import Limits
from trading.store.accounts import account_state
from trading.store.ledger import Writing
from trading.store.proposals import add_approval, get_proposal
from trading.types import Action, Actor, ActorKind, Proposal, Quote, Side, Status, Ticket

TRIES = 25
"""How often the venue is asked again because another order moved meanwhile."""
TEN_THOUSAND = Decimal(10_000)
_OTHER_RELEASES = "the exits of {symbol} that this order cancels first have changed; look at it again and approve that"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What one try in a transaction came to: a claim until then, a fault to raise after the commit, or neither."""

    claim: tuple[Proposal, datetime, Mapping[str, Decimal]] | None = None
    fault: Exception | None = None


class Approval:
    """Approves and cancels. Threads and processes may call it at once for the same proposal: one of them wins."""

    def __init__(self, parts: Parts, gate: Gate, pricing: Pricing, sender: Sender) -> None:
        self._parts = parts
        self._gate = gate
        self._pricing = pricing
        self._sender = sender

    def approve(self, proposal_id: str, approval_hash: str, *, actor: Actor) -> Proposal:
        """Approve what was shown, claim it, and send it once; return the proposal as the venue left it."""
        if actor.kind in (ActorKind.AGENT, ActorKind.STRATEGY):
            raise Refused([f"{actor.name} may not approve; a person does, or a key with the approve scope"])
        ticket = self._pricing.shown(proposal_id) or self._open_ticket(proposal_id)
        for number in range(TRIES):
            outside = self._gate.look(ticket, recent=number == 0)
            answer = self._approve_once(proposal_id, approval_hash, outside, actor)
            if answer.fault is not None:
                raise answer.fault
            if answer.claim is not None:
                claimed, lease_until, exits = answer.claim
                return self._sender.send(claimed, lease_until=lease_until, exits=exits)
        raise Busy("other orders keep moving, so the gate could not judge this one; approve it again in a moment")

    def _open_ticket(self, proposal_id: str) -> Ticket:
        with self._parts.ledger.read() as connection:
            standing = get_proposal(connection, self._parts.account_id, proposal_id)
        if standing.status is not Status.OPEN:
            raise answered(standing)
        return standing.ticket

    def cancel(self, proposal_id: str, *, actor: Actor) -> Proposal:
        """Cancel an open proposal; cancelling it again changes nothing. Raises AlreadyAnswered, ApprovalExpired."""
        with self._parts.ledger.write() as writing:
            standing = get_proposal(writing.connection, self._parts.account_id, proposal_id)
            if standing.status is Status.CANCELLED and standing.order is None:
                return standing
            fault = unanswerable(writing, standing)
            if fault is None:
                return move(writing, standing, Status.CANCELLED, actor=actor, reason=f"cancelled by {actor.name}")
        raise fault

    def _approve_once(self, proposal_id: str, approval_hash: str, outside: Outside, actor: Actor) -> _Answer:
        """Approve and claim in one transaction under the account's lock, which reads the kill flag.

        Nothing can happen between the gate at approval and the gate at sending, so one judgement is both.
        """
        with self._parts.ledger.write() as writing:
            standing = get_proposal(writing.connection, self._parts.account_id, proposal_id)
            fault = unanswerable(writing, standing) or _unbound(standing, approval_hash)
            if fault is not None:
                return _Answer(fault=fault)
            if self._is_old(writing, standing, outside):
                return _Answer(fault=self._stopped(writing, standing))
            facts = self._gate.facts(writing.connection, outside, standing)
            if facts.book.kill_on and standing.ticket.action is not Action.CANCEL:
                return _Answer(fault=TradingStopped(facts.book.kill_reason))
            answer = self._not_as_shown(writing, standing, facts, actor) or self._no(writing, facts, proposal_id, actor)
            if answer is not None:
                return _Answer() if outside.is_recent else answer
            add_approval(
                writing.connection,
                self._parts.account_id,
                proposal_id,
                approval_hash=approval_hash,
                actor=actor,
                at=self._parts.wall_clock.now(),
            )
            return self._claim(writing, move(writing, standing, Status.APPROVED, actor=actor), facts, actor)

    def _not_as_shown(self, writing: Writing, standing: Proposal, facts: Facts, actor: Actor) -> _Answer | None:
        """Return what to ask again, priced anew, where the price or the exits that it ends first have changed."""
        fault: Exception | None = None
        moved = _drift(standing, facts)
        if moved is not None:
            fault = PriceDrifted(f"{moved}; look at the new price and approve again")
        elif _releases(facts) not in (None, standing.impact.releases):
            fault = ApprovalChanged(_OTHER_RELEASES.format(symbol=standing.ticket.symbol))
        if fault is None:
            return None
        if not facts.outside.is_recent:  # never priced on what the venue said before
            self._pricing.price(writing, standing, facts.outside, actor=actor)
        return _Answer(fault=fault)

    def _no(self, writing: Writing, facts: Facts, proposal_id: str, actor: Actor) -> _Answer | None:
        """Return the gate's refusal, None where it lets the ticket through; it is said only on what holds now."""
        verdict = self._gate.verdict(facts)
        if verdict.allowed:
            return None
        if not facts.outside.is_recent:
            writing.record("proposal.approval_refused", proposal_id, {"reasons": verdict.reasons}, actor=actor)
        return _Answer(fault=Refused(verdict.reasons))

    def _stopped(self, writing: Writing, standing: Proposal) -> Exception | None:
        """Return that trading is stopped: said at once, also while orders move and the gate must ask again."""
        account = account_state(writing.connection, self._parts.account_id)
        stopped = stop_sentence(account, self._parts.memory.kill)
        return TradingStopped(stopped) if stopped and standing.ticket.action is not Action.CANCEL else None

    def _claim(self, writing: Writing, approved: Proposal, facts: Facts, actor: Actor) -> _Answer:
        lease_until = facts.wall_now + LEASE
        claimed = move(
            writing,
            approved,
            Status.SENDING,
            actor=actor,
            sending_owner=self._parts.owner,
            lease_until=lease_until,
            posted_at=facts.wall_now,
            market_at=facts.market_now,
        )
        writing.head_can_wait = True
        return _Answer(claim=(claimed, lease_until, filled_of(facts.book.orders, claimed.impact.releases)))

    def _is_old(self, writing: Writing, standing: Proposal, outside: Outside) -> bool:
        return standing.ticket.action is not Action.CANCEL and self._gate.is_old(writing.connection, outside)


def _unbound(standing: Proposal, approval_hash: str) -> Exception | None:
    if hmac.compare_digest(standing.approval_hash.encode(), approval_hash.encode()):
        return None
    return ApprovalChanged(f"proposal {standing.id} is not what was shown any more; look at it again and approve that")


def _drift(standing: Proposal, facts: Facts) -> str | None:
    """Return how far the price has moved where that is past the limit, either way; None where it is not."""
    if facts.outside.quote is None:
        return None  # a cancel needs no price; of anything else the gate says no
    if standing.quote is None:
        return f"{standing.ticket.symbol} was shown without a price"
    moved = drift_bps(standing.quote, facts.outside.quote, standing.ticket.side)
    limit = (facts.book.limits or Limits()).max_drift_bps
    if moved <= limit:
        return None
    symbol = standing.ticket.symbol
    return f"the price of {symbol} moved {moved:.0f} bps since it was shown, the limit is {limit:f} bps"


def _releases(facts: Facts) -> tuple[str, ...] | None:
    """Return the orders whose exits the ticket ends first; what is not known is a no of the gate, not a change."""
    try:
        return releases(facts)
    except Unknown:
        return None


def drift_bps(shown: Quote, now: Quote, side: Side | None) -> Decimal:
    """Return how far the price that would fill has moved either way, in basis points of the price shown."""
    before, after = (q.bid if side is Side.SELL else q.ask for q in (shown, now))
    return abs(after - before) / before * TEN_THOUSAND if before > 0 else Decimal("Infinity")
