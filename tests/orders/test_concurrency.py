"""Many at once: threads, desks and a venue that moves while the gate judges."""

import sys
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.orders.rig import Rig, form
from tests.risk.past import with_past
from trading.errors import AlreadyAnswered, OutcomeUnknown, Refused, TradingError
from trading.types import OWNER, OrderType, Proposal, Side, Status, Ticket


def one(symbol: str) -> Ticket:
    return Ticket(symbol=symbol, side=Side.BUY, qty=Decimal(1))


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls in threads that begin together; return each answer or fault in order."""
    answers: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(n: int) -> None:
        gate.wait()
        try:
            answers[n] = calls[n]()
        except TradingError as fault:
            answers[n] = fault

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a call hangs"
    return answers


def test_twenty_threads_approving_one_ticket_make_one_order(rig: Rig) -> None:
    proposal = rig.buy()
    desks = [rig.desk, rig.again()]
    desks[1].start()
    answers = at_once(
        [lambda n=n: desks[n % 2].approve(proposal.id, proposal.approval_hash, actor=OWNER) for n in range(20)]
    )
    sent = [answer for answer in answers if isinstance(answer, Proposal)]
    assert (len(sent), rig.venue.posts) == (1, [proposal.id])
    assert sum(isinstance(answer, AlreadyAnswered) for answer in answers) == 19
    assert len(rig.desk.fills().items) == 1


@pytest.mark.parametrize("limits", [{"max_symbol_notional": "1000"}, {"max_gross_notional": "1000"}])
@pytest.mark.parametrize("kind", [OrderType.MARKET, OrderType.LIMIT])
def test_eight_tickets_of_60_percent_of_a_cap_approved_at_once_send_one(
    rig: Rig, limits: dict[str, str], kind: OrderType
) -> None:
    rig.limits.update(limits, actor=OWNER)
    price = {"limit_price": Decimal(90)} if kind is OrderType.LIMIT else {}
    tickets = [rig.buy(qty="6", type=kind, **price) for _ in range(8)]
    assert {ticket.status for ticket in tickets} == {Status.OPEN}
    answers = at_once([lambda t=t: rig.approve(t) for t in tickets])
    sent = [answer for answer in answers if isinstance(answer, Proposal)]
    assert (len(sent), len(rig.venue.posts)) == (1, 1)
    assert sum(isinstance(answer, Refused) for answer in answers) == 7


def test_eight_tickets_of_60_percent_of_the_buying_power_send_one(rig: Rig) -> None:
    wide = {"max_order_notional": "1000000", "max_symbol_notional": "1000000", "max_gross_notional": "1000000"}
    rig.limits.update({**wide, "max_symbol_weight_pct": "1000"}, actor=OWNER)
    tickets = [
        rig.buy(symbol, qty) for symbol, qty in (("AAPL", "600"), ("MSFT", "1200"), ("IBM", "300")) for _ in "12"
    ]
    answers = at_once([lambda t=t: rig.approve(t) for t in tickets])
    assert sum(isinstance(answer, Proposal) for answer in answers) == len(rig.venue.posts) == 1


def test_eight_sales_of_60_percent_of_a_position_send_one(rig: Rig) -> None:
    rig.approve(rig.buy(qty="100"))
    tickets = [rig.sell(qty="60") for _ in range(8)]
    answers = at_once([lambda t=t: rig.approve(t) for t in tickets])
    assert sum(isinstance(answer, Proposal) for answer in answers) == 1
    assert [position.qty for position in rig.venue.positions()] == [Decimal(40)]


def test_a_position_read_before_another_order_filled_is_read_again(rig: Rig) -> None:
    """The hole: A is filled and no longer in flight, and B's positions were read before it filled."""
    rig.limits.update({"max_symbol_notional": "1000"}, actor=OWNER)
    first, second = rig.buy(qty="6"), rig.buy(qty="6")
    gate = rig.desk._approval._gate
    look, looks = gate.look, 0

    def look_then_let_the_first_fill(ticket: Any, **more: Any) -> Any:
        nonlocal looks
        looks += 1
        outside = look(ticket, **more)
        if looks == 1:
            assert rig.again_started().approve(first.id, first.approval_hash, actor=OWNER).status is Status.FILLED
        return outside

    gate.look = look_then_let_the_first_fill  # type: ignore[method-assign]
    with pytest.raises(Refused, match="exposure in AAPL of 1200"):
        rig.approve(second)
    assert (looks, rig.venue.posts) == (2, [first.id])


def test_an_order_in_doubt_counts_as_exposure(rig: Rig) -> None:
    rig.limits.update({"max_gross_notional": "1000"}, actor=OWNER)

    def silent(_id: str) -> None:
        raise OutcomeUnknown("no answer")

    rig.venue.before_accepting = silent
    rig.approve(rig.buy(qty="6"))
    refused = rig.buy("MSFT", "12")
    assert "gross exposure of 1200.00 USD exceeds the limit of 1000 USD" in refused.reason


def test_a_late_answer_blocks_neither_other_symbols_nor_the_lists(rig: Rig) -> None:
    slow, fast = rig.buy(), rig.buy("MSFT")
    answered = threading.Event()

    def late(order_id: str) -> None:
        if order_id == slow.id:
            answered.wait(20)

    rig.venue.before_accepting = late
    thread = threading.Thread(target=lambda: rig.approve(slow))
    thread.start()
    while rig.desk.proposal(slow.id).status is not Status.SENDING:
        time.sleep(0.01)
    assert rig.approve(fast).status is Status.FILLED
    rig.desk.reconcile()
    assert rig.desk.proposal(slow.id).status is Status.SENDING, "its owner still waits for the answer"
    answered.set()
    thread.join(20)
    assert rig.desk.proposal(slow.id).status is Status.FILLED
    assert sorted(rig.venue.posts) == sorted([slow.id, fast.id])


def test_an_answer_later_than_the_lease_finds_what_the_look_up_has_written(rig: Rig) -> None:
    slow = rig.buy()
    accepted, answered = threading.Event(), threading.Event()

    def late(_id: str) -> None:
        accepted.set()
        answered.wait(20)

    rig.venue.after_accepting = late
    thread = threading.Thread(target=lambda: rig.approve(slow))
    thread.start()
    assert accepted.wait(20)
    rig.wall.go(seconds=14)
    rig.desk.reconcile()
    assert rig.desk.proposal(slow.id).status is Status.SENDING, "until the lease is over it is its owner's"
    rig.wall.go(seconds=1)
    rig.desk.reconcile()
    assert rig.desk.proposal(slow.id).status is Status.FILLED
    answered.set()
    thread.join(20)
    assert (rig.desk.proposal(slow.id).status, rig.venue.posts) == (Status.FILLED, [slow.id])
    assert rig.kinds().count("order.filled") == 1


def test_approving_and_cancelling_at_once_gives_one_answer(rig: Rig) -> None:
    for _ in range(5):
        proposal = rig.buy()
        approved, cancelled = at_once(
            [lambda p=proposal: rig.approve(p), lambda p=proposal: rig.desk.cancel(p.id, actor=OWNER)]
        )
        assert isinstance(approved, Proposal) != isinstance(cancelled, Proposal)
        assert (proposal.id in rig.venue.posts) == isinstance(approved, Proposal)


def test_the_log_stays_whole_under_many_writers(rig: Rig) -> None:
    desks = [rig.desk, rig.again(), rig.again()]
    at_once([lambda d=d, s=s: [d.propose(one(s), form()) for _ in range(5)] for d in desks for s in ("AAPL", "MSFT")])
    report = rig.desk.verify()
    assert (report.fault, report.entries) == (None, 60)


def test_the_volumes_that_are_kept_may_be_read_by_many_threads(rig: Rig) -> None:
    """A volume is only shown, but asking for it stands in the way of every proposal."""
    symbols, interval = [f"S{n}" for n in range(100)], sys.getswitchinterval()
    desk, _ = with_past(rig, **{symbol: 20 * [0.01] for symbol in symbols})
    reader = desk._approval._gate._background

    def asking(thread: int) -> Callable[[], int]:
        order = symbols[thread * 25 :] + symbols[: thread * 25]
        return lambda: sum(reader._volume(symbol) == 1e6 for symbol in 5 * order)

    sys.setswitchinterval(1e-6)
    try:
        assert at_once([asking(thread) for thread in range(4)]) == [500] * 4
    finally:
        sys.setswitchinterval(interval)
