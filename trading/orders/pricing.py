"""Writes tickets down and prices them: propose, check, reprice, propose again."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trading.errors import AlreadyAnswered, ApprovalExpired, Conflict
from trading.orders.gate import Gate
from trading.orders.parts import Parts
from trading.orders.record import move
from trading.risk.exits import default_exits_in, with_default_exits
from trading.risk.facts import Facts, Outside
from trading.risk.limits import Limits
from trading.store.ledger import Writing
from trading.store.proposals import by_intent, get_proposal, insert_proposal, price_proposal
from trading.types import (
    SYSTEM,
    Actor,
    GateVerdict,
    Impact,
    OrderClass,
    OrderType,
    Origin,
    Proposal,
    Quote,
    Status,
    Ticket,
)
from trading.types.wire import sha256, ticket_from_wire, to_wire

MOST_SHOWN = 256
PROPOSABLE_AGAIN = frozenset({Status.EXPIRED, Status.CANCELLED, Status.REFUSED, Status.REJECTED, Status.NEVER_ARRIVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the gate would say of a ticket now; nothing was written."""

    verdict: GateVerdict
    impact: Impact
    quote: Quote | None


def hash_of(proposal_id: str, ticket: Ticket, quote: Quote | None, releases: tuple[str, ...] = ()) -> str:
    """Return what an approval binds: the ticket, the quote and the exits to end first that were shown."""
    shown = {"id": proposal_id, "ticket": to_wire(ticket), "quote": to_wire(quote)}
    return sha256(shown | {"releases": list(releases)} if releases else shown)


class Pricing:
    """Everything that can happen to a ticket before somebody answers it."""

    def __init__(self, parts: Parts, gate: Gate) -> None:
        self._parts = parts
        self._gate = gate
        self._shown: dict[str, Ticket] = {}

    def shown(self, proposal_id: str) -> Ticket | None:
        """Return the ticket of a proposal that was priced here a while ago; a ticket never changes."""
        return self._shown.get(proposal_id)

    def check(self, ticket: Ticket, origin: Origin) -> Preview:
        """Return the verdict and the impact without writing anything."""
        draft = self._draft(ticket, origin)
        outside = self._gate.look(draft.ticket, volume=True)
        with self._parts.ledger.read() as connection:
            facts = self._gate.facts(connection, outside, draft)
        verdict, impact = self._gate.judge(facts)
        return Preview(verdict=verdict, impact=impact, quote=outside.quote)

    def propose(self, ticket: Ticket, origin: Origin, *, intent_key: str | None, again_of: str | None) -> Proposal:
        """Write a ticket down as open or refused; a repeat of an intent returns the first."""
        first = self._first_of(intent_key)
        if first is not None:
            return first
        draft = replace(self._draft(ticket, origin), intent_key=intent_key, again_of=again_of)
        outside = self._gate.look(draft.ticket, volume=True)
        with self._parts.ledger.write() as writing:
            if intent_key is not None:
                first = by_intent(writing.connection, self._parts.account_id, intent_key)
                if first is not None:
                    return first
            facts = self._gate.facts(writing.connection, outside, draft)
            priced = self._priced(draft, outside, facts)
            insert_proposal(writing.connection, priced, market_at=facts.market_now)
            body = {"ticket": priced.ticket, "origin": origin, "quote": priced.quote, "again_of": again_of}
            writing.record("proposal.proposed", priced.id, body, actor=origin.actor)
            after = Status.OPEN if priced.gate.allowed else Status.REFUSED
            return move(writing, priced, after, reason="; ".join(priced.gate.reasons))

    def propose_again(self, proposal_id: str, *, actor: Actor) -> Proposal:
        """Write the same ticket anew, naming the old one; asking twice gives the one new ticket."""
        with self._parts.ledger.read() as connection:
            old = get_proposal(connection, self._parts.account_id, proposal_id)
        if old.status not in PROPOSABLE_AGAIN or (old.order is not None and old.order.filled_qty > 0):
            raise Conflict(f"proposal {old.id} is {old.status}; only what ended without a fill can be proposed again")
        ticket, origin = self._anew(old)
        origin = replace(origin, actor=actor)
        return self.propose(ticket, origin, intent_key=f"again/{old.id}", again_of=old.id)

    def _anew(self, old: Proposal) -> tuple[Ticket, Origin]:
        """Return a ticket with its default exits from the price of now; what somebody chose stays as it was."""
        ticket, stated = old.ticket, default_exits_in(old)
        exits = {name for name in ("stop_loss", "take_profit") if getattr(ticket, name) is not None}
        if not stated or exits != stated.keys() or ticket.type is not OrderType.MARKET:
            return ticket, old.origin
        bare = replace(ticket, order_class=OrderClass.SIMPLE, stop_loss=None, take_profit=None)
        quote = self._parts.market.quote(ticket.symbol)
        limits = self._parts.limits.current()
        anew, sources = with_default_exits(bare, quote, limits, lives=ticket.time_in_force)
        return anew, replace(old.origin, fields={**old.origin.fields, **sources})

    def reprice(self, proposal_id: str, *, actor: Actor) -> Proposal:
        """Renew the quote, verdict, hash and expiry of an open proposal.

        Raises AlreadyAnswered, ApprovalExpired (it is then expired for ever), NotFound.
        """
        with self._parts.ledger.read() as connection:
            shown = get_proposal(connection, self._parts.account_id, proposal_id)
        outside = self._gate.look(shown.ticket, volume=True)
        with self._parts.ledger.write() as writing:
            standing = get_proposal(writing.connection, self._parts.account_id, proposal_id)
            fault = unanswerable(writing, standing)
            if fault is None:
                return self.price(writing, standing, outside, actor=actor)
        raise fault

    def price(self, writing: Writing, proposal: Proposal, outside: Outside, *, actor: Actor) -> Proposal:
        """Write a new price on an open proposal, in the caller's transaction."""
        facts = self._gate.facts(writing.connection, outside, proposal)
        priced = replace(self._priced(proposal, outside, facts), updated_at=facts.wall_now)
        price_proposal(writing.connection, priced, market_at=facts.market_now)
        body = {"quote": priced.quote, "approval_hash": priced.approval_hash, "expires_at": priced.expires_at}
        writing.record("proposal.priced", priced.id, body, actor=actor)
        return priced

    def _priced(self, proposal: Proposal, outside: Outside, facts: Facts) -> Proposal:
        if len(self._shown) >= MOST_SHOWN:
            self._shown = {}
        self._shown[proposal.id] = proposal.ticket
        verdict, impact = self._gate.judge(facts)
        limits = facts.book.limits or Limits()
        return replace(
            proposal,
            quote=outside.quote,
            gate=verdict,
            impact=impact,
            approval_hash=hash_of(proposal.id, proposal.ticket, outside.quote, impact.releases),
            expires_at=facts.wall_now + timedelta(seconds=limits.approval_ttl_s),
        )

    def _draft(self, ticket: Ticket, origin: Origin) -> Proposal:
        """Return the ticket under a fresh nonce, in the form in which it will be read back."""
        now: datetime = self._parts.wall_clock.now()
        return Proposal(
            id=secrets.token_hex(16),
            account_id=self._parts.account_id,
            status=Status.PROPOSED,
            ticket=ticket_from_wire(to_wire(ticket)),
            origin=origin,
            created_at=now,
            updated_at=now,
            expires_at=now,
            approval_hash="",
            quote=None,
            gate=GateVerdict(rules=()),
            impact=Impact(),
        )

    def _first_of(self, intent_key: str | None) -> Proposal | None:
        if intent_key is None:
            return None
        with self._parts.ledger.read() as connection:
            return by_intent(connection, self._parts.account_id, intent_key)


def unanswerable(writing: Writing, proposal: Proposal) -> Exception | None:
    """Return why a proposal can no longer be answered, None when it can; one whose time is over becomes expired."""
    if proposal.status is not Status.OPEN:
        return answered(proposal)
    if proposal.expires_at <= writing.clock.now():
        return answered(move(writing, proposal, Status.EXPIRED, actor=SYSTEM, reason="nobody approved it in time"))
    return None


def answered(proposal: Proposal) -> Exception:
    """Return the fault of answering a proposal that is no longer open."""
    if proposal.status is Status.EXPIRED and proposal.order is None:
        return ApprovalExpired(
            f"the time to approve proposal {proposal.id} was over at {proposal.expires_at:%H:%M:%S} UTC and nothing "
            "was sent; propose it again"
        )
    return AlreadyAnswered(
        f"proposal {proposal.id} is {proposal.status} already; look at it on Orders", status=proposal.status.value
    )
