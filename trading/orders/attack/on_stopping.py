"""Attacks on the stop and on who may do what: orders left behind, a stop that fails, agents that help themselves."""

from decimal import Decimal

from trading.errors import Refused, TradingStopped
from trading.orders.attack.rehearsal import Rehearsal
from trading.risk.attack.case import Outcome, Running, broken, found
from trading.types import OWNER, Actor, ActorKind, OrderType, Proposal, Status

AGENT = Actor(kind=ActorKind.AGENT, id="rehearsal", name="an agent")


def orders_left_behind(running: Running) -> Outcome:
    """Trading is stopped while an order rests."""
    with Rehearsal(running) as rehearsal:
        resting = _resting(rehearsal)
        report = rehearsal.desk.stop_trading(actor=OWNER)
        left = rehearsal.venue.orders(open_only=True)
        return found(
            holds=not left and report.cancelled == (resting.id,) and report.suspended,
            said="the venue was suspended and the resting order is cancelled there, checked",
            otherwise=f"{len(left)} orders still rest after the stop",
        )


def stop_that_fails(running: Running) -> Outcome:
    """The venue does not answer while trading is being stopped, and then an order is confirmed."""
    with Rehearsal(running) as rehearsal:
        waiting = rehearsal.opened()
        rehearsal.venue.deaf = True
        report = rehearsal.desk.stop_trading(actor=OWNER)
        rehearsal.venue.deaf = False
        said = _stopped(rehearsal, waiting)
        return found(
            holds=bool(said) and bool(report.problems) and not rehearsal.faults.posts,
            said=f"stopped all the same, with what failed named: {report.problems[:1]}",
            otherwise="the stop failed with its effects, and the order was sent",
        )


def stop_and_restart(running: Running) -> Outcome:
    """The process is started again to get rid of the stop."""
    with Rehearsal(running) as rehearsal:
        waiting = rehearsal.opened()
        rehearsal.desk.stop_trading(actor=OWNER)
        rehearsal.restart()
        said = _stopped(rehearsal, waiting)
        return found(
            holds=bool(said) and rehearsal.desk.state().stopped and not rehearsal.faults.posts,
            said=said,
            otherwise="the stop was gone after the restart",
        )


def agent_approves(running: Running) -> Outcome:
    """An agent approves its own ticket."""
    with Rehearsal(running) as rehearsal:
        proposal = rehearsal.opened()
        try:
            rehearsal.desk.approve(proposal.id, proposal.approval_hash, actor=AGENT)
        except Refused as fault:
            return found(holds=not rehearsal.faults.posts, said=str(fault), otherwise="it was sent all the same")
        return broken("an agent approved an order")


def agent_resumes(running: Running) -> Outcome:
    """An agent lifts the stop that is in its way."""
    with Rehearsal(running) as rehearsal:
        rehearsal.desk.stop_trading(actor=OWNER)
        try:
            rehearsal.desk.resume_trading(actor=AGENT)
        except Refused as fault:
            return found(holds=rehearsal.desk.state().stopped, said=str(fault), otherwise="the stop was lifted")
        return broken("an agent lifted the stop")


def agent_changes_limits(running: Running) -> Outcome:
    """An agent raises the limit that is in its way."""
    with Rehearsal(running) as rehearsal:
        before = rehearsal.limits.current()
        try:
            rehearsal.limits.update({"max_order_notional": "1000000"}, actor=AGENT)
        except Refused as fault:
            unchanged = rehearsal.limits.current() == before
            return found(holds=unchanged, said=str(fault), otherwise="the limit was changed")
        return broken("an agent changed a limit")


def _resting(rehearsal: Rehearsal) -> Proposal:
    """Leave a purchase at half the price resting at the venue."""
    half = (rehearsal.price() / 2).quantize(Decimal("0.01"))
    order = rehearsal.bought(type=OrderType.LIMIT, limit_price=half)
    assert order.status is Status.SENT
    return order


def _stopped(rehearsal: Rehearsal, waiting: Proposal) -> str:
    """Return with which sentence an approval is refused because trading is stopped, empty when it is not."""
    try:
        rehearsal.approve(waiting)
    except TradingStopped as fault:
        return str(fault)
    return ""
