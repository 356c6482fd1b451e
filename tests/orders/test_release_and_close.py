"""Closing what exits protect: they are cancelled and seen to have ended, then one order is sent; else none."""

import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.orders.rig import ACCOUNT, Rig, form, make_rig
from tests.orders.risk_rig import risk_desk
from tests.orders.test_mending import findings
from trading.errors import AlreadyAnswered, ApprovalChanged, NotFound, Refused, Unavailable
from trading.orders.wording import outcome_words
from trading.store.accounts import set_kill
from trading.types import (
    OWNER,
    Mend,
    OrderClass,
    OrderType,
    Proposal,
    Status,
    StopLoss,
    TakeProfit,
    TimeInForce,
)

ROOT = Path(__file__).parents[2]
EXITS = {"stop_loss": StopLoss(stop_price=Decimal(90)), "take_profit": TakeProfit(limit_price=Decimal(120))}


def bracket(rig: Rig, qty: str = "10") -> Proposal:
    sent = rig.approve(rig.buy(qty=qty, order_class=OrderClass.BRACKET, **EXITS))
    assert sent.status is Status.FILLED
    return sent


def closing(rig: Rig, qty: str | None = None) -> Proposal:
    ticket = rig.desk.close_ticket("AAPL", qty=None if qty is None else Decimal(qty))
    proposal = rig.desk.propose(ticket, form())
    assert proposal.status is Status.OPEN, proposal.gate.reasons
    return proposal


def stop_leg(rig: Rig, entry: Proposal) -> Status:
    (leg,) = rig.venue.known[entry.id].legs
    return leg.status


def test_a_close_cancels_the_exits_first_sends_once_and_writes_down_each_step(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)
    assert close.impact.releases == (entry.id,)
    before = len(rig.kinds())
    assert rig.approve(close).status is Status.FILLED
    assert rig.venue.posts == [entry.id, close.id]
    assert (stop_leg(rig, entry), rig.venue.positions()) == (Status.CANCELLED, [])
    assert rig.kinds()[before:] == [
        "proposal.approved", "proposal.sending", "order.releasing", "order.progress", "order.released",
        "order.filled", "order.fill",
    ]  # fmt: skip
    assert rig.desk.verify().fault is None
    assert findings(rig) == []


def test_after_a_part_is_closed_the_rest_is_offered_protection(rig: Rig) -> None:
    bracket(rig)
    assert rig.approve(closing(rig, "4")).status is Status.FILLED
    (finding,) = risk_desk(rig).stop_findings()
    assert finding.kind is Mend.NAKED
    assert finding.ticket is not None and finding.ticket.qty == Decimal(6)


def test_no_more_exits_are_cancelled_than_the_close_needs(rig: Rig) -> None:
    first = bracket(rig, "10")
    rig.market_clock.go(seconds=1)
    second = bracket(rig, "5")
    close = closing(rig, "3")
    assert close.impact.releases == (first.id,)
    rig.approve(close)
    assert (stop_leg(rig, first), stop_leg(rig, second)) == (Status.CANCELLED, Status.SENT)


def test_an_exit_that_trades_while_it_is_cancelled_ends_the_close_unsent(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    stop = rig.approve(
        rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(90), reduce_only=True, time_in_force=TimeInForce.GTC)
    )
    close = closing(rig)
    cancel = rig.venue.cancel

    def too_late(order_id: str) -> None:
        rig.venue.fill(order_id)
        cancel(order_id)

    rig.venue.cancel = too_late  # type: ignore[method-assign]
    ended = rig.approve(close)
    assert (ended.status, close.id in rig.venue.posts) == (Status.REJECTED, False)
    assert f"exit {stop.id} traded while it was being cancelled" in ended.reason
    assert rig.desk.proposal(stop.id).status is Status.FILLED
    assert rig.venue.positions() == []


def between_claim_and_cancel(rig: Rig, act: Callable[[], object]) -> None:
    """Let something happen after the claim has committed and before the first exit is cancelled."""
    releaser = rig.desk._sender._releaser
    release = releaser.release

    def late(*given: Any, **named: Any) -> str:
        act()
        return release(*given, **named)

    releaser.release = late  # type: ignore[method-assign]


def test_an_exit_that_was_recorded_as_traded_right_after_the_claim_ends_the_close_unsent(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    stop = rig.approve(
        rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(90), reduce_only=True, time_in_force=TimeInForce.GTC)
    )
    close, other = closing(rig), rig.again_started()

    def filled_and_recorded() -> None:
        rig.venue.fill(stop.id)
        other.reconcile()

    between_claim_and_cancel(rig, filled_and_recorded)
    ended = rig.approve(close)
    assert rig.desk.proposal(stop.id).status is Status.FILLED
    assert (ended.status, close.id in rig.venue.posts, rig.venue.positions()) == (Status.REJECTED, False, [])
    assert "an exit of AAPL traded just before it could be cancelled" in ended.reason
    with pytest.raises(NotFound, match="never became an order"):
        rig.desk.order(close.id)


def test_a_stop_of_trading_right_after_the_claim_leaves_the_exits_to_the_stop(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)
    between_claim_and_cancel(rig, lambda: stop_flag(rig))
    ended = rig.approve(close)
    assert (ended.status, rig.venue.posts) == (Status.REJECTED, [entry.id])
    assert "trading is stopped" in ended.reason
    assert stop_leg(rig, entry) is Status.SENT
    assert "order.releasing" not in rig.kinds()


def stop_flag(rig: Rig) -> None:
    """Write the flag alone, as a stop does before its effects."""
    with rig.database.write(ACCOUNT) as connection:
        set_kill(connection, ACCOUNT, on=True, at=rig.wall.now(), actor=OWNER)


def test_the_card_of_a_part_that_is_closed_counts_no_stop_that_goes_first(rig: Rig) -> None:
    bracket(rig)
    part, whole = closing(rig, "4").impact, closing(rig).impact
    assert (part.stop_price, part.stop_distance_pct) == (None, None)
    # 6 of the 10 at 100 are left, without a stop: all their worth, 600, is less than 5 % of 100,000 and a tenth of 600
    assert part.worst_case_after == Decimal(600)
    assert whole.worst_case_after == 0


def test_an_exit_whose_end_the_venue_does_not_confirm_in_time_ends_the_close_unsent(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)
    rig.venue.cancel = lambda order_id: rig.wall.go(seconds=11)  # type: ignore[method-assign]
    ended = rig.approve(close)
    assert (ended.status, rig.venue.posts) == (Status.REJECTED, [entry.id])
    assert "not confirmed in time" in ended.reason
    assert outcome_words(ended).startswith("Not sent (sell 10 AAPL, market): the venue has not confirmed")
    assert findings(rig) == [], "the exits still rest"


def test_exits_that_end_when_the_lease_is_nearly_over_leave_the_close_unsent(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)
    cancel = rig.venue.cancel

    def slow(order_id: str) -> None:
        cancel(order_id)
        rig.wall.go(seconds=11)

    rig.venue.cancel = slow  # type: ignore[method-assign]
    ended = rig.approve(close)
    assert (ended.status, rig.venue.posts) == (Status.REJECTED, [entry.id])
    assert "nearly over" in ended.reason
    assert findings(rig) == [Mend.NAKED]


def test_a_claim_that_another_process_took_over_meanwhile_is_not_sent(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)
    cancel = rig.venue.cancel

    def asleep(order_id: str) -> None:
        cancel(order_id)
        rig.wall.go(seconds=16)
        rig.again_started()

    rig.venue.cancel = asleep  # type: ignore[method-assign]
    assert rig.approve(close).status is Status.UNKNOWN
    for _ in range(10):
        rig.wall.go(seconds=10)
        rig.desk.reconcile()
    assert (rig.desk.proposal(close.id).status, rig.venue.posts) == (Status.NEVER_ARRIVED, [entry.id])


def test_a_stop_of_trading_while_exits_are_cancelled_keeps_the_close_unsent(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)
    cancel, pressed = rig.venue.cancel, []

    def stopped(order_id: str) -> None:
        cancel(order_id)
        if not pressed:
            pressed.append(rig.desk.stop_trading(actor=OWNER))

    rig.venue.cancel = stopped  # type: ignore[method-assign]
    ended = rig.approve(close)
    assert (ended.status, rig.venue.posts) == (Status.REJECTED, [entry.id])
    assert "trading is stopped" in ended.reason


def test_a_venue_that_cannot_be_asked_leaves_the_close_unsent(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)

    def dark(order_id: str) -> None:
        raise Unavailable("no answer")

    rig.venue.cancel = dark  # type: ignore[method-assign]
    ended = rig.approve(close)
    assert (ended.status, rig.venue.posts) == (Status.REJECTED, [entry.id])
    assert "did not say whether the exits have ended" in ended.reason


def test_a_close_that_was_not_sent_counts_neither_as_an_order_nor_as_a_rejection_of_the_venue(rig: Rig) -> None:
    rig.limits.update({"cooldown_s": "3600"}, actor=OWNER)
    rig.approve(rig.buy(qty="10"))
    stop = rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(90), reduce_only=True)
    rig.wall.go(seconds=30)
    assert stop.status is Status.REFUSED, "the pause holds another order"
    rig.limits.update({"cooldown_s": "0"}, actor=OWNER)
    rig.approve(rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(90), reduce_only=True))
    cancel, rig.venue.cancel = rig.venue.cancel, lambda order_id: rig.wall.go(seconds=11)  # type: ignore[method-assign]
    for _ in range(6):
        assert rig.approve(closing(rig)).status is Status.REJECTED
    rig.venue.cancel = cancel  # type: ignore[method-assign]
    close = closing(rig)
    figures = {rule.name: rule.figure for rule in close.gate.rules}
    assert figures["rejections"].startswith("0 of ")
    assert figures["orders_per_day"] == "3 of 500 orders"


def test_other_exits_than_were_shown_must_be_looked_at_again(rig: Rig) -> None:
    first = bracket(rig)
    close = closing(rig)
    rig.approve(rig.desk.propose(rig.desk.cancel_ticket(first.id), form()))
    again = rig.approve(
        rig.sell(qty="10", type=OrderType.STOP, stop_price=Decimal(85), reduce_only=True, time_in_force=TimeInForce.GTC)
    )
    for _ in range(2):
        with pytest.raises(ApprovalChanged):
            rig.desk.approve(close.id, close.approval_hash, actor=OWNER)
    shown = rig.desk.proposal(close.id)
    assert (shown.impact.releases, shown.approval_hash != close.approval_hash) == ((again.id,), True)
    assert rig.approve(shown).status is Status.FILLED


def test_of_two_closes_approved_at_once_one_is_sent(rig: Rig) -> None:
    """The second is approved while the first waits for its exits to end: the shares are promised to the first."""
    entry = bracket(rig)
    first, second = closing(rig), closing(rig)
    cancel, refused = rig.venue.cancel, []

    def meanwhile(order_id: str) -> None:
        if not refused:
            refused.append(order_id)
            with pytest.raises(ApprovalChanged):
                rig.desk.approve(second.id, second.approval_hash, actor=OWNER)
            with pytest.raises(Refused, match=r"reserved|on their way"):
                rig.approve(rig.desk.proposal(second.id))
        cancel(order_id)

    rig.venue.cancel = meanwhile  # type: ignore[method-assign]
    assert rig.approve(first).status is Status.FILLED
    assert rig.venue.posts == [entry.id, first.id]
    assert refused, "the second was tried while the first waited"


def test_a_second_click_on_a_close_that_waits_for_its_exits_sends_nothing_more(rig: Rig) -> None:
    entry = bracket(rig)
    close = closing(rig)
    cancel, clicked = rig.venue.cancel, []

    def again(order_id: str) -> None:
        if not clicked:
            clicked.append(order_id)
            with pytest.raises(AlreadyAnswered):
                rig.desk.approve(close.id, close.approval_hash, actor=OWNER)
        cancel(order_id)

    rig.venue.cancel = again  # type: ignore[method-assign]
    assert rig.approve(close).status is Status.FILLED
    assert rig.venue.posts == [entry.id, close.id]


def test_a_resting_entry_of_the_other_side_is_not_ended_by_a_close(rig: Rig) -> None:
    rig.approve(rig.buy(qty="10"))
    entry = rig.approve(rig.buy(qty="5", type=OrderType.LIMIT, limit_price=Decimal(90)))
    close = closing(rig)
    assert close.impact.releases == ()
    rig.approve(close)
    assert rig.desk.proposal(entry.id).status is Status.SENT


def test_a_process_killed_between_the_cancel_and_the_post_leaves_a_naked_position_that_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    done = subprocess.run(
        [sys.executable, "-m", "tests.orders.killed_releasing", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    entry, close = done.stdout.split()
    rig = make_rig(folder, venue_file=folder / "venue.db", start=False)
    assert rig.desk.proposal(close).status is Status.SENDING
    rig.desk.start()
    for _ in range(12):
        rig.wall.go(seconds=10)
        rig.desk.reconcile()
    assert rig.desk.proposal(close).status is Status.NEVER_ARRIVED
    assert rig.venue.posts == [entry]
    assert findings(rig) == [Mend.NAKED]
    assert rig.approve(closing(rig)).status is Status.FILLED
    rig.close()
