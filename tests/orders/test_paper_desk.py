"""The desk with the real replay, calendar and paper broker: what the product does on a bare machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.rig import form
from tests.orders.venue import WALL, SetClock
from trading.broker.paper import PaperBroker
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.orders.desk import OrderDesk
from trading.risk.limits_book import LimitsBook
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import (
    OWNER,
    OrderClass,
    OrderType,
    Proposal,
    Side,
    Status,
    StopLoss,
    TakeProfit,
    Ticket,
    TimeInForce,
)


@dataclass
class Paper:
    desk: OrderDesk
    broker: PaperBroker
    calendar: ExchangeCalendar
    wall: SetClock
    database: Database

    def send(self, **fields: object) -> Proposal:
        ticket = Ticket(**({"symbol": "AAPL", "side": Side.BUY, "qty": Decimal(10)} | fields))  # type: ignore[arg-type]
        return self.answer(ticket)

    def answer(self, ticket: Ticket) -> Proposal:
        proposal = self.desk.propose(ticket, form())
        assert proposal.gate.reasons == []
        return self.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)

    def play(self, sessions: int = 1) -> None:
        for _ in range(sessions):
            self.broker.advance(self.calendar.next_session(self.broker.session_day()).day)
            self.desk.reconcile()


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    wall, calendar, tape = SetClock(WALL), ExchangeCalendar(), ReplayTape()
    broker = PaperBroker(
        book=tmp_path / "paper.db",
        tape=tape,
        calendar=calendar,
        wall_clock=wall,
        start=date(2012, 6, 1),
        cash=Decimal(100_000),
    )
    market_clock = ReplayClock(broker.session_day, calendar)
    database = Database.in_folder(tmp_path)
    upgrade(database)
    ensure_account(database, "replay", mode=broker.mode, venue=broker.name, at=wall.now())
    desk = OrderDesk(
        database=database,
        account_id="replay",
        broker=broker,
        market=ReplayMarket(tape, market_clock, calendar),
        calendar=calendar,
        wall_clock=wall,
        market_clock=market_clock,
        limits=LimitsBook(database, "replay", wall, data_dir=tmp_path),
        data_dir=tmp_path,
        owner="test",
    )
    desk.start()
    yield Paper(desk, broker, calendar, wall, database)
    close = getattr(broker, "close", None)
    if close is not None:
        close()
    database.close()


def test_one_share_at_the_market_is_filled_at_the_replays_close(paper: Paper) -> None:
    filled = paper.send(qty=Decimal(1))
    assert filled.order is not None
    # AAPL closed at 560.99 on 1 June 2012
    assert (filled.status, filled.order.filled_avg_price) == (Status.FILLED, Decimal("560.99"))
    assert [(fill.qty, fill.price) for fill in paper.desk.fills().items] == [(Decimal(1), Decimal("560.99"))]
    assert filled.impact.share_of_volume is not None


def test_a_limit_rests_and_fills_when_the_replay_is_played(paper: Paper) -> None:
    # AAPL opened at 561.50 on 4 June 2012 and fell to 548.50
    resting = paper.send(type=OrderType.LIMIT, limit_price=Decimal("550.00"), time_in_force=TimeInForce.GTC)
    assert resting.status is Status.SENT
    paper.play()
    filled = paper.desk.proposal(resting.id)
    assert filled.order is not None
    assert (filled.status, filled.order.filled_avg_price) == (Status.FILLED, Decimal("550.00"))


def test_a_day_order_expires_with_the_next_bar(paper: Paper) -> None:
    resting = paper.send(type=OrderType.LIMIT, limit_price=Decimal("400.00"))
    paper.play()
    assert paper.desk.proposal(resting.id).status is Status.EXPIRED
    assert paper.desk.orders().items == ()


def test_a_brackets_exits_work_after_its_entry_and_one_of_them_ends_it(paper: Paper) -> None:
    bracket = paper.send(
        order_class=OrderClass.BRACKET,
        time_in_force=TimeInForce.GTC,
        take_profit=TakeProfit(limit_price=Decimal("575.00")),
        stop_loss=StopLoss(stop_price=Decimal("500.00")),
    )
    assert bracket.status is Status.FILLED
    assert [order.id for order in paper.desk.orders().items] == [bracket.id]
    paper.play(10)  # AAPL traded above 575 on 7 June 2012 (high 577.32)
    assert paper.desk.orders().items == ()
    assert paper.broker.positions() == []
    sides = [fill.side for fill in paper.desk.fills().items]
    assert sides == [Side.SELL, Side.BUY]
    assert {fill.order_id for fill in paper.desk.fills().items} == {bracket.id}


def test_stopping_cancels_the_exits_of_a_filled_bracket_too(paper: Paper) -> None:
    bracket = paper.send(
        order_class=OrderClass.BRACKET,
        time_in_force=TimeInForce.GTC,
        take_profit=TakeProfit(limit_price=Decimal("700.00")),
        stop_loss=StopLoss(stop_price=Decimal("400.00")),
    )
    resting = paper.send(type=OrderType.LIMIT, limit_price=Decimal("500.00"), time_in_force=TimeInForce.GTC)
    report = paper.desk.stop_trading(actor=OWNER)
    assert set(report.cancelled) == {bracket.id, resting.id}
    assert (report.still_open, report.unprotected, report.problems) == ((), ("AAPL",), ())
    assert paper.broker.orders(open_only=True) == []
    paper.desk.resume_trading(actor=OWNER)
    assert paper.answer(paper.desk.close_ticket("AAPL")).status is Status.FILLED
    assert paper.broker.positions() == []


def test_a_close_while_exits_rest_says_what_holds_the_shares(paper: Paper) -> None:
    paper.send(
        order_class=OrderClass.BRACKET,
        time_in_force=TimeInForce.GTC,
        take_profit=TakeProfit(limit_price=Decimal("700.00")),
        stop_loss=StopLoss(stop_price=Decimal("400.00")),
    )
    refused = paper.desk.propose(paper.desk.close_ticket("AAPL"), form())
    assert refused.status is Status.REFUSED
    assert "10 are held and 0 free" in refused.reason


def test_replace_and_cancel_run_through_the_paper_book(paper: Paper) -> None:
    old = paper.send(type=OrderType.LIMIT, limit_price=Decimal("500.00"), time_in_force=TimeInForce.GTC)
    new = paper.answer(paper.desk.replace_ticket(old.id, {"limit_price": "501"}))
    assert (new.status, paper.desk.proposal(old.id).status) == (Status.SENT, Status.REPLACED)
    cancel = paper.answer(paper.desk.cancel_ticket(new.id))
    assert (cancel.status, paper.desk.proposal(new.id).status) == (Status.CANCELLED, Status.CANCELLED)


def test_a_new_paper_book_ends_old_orders_and_its_fills_are_read(paper: Paper) -> None:
    old = paper.send(type=OrderType.LIMIT, limit_price=Decimal("400.00"), time_in_force=TimeInForce.GTC)
    paper.send()
    paper.play(3)
    paper.broker.reset(date(2012, 6, 1))
    paper.desk.reconcile()
    assert paper.desk.proposal(old.id).status is Status.CANCELLED
    fresh = paper.send()
    assert fresh.status is Status.FILLED
    assert [fill.order_id for fill in paper.desk.fills().items].count(fresh.id) == 1


def test_what_the_gate_allows_the_paper_broker_takes(paper: Paper) -> None:
    """A notional just inside the buying power, a fraction, an order for the open."""
    assert paper.answer(Ticket(symbol="MSFT", side=Side.BUY, notional=Decimal(500))).status is Status.FILLED
    assert paper.send(qty=Decimal("0.5")).status is Status.FILLED
    opening = paper.send(qty=Decimal(2), time_in_force=TimeInForce.OPG)
    assert opening.status is Status.SENT
    assert opening.impact.session == "works from the next session, 2012-06-04"
    paper.play()
    assert paper.desk.proposal(opening.id).status is Status.FILLED
