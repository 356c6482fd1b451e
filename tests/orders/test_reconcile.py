"""Agreeing with the venue: look-ups by schedule, never a resend, adoption, leases, starts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from tests.orders.rig import ACCOUNT, Rig, make_rig
from trading.errors import Busy, OutcomeUnknown, Unavailable
from trading.orders.reading import Found
from trading.store import leases
from trading.store.tables import LIMITS, PROPOSAL
from trading.types import OWNER, MarketMode, OrderClass, OrderType, Side, Status, StopLoss, TakeProfit, Ticket


def lost(rig: Rig, *, accepted: bool) -> str:
    """Send one order whose answer is lost; return its id."""

    def silent(_id: str) -> None:
        raise OutcomeUnknown("no answer within 10 s")

    if accepted:
        rig.venue.after_accepting = silent
    else:
        rig.venue.before_accepting = silent
    proposal = rig.approve(rig.buy())
    assert proposal.status is Status.UNKNOWN
    return proposal.id


def claimed_and_killed(rig: Rig, *, posted: bool) -> str:
    """Leave a claim behind as a process does that is killed before it writes the answer down."""

    class Killed(BaseException):
        pass

    def die(_id: str) -> None:
        raise Killed

    if posted:
        rig.venue.after_accepting = die
    else:
        rig.venue.before_accepting = die
    proposal = rig.buy()
    with pytest.raises(Killed):
        rig.approve(proposal)
    assert rig.desk.proposal(proposal.id).status is Status.SENDING
    return proposal.id


def test_the_venue_is_asked_after_1_2_4_8_and_then_every_10_seconds(rig: Rig) -> None:
    doubted = lost(rig, accepted=False)
    asked: list[float] = []
    find = rig.venue.find

    def noting(order_id: str) -> Any:
        asked.append((rig.wall.now() - sent_at).total_seconds())
        return find(order_id)

    rig.venue.find = noting  # type: ignore[method-assign]
    sent_at = rig.wall.now()
    while rig.desk.proposal(doubted).status is Status.UNKNOWN:
        rig.wall.go(seconds=1)
        rig.desk.reconcile()
    assert asked == [1, 3, 7, 15, 25, 35, 45, 55, 65]


def test_while_in_doubt_only_that_order_is_asked_for_and_the_whole_account_now_and_then(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading all of it each second would use up the rate limit of the venue."""
    rig = make_rig(tmp_path / "desk", mode=MarketMode.PAPER)
    doubted = lost(rig, accepted=True)
    asked: list[str] = []
    for name in ("account", "orders", "fills", "find"):
        answer = getattr(rig.venue, name)
        monkeypatch.setattr(rig.venue, name, lambda *a, _n=name, _f=answer, **m: (asked.append(_n), _f(*a, **m))[1])
    rig.desk.reconcile()  # what a moment ago was read at the start is not read again, and the look-up is not due
    assert asked == []
    rig.wall.go(seconds=1)
    rig.desk.reconcile()
    assert asked == ["find", "fills"]
    assert rig.desk.proposal(doubted).status is Status.FILLED
    assert [fill.order_id for fill in rig.desk.fills().items] == [doubted]
    asked.clear()
    rig.desk.reconcile()
    assert "account" in asked, "without a doubt the whole account is read"
    rig.close()


def test_a_doubt_holds_back_the_whole_account_for_half_a_minute_at_most(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig = make_rig(tmp_path / "desk", mode=MarketMode.PAPER)
    lost(rig, accepted=False)
    asked: list[float] = []
    account, began = rig.venue.account, rig.wall.now()
    read = lambda: (asked.append((rig.wall.now() - began).total_seconds()), account())[1]  # noqa: E731
    monkeypatch.setattr(rig.venue, "account", read)
    for _ in range(55):
        rig.wall.go(seconds=1)
        rig.desk.reconcile()
    assert asked == [25, 50]
    rig.close()


def test_never_arrived_needs_a_minute_in_which_the_venue_does_not_know_it(rig: Rig) -> None:
    doubted = lost(rig, accepted=False)
    rig.wall.go(seconds=59)
    rig.desk.reconcile()
    assert rig.desk.proposal(doubted).status is Status.UNKNOWN
    rig.wall.go(seconds=10)
    rig.desk.reconcile()
    ended = rig.desk.proposal(doubted)
    assert (ended.status, ended.next_lookup_at) == (Status.NEVER_ARRIVED, None)
    assert "still does not know it" in ended.reason


def test_a_venue_that_cannot_be_read_proves_nothing(rig: Rig) -> None:
    doubted = lost(rig, accepted=False)
    rig.venue.fault = Unavailable("the venue does not answer")
    for _ in range(30):
        rig.wall.go(seconds=10)
        with pytest.raises(Unavailable):
            rig.desk.reconcile()
    standing = rig.desk.proposal(doubted)
    assert (standing.status, standing.lookups) == (Status.UNKNOWN, 30)


def test_an_order_that_turns_up_after_it_never_arrived_is_taken_as_it_is(rig: Rig) -> None:
    doubted = lost(rig, accepted=False)
    rig.wall.go(seconds=61)
    rig.desk.reconcile()
    rig.venue.add_foreign(doubted, rig.desk.proposal(doubted).ticket)
    report = rig.desk.reconcile()
    assert report.changed == (doubted,)
    assert rig.desk.proposal(doubted).status is Status.SENT


def test_asking_now_resolves_a_doubt_at_once(rig: Rig) -> None:
    doubted = lost(rig, accepted=True)
    found = rig.desk.ask_now(doubted)
    assert (found.status, rig.venue.posts) == (Status.FILLED, [doubted])
    assert rig.desk.ask_now(doubted) == found


@pytest.mark.parametrize("posted", [True, False])
def test_a_claim_left_behind_is_looked_up_after_its_lease_and_never_sent(rig: Rig, posted: bool) -> None:
    left = claimed_and_killed(rig, posted=posted)
    desk = rig.again()
    desk.start()
    assert desk.proposal(left).status is Status.SENDING, "the lease still runs"
    rig.wall.go(seconds=15)
    desk.reconcile()
    for _ in range(10):
        rig.wall.go(seconds=10)
        desk.reconcile()
    assert desk.proposal(left).status is (Status.FILLED if posted else Status.NEVER_ARRIVED)
    assert rig.venue.posts == ([left] if posted else [])


def test_an_approval_that_was_never_claimed_is_never_sent(rig: Rig) -> None:
    proposal = rig.buy()
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(update(PROPOSAL).where(PROPOSAL.c.id == proposal.id).values(status="approved"))
    desk = rig.again()
    desk.start()
    ended = desk.proposal(proposal.id)
    assert (ended.status, rig.venue.posts) == (Status.NEVER_ARRIVED, [])
    assert "never claimed" in ended.reason


def test_until_the_venue_has_answered_since_the_start_orders_are_held(rig: Rig) -> None:
    desk = rig.again()
    rig.venue.fault = Unavailable("the venue does not answer")
    desk.start()
    rig.venue.fault = None
    assert not desk.state().reconciled
    assert "held" in desk.state().reason
    rig.desk = desk
    assert "has not yet agreed with the venue" in rig.buy().reason
    desk.reconcile()
    assert desk.state().reconciled
    assert rig.buy().status is Status.OPEN


def test_start_reads_and_records_and_never_trades(rig: Rig) -> None:
    rig.approve(rig.buy())
    rig.approve(rig.buy(type=OrderType.LIMIT, limit_price=Decimal(90)))
    rig.buy("MSFT")
    posts = list(rig.venue.posts)
    rig.again().start()
    assert rig.venue.posts == posts


def test_an_order_that_the_app_did_not_make_is_adopted_and_shown_as_such(rig: Rig) -> None:
    limit = Ticket(symbol="MSFT", side=Side.BUY, qty=Decimal(5), type=OrderType.LIMIT, limit_price=Decimal(40))
    rig.venue.add_foreign("by-hand-1", limit)
    assert rig.desk.reconcile().adopted == ("by-hand-1",)
    adopted = rig.desk.order("by-hand-1")
    assert (adopted.status, adopted.adopted) == (Status.SENT, True)
    assert rig.desk.proposals(statuses=None).items == ()
    rig.venue.fill("by-hand-1")
    report = rig.desk.reconcile()
    assert (report.changed, report.fills) == (("by-hand-1",), 1)
    assert rig.desk.order("by-hand-1").status is Status.FILLED


def test_a_foreign_order_that_filled_between_two_looks_is_adopted_by_its_fill(rig: Rig) -> None:
    rig.venue.add_foreign("by-hand-2", Ticket(symbol="MSFT", side=Side.BUY, qty=Decimal(5)))
    rig.venue.fill("by-hand-2")
    assert rig.desk.reconcile().adopted == ("by-hand-2",)
    assert rig.desk.order("by-hand-2").status is Status.FILLED


def test_an_adopted_order_without_a_price_does_not_keep_its_own_symbol_from_being_sold(rig: Rig) -> None:
    assert rig.approve(rig.buy(qty="10")).status is Status.FILLED
    trailing = {"type": OrderType.TRAILING_STOP, "trail_percent": Decimal(5)}
    rig.venue.add_foreign("by-hand-5", Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(5), **trailing))
    rig.desk.reconcile()
    adopted = rig.desk.order("by-hand-5")
    assert (adopted.status, adopted.quote) == (Status.SENT, None)
    sale = rig.sell(qty="10", reduce_only=True)
    assert sale.status is Status.OPEN, sale.gate.reasons


def test_an_adopted_order_is_news_once(tmp_path: Any) -> None:
    """News that no report told is a reason to connect anew; told at every look it never ends."""
    rig = make_rig(tmp_path / "desk", mode=MarketMode.PAPER)
    rig.venue.add_foreign("by-hand-3", Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(5)))
    rig.venue.fill("by-hand-3")
    assert rig.desk.reconcile().adopted == ("by-hand-3",)
    assert rig.desk.reconcile().adopted == ()
    rig.close()


def test_an_order_that_ended_without_a_fill_between_two_looks_is_not_lost(tmp_path: Any) -> None:
    rig = make_rig(tmp_path / "desk", mode=MarketMode.PAPER)
    late = lost(rig, accepted=False)
    for _ in range(9):
        rig.wall.go(seconds=10)
        rig.desk.reconcile()
    assert rig.desk.proposal(late).status is Status.NEVER_ARRIVED
    for name in (late, "made-elsewhere"):
        rig.market_clock.set(rig.wall.now())
        rig.venue.add_foreign(name, Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1)))
        rig.venue.cancel(name)
    rig.wall.go(seconds=30)
    rig.desk.reconcile()
    assert rig.desk.proposal(late).status is Status.CANCELLED
    assert (rig.desk.order("made-elsewhere").status, rig.desk.order("made-elsewhere").adopted) == (
        Status.CANCELLED,
        True,
    )
    rig.close()


def test_a_fill_from_before_hours_in_which_fills_could_not_be_read_is_not_lost(tmp_path: Any) -> None:
    rig = make_rig(tmp_path / "desk", mode=MarketMode.PAPER)
    resting = rig.approve(rig.buy(type=OrderType.LIMIT, limit_price=Decimal(90)))
    rig.desk.reconcile()
    rig.venue.fill(resting.id)
    fills = rig.venue.fills

    def silent(**_: Any) -> Any:
        raise Unavailable("the venue's activities do not answer")

    rig.venue.fills = silent  # type: ignore[method-assign]
    for _ in range(5):
        for clock in (rig.wall, rig.market_clock):
            clock.go(minutes=30)
        rig.approve(rig.buy("MSFT"))
        with pytest.raises(Unavailable):
            rig.desk.reconcile()
    rig.venue.fills = fills  # type: ignore[method-assign]
    rig.desk.reconcile()
    assert resting.id in {fill.order_id for fill in rig.desk.fills().items}
    rig.close()


def test_an_order_fills_in_parts_and_an_older_report_never_undoes_a_newer(rig: Rig) -> None:
    resting = rig.approve(rig.buy(qty="10", type=OrderType.LIMIT, limit_price=Decimal(90)))
    old = rig.venue.known[resting.id]
    rig.venue.fill(resting.id, qty=Decimal(4))
    rig.desk.reconcile()
    part = rig.desk.proposal(resting.id)
    assert part.order is not None
    assert (part.status, part.order.filled_qty) == (Status.PARTLY_FILLED, Decimal(4))
    rig.venue.known[resting.id] = old
    rig.desk.reconcile()
    assert rig.desk.proposal(resting.id) == part


def test_a_bracket_whose_entry_filled_stays_among_the_open_orders_until_its_exits_end(rig: Rig) -> None:
    bracket = rig.approve(
        rig.buy(
            qty="10",
            order_class=OrderClass.BRACKET,
            take_profit=TakeProfit(limit_price=Decimal(120)),
            stop_loss=StopLoss(stop_price=Decimal(80)),
        )
    )
    assert bracket.status is Status.FILLED
    assert [order.id for order in rig.desk.orders().items] == [bracket.id]
    parent = rig.venue.known[bracket.id]
    ended = tuple(replace(leg, status=Status.FILLED) for leg in parent.legs)
    rig.venue.known[bracket.id] = replace(parent, legs=ended)
    rig.desk.reconcile()
    assert rig.desk.orders().items == ()


def test_a_new_paper_book_ends_what_rested_in_the_old_one(rig: Rig) -> None:
    resting = rig.approve(rig.buy(type=OrderType.LIMIT, limit_price=Decimal(90)))
    rig.venue.known.clear()
    rig.desk.reconcile()
    ended = rig.desk.proposal(resting.id)
    assert (ended.status, rig.desk.orders().items) == (Status.CANCELLED, ())
    assert "started anew" in ended.reason


def test_a_start_says_when_the_venue_has_lost_what_was_filled(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    filled = rig.approve(rig.buy())
    rig.desk.start()
    assert not caplog.records
    rig.venue.known.clear()
    rig.desk.start()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert filled.id in caplog.text
    assert rig.desk.proposal(filled.id).status is Status.FILLED


def test_a_venue_that_forgets_an_order_does_not_make_it_cancelled(tmp_path: Any) -> None:
    rig = make_rig(tmp_path / "venue", mode=MarketMode.PAPER)
    resting = rig.approve(rig.buy(type=OrderType.LIMIT, limit_price=Decimal(90)))
    assert resting.status is Status.SENT
    rig.venue.known.clear()
    rig.desk.reconcile()
    assert rig.desk.proposal(resting.id).status is Status.SENT
    rig.close()


def test_only_one_process_reconciles_at_a_time(rig: Rig) -> None:
    now = rig.wall.now()
    name = f"reconciler/{ACCOUNT}"
    with rig.database.write(ACCOUNT) as connection:
        assert leases.take(connection, name, owner="another", now=now, ttl=timedelta(seconds=10))
    with pytest.raises(Busy):
        rig.desk.reconcile()
    rig.wall.go(seconds=10)
    rig.desk.reconcile()


def test_limits_with_an_unknown_name_refuse_to_start(rig: Rig) -> None:
    from trading.errors import InvalidLimits

    rig.limits.update({"cooldown_s": 1}, actor=OWNER)
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(update(LIMITS).values(body={**rig.limits.current().wire(), "max_fun": "1"}))
    with pytest.raises(InvalidLimits, match="max_fun"):
        rig.again().start()
    assert "do not hold" in rig.buy().reason


def test_a_fault_of_an_answer_in_doubt_keeps_how_long_the_venue_asked_to_wait() -> None:
    found = Found()
    try:
        raise OutcomeUnknown("no clear answer") from Unavailable("too many calls; try again in a minute", retry_in_s=60)
    except OutcomeUnknown as fault:
        found.blame(fault)
    assert isinstance(found.fault, Unavailable) and found.fault.retry_in_s == 60
    assert str(found.fault) == "the venue could not be read: no clear answer"
