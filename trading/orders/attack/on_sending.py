"""Attacks on approval and sending: lost answers, races, old prices, and what a caller says of itself."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

from trading.errors import (
    AlreadyAnswered,
    ApprovalChanged,
    ApprovalExpired,
    InvalidTicket,
    OutcomeUnknown,
    PriceDrifted,
    Refused,
    TradingError,
)
from trading.orders.attack.rehearsal import LOST, Rehearsal
from trading.risk.attack.case import NotArmed, Outcome, Running, broken, found, held
from trading.types import OWNER, Proposal, Status
from trading.types.ticket import MAX_QTY
from trading.types.wire import ticket_from_wire, to_wire

CLICKS = 6
EVERY_PRICE_BPS = Decimal(20_000)


def answer_lost(running: Running) -> Outcome:
    """The order arrives, its answer does not; then everybody tries again."""
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        rehearsal.faults.after = OutcomeUnknown(LOST)
        doubted = rehearsal.approve(proposal).status
        rehearsal.faults.after = None
        again = _refusal(lambda: rehearsal.approve(proposal), AlreadyAnswered)
        rehearsal.restart()
        _refusal(lambda: rehearsal.approve(proposal), AlreadyAnswered)
        status, posts = rehearsal.desk.proposal(proposal.id).status, rehearsal.faults.posts
        return found(
            holds=bool(again) and doubted is Status.UNKNOWN and posts == [proposal.id] and status is Status.FILLED,
            said=f"sent once and found filled by its id; a second approval was told: {again}",
            otherwise=f"it was {doubted}, then {status}, and was posted {len(posts)} times",
        )


def second_while_in_doubt(running: Running) -> Outcome:
    """Nobody knows whether the first arrived, and a second of the same symbol is proposed."""
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        rehearsal.faults.before = OutcomeUnknown(LOST)
        rehearsal.approve(proposal)
        second = rehearsal.propose()
        return found(
            holds=second.status is Status.REFUSED and len(rehearsal.faults.posts) == 1,
            said=second.reason,
            otherwise=f"the second order was {second.status}",
        )


def two_confirmations_race(running: Running) -> Outcome:
    """Several windows confirm the same ticket at the same moment."""
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        said = _at_once([lambda: rehearsal.approve(proposal)] * CLICKS)
        posts = rehearsal.faults.posts
        return found(
            holds=posts == [proposal.id] and said.count("") == 1,
            said=f"{CLICKS} confirmations at once sent one order",
            otherwise=f"{CLICKS} confirmations at once posted {len(posts)} orders",
        )


def caps_race(running: Running) -> Outcome:
    """Tickets that are each within a cap are approved all at once."""
    with Rehearsal(running) as rehearsal:
        tickets = [rehearsal.opened() for _ in range(4)]
        rehearsal.limits.update({"max_symbol_notional": f"{rehearsal.price() * Decimal('1.5'):.2f}"}, actor=OWNER)
        _at_once([_approval(rehearsal, ticket) for ticket in tickets])
        sent = len(rehearsal.faults.posts)
        return found(
            holds=sent == 1,
            said="of four tickets of 67 percent of a cap, approved at once, one was sent",
            otherwise=f"{sent} of four tickets of 67 percent of a cap were sent",
        )


def equal_orders(running: Running) -> Outcome:
    """Two equal orders are wanted, and they are not one."""
    with Rehearsal(running) as rehearsal:
        first, second = rehearsal.opened(), rehearsal.opened()
        for proposal in (first, second):
            rehearsal.sent(proposal)
        posts = rehearsal.faults.posts
        return found(
            holds=posts == [first.id, second.id] and first.id != second.id,
            said="two equal orders were two tickets and two orders, each under its own id",
            otherwise=f"two equal orders came to {len(set(posts))} orders in {len(posts)} posts",
        )


def one_intent(running: Running) -> Outcome:
    """A machine that lost its answer proposes the same intent again."""
    with Rehearsal(running) as rehearsal:
        first = rehearsal.opened(intent_key="rehearsal/one bar")
        second = rehearsal.propose(intent_key="rehearsal/one bar")
        rehearsal.restart()
        third = rehearsal.propose(intent_key="rehearsal/one bar")
        return found(
            holds=first.id == second.id == third.id,
            said="the same intent found its first ticket, after a restart too",
            otherwise="the same intent wrote a second ticket",
        )


def after_its_time(running: Running) -> Outcome:
    """A dialog is left open over lunch and confirmed afterwards."""
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        rehearsal.wall.go(running.limits.approval_ttl_s + 1)
        return _must_refuse(rehearsal, lambda: rehearsal.approve(proposal), ApprovalExpired)


def another_approval(running: Running) -> Outcome:
    """The approval of one ticket is used for another."""
    with Rehearsal(running) as rehearsal:
        shown, other = rehearsal.opened(), rehearsal.opened(qty=Decimal(2))
        return _must_refuse(
            rehearsal, lambda: rehearsal.desk.approve(other.id, shown.approval_hash, actor=OWNER), ApprovalChanged
        )


def price_ran_away(running: Running) -> Outcome:
    """The price moves between the look and the click."""
    drift = running.limits.max_drift_bps
    if drift >= EVERY_PRICE_BPS:
        raise NotArmed(f"max_drift_bps is {drift:f}, which no price exceeds; lower it on Settings")
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        rehearsal.market.factor = 1 + (drift + 1) / 10_000
        return _must_refuse(rehearsal, lambda: rehearsal.approve(proposal), PriceDrifted)


def price_went_stale(running: Running) -> Outcome:
    """The feed stops between the look and the click."""
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        rehearsal.market.age = timedelta(seconds=running.limits.max_quote_age_s + 1)
        return _must_refuse(rehearsal, lambda: rehearsal.approve(proposal), Refused)


def own_fill_price(running: Running) -> Outcome:
    """A caller says at which price its order has filled."""
    with Rehearsal(running) as rehearsal:
        try:
            ticket_from_wire({**to_wire(rehearsal.ticket()), "filled_avg_price": "0.01"})
        except InvalidTicket as fault:
            said = str(fault)[:120]
        else:
            return broken("a ticket with a fill price of its own was taken")
        filled = rehearsal.bought().order
        return found(
            holds=filled is not None and filled.filled_avg_price == rehearsal.price(),
            said=f"the venue's own price is what is booked, and {said}",
            otherwise="the order is booked at another price than the venue's",
        )


def cut_to_size(running: Running) -> Outcome:
    """An order is twice its cap, and nobody may make it fit in silence."""
    with Rehearsal(running) as rehearsal:
        rehearsal.opened()
        qty = running.limits.max_order_notional / rehearsal.price() // 1 * 2 + 2
        if qty > MAX_QTY:
            raise NotArmed(f"max_order_notional is {running.limits.max_order_notional:f}, more than any order can be")
        proposal = rehearsal.propose(qty=qty)
        _refusal(lambda: rehearsal.approve(proposal), AlreadyAnswered)
        return found(
            holds=proposal.status is Status.REFUSED and proposal.ticket.qty == qty and not rehearsal.faults.posts,
            said=f"refused as it was asked for, {qty:f} shares, and not made smaller",
            otherwise=f"{proposal.ticket.qty} of {qty:f} shares were {proposal.status}",
        )


def _approval(rehearsal: Rehearsal, proposal: Proposal) -> Callable[[], object]:
    return lambda: rehearsal.approve(proposal)


def _refusal(act: Callable[[], object], kind: type[TradingError]) -> str:
    """Return what refused the act, empty when nothing did."""
    try:
        act()
    except kind as fault:
        return str(fault)
    return ""


def _must_refuse(rehearsal: Rehearsal, act: Callable[[], object], kind: type[TradingError]) -> Outcome:
    said = _refusal(act, kind)
    if rehearsal.faults.posts:
        return broken("the order was sent")
    return held(said) if said else broken("nothing refused it")


def _at_once(acts: Sequence[Callable[[], object]]) -> list[str]:
    """Do everything at the same moment, each in a thread; return what refused each, empty for what was done."""
    gate, said = threading.Barrier(len(acts)), [""] * len(acts)

    def one(number: int) -> None:
        gate.wait()
        said[number] = _refusal(acts[number], TradingError)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
