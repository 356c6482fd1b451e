"""The red switch: the flag first, the venue, every resting order, and what happens at the next start."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.orders.rig import Rig
from trading.errors import OutcomeUnknown, Refused, TradingStopped, Unavailable
from trading.types import OWNER, Actor, ActorKind, OrderClass, OrderType, Proposal, Status, StopLoss, TakeProfit

AGENT = Actor(kind=ActorKind.AGENT, id="trader", name="the trader")
WATCHDOG = Actor(kind=ActorKind.SYSTEM, id="watchdog", name="the watchdog")
D = Decimal
LIMIT = {"type": OrderType.LIMIT, "limit_price": Decimal(90)}


def test_stopping_refuses_new_tickets_and_approvals_and_cancels_what_rests(rig: Rig) -> None:
    rig.approve(rig.buy("IBM"))
    resting = rig.approve(rig.buy(**LIMIT))
    waiting = rig.buy("MSFT")
    report = rig.desk.stop_trading(actor=OWNER)
    assert (report.suspended, report.cancelled, report.still_open) == (True, (resting.id,), ())
    assert (report.unprotected, report.problems) == (("IBM",), ())
    assert rig.desk.proposal(resting.id).status is Status.CANCELLED
    with pytest.raises(TradingStopped, match=r"trading is stopped since .* by you"):
        rig.approve(waiting)
    refused = rig.buy("MSFT")
    assert refused.status is Status.REFUSED
    assert "trading is stopped" in refused.reason
    state = rig.desk.state()
    assert (state.stopped, state.stopped_by) == (True, "you")


def test_resuming_lifts_the_venue_too_and_an_agent_cannot(rig: Rig) -> None:
    rig.desk.stop_trading(actor=OWNER)
    with pytest.raises(Refused):
        rig.desk.resume_trading(actor=AGENT)
    assert rig.desk.state().stopped
    assert not rig.desk.resume_trading(actor=OWNER).stopped
    assert rig.approve(rig.buy()).status is Status.FILLED


def test_the_flag_holds_when_the_venue_does_not_answer_and_a_start_runs_the_effects_again(rig: Rig) -> None:
    resting = rig.approve(rig.buy(**LIMIT))
    rig.venue.fault = Unavailable("the venue does not answer")
    report = rig.desk.stop_trading(actor=OWNER)
    assert (report.stopped, report.suspended) == (True, False)
    assert report.problems
    assert rig.desk.state().stopped
    with pytest.raises(Unavailable):
        rig.desk.resume_trading(actor=OWNER)
    assert rig.desk.state().stopped
    rig.venue.fault = None
    desk = rig.again()
    desk.start()
    assert desk.proposal(resting.id).status is Status.CANCELLED


def test_an_order_that_turns_up_while_stopped_is_cancelled(rig: Rig) -> None:
    def silent(_id: str) -> None:
        raise OutcomeUnknown("no answer")

    rig.venue.before_accepting = silent
    doubted = rig.approve(rig.buy(**LIMIT))
    rig.desk.stop_trading(actor=OWNER)
    rig.venue.add_foreign(doubted.id, doubted.ticket)
    rig.wall.go(seconds=2)
    rig.desk.reconcile()
    assert rig.desk.proposal(doubted.id).status is Status.CANCELLED


def test_a_look_at_the_venue_never_stops_again_what_a_person_has_resumed(rig: Rig) -> None:
    """The person resumes between the question whether trading is stopped and what follows from the answer."""

    def silent(_id: str) -> None:
        raise OutcomeUnknown("no answer")

    rig.venue.before_accepting = silent
    rig.approve(rig.buy(**LIMIT))
    rig.desk.stop_trading(actor=OWNER)
    orders = rig.desk.orders

    def resume_then_list(**asked: Any) -> Any:
        rig.desk.resume_trading(actor=OWNER)
        return orders(**asked)

    rig.desk.orders = resume_then_list  # type: ignore[method-assign]
    rig.desk.reconcile()
    assert not rig.desk.state().stopped
    assert not rig.venue._book.suspended


def test_a_stop_while_the_gate_asks_for_prices_holds_the_ticket(rig: Rig) -> None:
    proposal = rig.buy()
    gate = rig.desk._approval._gate
    look = gate.look

    def look_then_stop(*args: Any, **more: Any) -> Any:
        found = look(*args, **more)
        rig.again().stop_trading(actor=OWNER)
        return found

    gate.look = look_then_stop  # type: ignore[method-assign]
    with pytest.raises(TradingStopped, match="trading is stopped"):
        rig.approve(proposal)
    assert (rig.desk.proposal(proposal.id).status, rig.venue.posts) == (Status.OPEN, [])


def test_a_stop_that_cannot_be_written_holds_in_memory_and_at_the_venue(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = rig.buy()
    database = rig.database
    write = type(database).write

    def full(*_: object, **__: object) -> object:
        raise Unavailable("the database did not do its work (disk is full); free some disk space")

    monkeypatch.setattr(type(database), "write", full)
    report = rig.desk.stop_trading(actor=OWNER)
    monkeypatch.setattr(type(database), "write", write)
    assert report.suspended
    assert "was not written" in report.problems[0]
    assert rig.desk.state().stopped
    with pytest.raises(TradingStopped):
        rig.approve(waiting)
    rig.desk.reconcile()
    assert rig.again().state().stopped, "the flag is written as soon as it can be"


def test_a_store_that_cannot_even_be_read_keeps_no_order_resting(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    resting = rig.approve(rig.buy(**LIMIT))

    def broken(*_: object, **__: object) -> object:
        raise Unavailable("the database did not do its work (database disk image is malformed)")

    with monkeypatch.context() as patched:
        for name in ("read", "write"):
            patched.setattr(type(rig.database), name, broken)
        report = rig.desk.stop_trading(actor=OWNER)
    assert (report.suspended, report.cancelled, report.still_open) == (True, (resting.id,), ())
    assert "was not written" in report.problems[0]
    assert "malformed" in report.problems[1]
    assert rig.venue.known[resting.id].status is Status.CANCELLED


def test_an_order_whose_cancel_fails_does_not_keep_the_others_resting(rig: Rig) -> None:
    first, second = rig.approve(rig.buy(**LIMIT)), rig.approve(rig.buy("MSFT", type=OrderType.LIMIT, limit_price=D(9)))
    cancel = rig.venue.cancel

    def fails_for_one(order_id: str) -> None:
        if order_id == first.id:
            raise Unavailable("the venue did not answer")
        cancel(order_id)

    rig.venue.cancel = fails_for_one  # type: ignore[method-assign]
    report = rig.desk.stop_trading(actor=OWNER)
    assert (report.cancelled, report.still_open) == ((second.id,), (first.id,))
    assert "could not be cancelled: the venue did not answer" in report.problems[0]


def test_stopping_twice_changes_nothing_more_at_the_venue(rig: Rig) -> None:
    rig.approve(rig.buy(**LIMIT))
    first = rig.desk.stop_trading(actor=OWNER)
    second = rig.desk.stop_trading(actor=AGENT)
    assert (len(first.cancelled), second.cancelled) == (1, ())
    assert rig.desk.state().stopped_by == "you"
    assert rig.kinds().count("desk.stopped") == 1


def test_the_exits_of_a_filled_bracket_are_cancelled_and_the_position_named(rig: Rig) -> None:
    bracket = rig.approve(
        rig.buy(
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfit(limit_price=Decimal(120)),
            stop_loss=StopLoss(stop_price=Decimal(80)),
        )
    )
    report = rig.desk.stop_trading(actor=OWNER)
    assert report.cancelled == (bracket.id,)
    assert report.unprotected == ("AAPL",)
    assert {leg.status for leg in rig.venue.known[bracket.id].legs} == {Status.CANCELLED}


def test_an_order_that_fills_instead_of_being_cancelled_is_not_named_cancelled(rig: Rig) -> None:
    resting = rig.approve(rig.buy(**LIMIT))
    cancel = rig.venue.cancel

    def fills_first(order_id: str) -> None:
        rig.venue.fill(order_id)
        cancel(order_id)

    rig.venue.cancel = fills_first  # type: ignore[method-assign]
    report = rig.desk.stop_trading(actor=OWNER)
    assert (report.cancelled, report.still_open, report.unprotected) == ((), (), ("AAPL",))
    assert rig.desk.proposal(resting.id).status is Status.FILLED


def test_a_read_only_desk_proposes_and_sends_nothing(rig: Rig) -> None:
    proposal = rig.buy()
    rig.desk = rig.again(read_only=True)
    rig.desk.start()
    assert "read-only" in rig.buy().reason
    with pytest.raises(Refused, match="read-only"):
        rig.approve(proposal)
    assert rig.venue.posts == []


def test_who_stopped_is_kept_by_name(rig: Rig) -> None:
    rig.desk.stop_trading(actor=replace(OWNER, name="Ada"))
    assert "by Ada" in rig.desk.state().reason


def protected_and_entry(rig: Rig) -> tuple[Proposal, Proposal]:
    """Hold AAPL with the exits of its bracket resting, and let an entry of MSFT rest."""
    held = rig.approve(
        rig.buy(
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfit(limit_price=Decimal(120)),
            stop_loss=StopLoss(stop_price=Decimal(80)),
        )
    )
    return held, rig.approve(rig.buy("MSFT", type=OrderType.LIMIT, limit_price=D(9)))


def legs_of(rig: Rig, order: Proposal) -> set[Status]:
    return {leg.status for leg in rig.venue.known[order.id].legs}


def test_a_stop_that_keeps_exits_cancels_what_could_enlarge_and_names_what_it_left(rig: Rig) -> None:
    held, entry = protected_and_entry(rig)
    report = rig.desk.stop_trading(actor=WATCHDOG, keeps_exits=True)
    assert (report.cancelled, report.kept, report.still_open) == ((entry.id,), (held.id,), ())
    assert (report.unprotected, report.problems) == ((), ())
    assert legs_of(rig, held) == {Status.SENT}
    assert rig.desk.state().stopped_by == "the watchdog"


def test_a_start_and_a_look_at_the_venue_reach_as_far_as_the_stop_that_is_on(rig: Rig) -> None:
    held, _ = protected_and_entry(rig)
    rig.desk.stop_trading(actor=WATCHDOG, keeps_exits=True)
    rig.venue.add_foreign("late", rig.buy("MSFT").ticket)
    desk = rig.again_started()
    desk.reconcile()
    assert rig.venue.known["late"].status is Status.CANCELLED
    assert legs_of(rig, held) == {Status.SENT}


def test_pressing_stop_while_the_watchdogs_stop_is_on_reaches_the_exits_too_and_never_the_reverse(rig: Rig) -> None:
    held, _ = protected_and_entry(rig)
    rig.desk.stop_trading(actor=WATCHDOG, keeps_exits=True)
    report = rig.desk.stop_trading(actor=OWNER)
    assert (report.cancelled, report.unprotected) == ((held.id,), ("AAPL",))
    assert legs_of(rig, held) == {Status.CANCELLED}
    assert "desk.stop_widened" in rig.kinds()
    rig.venue.add_foreign("stop", rig.sell(type=OrderType.STOP, stop_price=D(70)).ticket)
    rig.desk.stop_trading(actor=WATCHDOG, keeps_exits=True)
    assert rig.venue.known["stop"].status is Status.CANCELLED, "a person's stop is not narrowed"


def test_the_next_stop_after_a_resume_has_its_own_reach(rig: Rig) -> None:
    rig.desk.stop_trading(actor=WATCHDOG, keeps_exits=True)
    rig.desk.resume_trading(actor=OWNER)
    held, _ = protected_and_entry(rig)
    rig.desk.stop_trading(actor=OWNER)
    assert legs_of(rig, held) == {Status.CANCELLED}


def test_positions_that_cannot_be_read_leave_the_exits_and_are_a_problem(rig: Rig) -> None:
    held, _ = protected_and_entry(rig)

    def broken() -> Any:
        raise Unavailable("the venue did not answer about positions")

    rig.venue.positions = broken  # type: ignore[method-assign]
    report = rig.desk.stop_trading(actor=WATCHDOG, keeps_exits=True)
    assert report.problems and legs_of(rig, held) == {Status.SENT}


def test_an_exit_that_fills_between_two_looks_is_not_taken_for_one_that_is_too_large(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    stop = rig.approve(rig.sell(qty="10", type=OrderType.STOP, stop_price=D(80)))
    orders = rig.venue.orders

    def fills_first(**asked: Any) -> Any:
        found = orders(**asked)
        if rig.venue.known[stop.id].filled_qty == 0:
            rig.venue.fill(stop.id, D(4))
        return found

    rig.venue.orders = fills_first  # type: ignore[method-assign]
    report = rig.desk.stop_trading(actor=WATCHDOG, keeps_exits=True)
    assert (report.kept, report.cancelled) == ((stop.id,), ())
    assert rig.venue.known[stop.id].status is Status.PARTLY_FILLED
