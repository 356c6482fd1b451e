"""The desk with the real replay, calendar and paper broker: what the product does on a bare machine."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.paper import Paper, open_paper
from tests.orders.rig import form
from trading.types import OWNER, OrderClass, OrderType, Side, Status, StopLoss, TakeProfit, Ticket, TimeInForce


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    made = open_paper(tmp_path, owner="test")
    made.desk.start()
    yield made
    made.close()


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


def test_a_close_while_exits_rest_ends_them_first_and_another_sale_says_what_holds_the_shares(paper: Paper) -> None:
    bracket = paper.send(
        order_class=OrderClass.BRACKET,
        time_in_force=TimeInForce.GTC,
        take_profit=TakeProfit(limit_price=Decimal("700.00")),
        stop_loss=StopLoss(stop_price=Decimal("400.00")),
    )
    sale = Ticket(symbol="AAPL", side=Side.SELL, qty=Decimal(10))
    assert "all 10 shares of AAPL are reserved by the exits" in paper.desk.propose(sale, form()).reason
    closed = paper.answer(paper.desk.close_ticket("AAPL"))
    assert (closed.status, closed.impact.releases) == (Status.FILLED, (bracket.id,))
    assert paper.broker.positions() == [] and paper.broker.orders(open_only=True) == []


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


def test_a_stop_and_a_verification_in_another_process_hold_while_this_one_trades(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    open_paper(folder, owner="makes the files").close()
    busy = subprocess.Popen(
        [sys.executable, "-m", "tests.orders.busy", str(folder)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    other = open_paper(folder, owner="command line")
    assert busy.stdout is not None
    for _ in range(5):
        assert busy.stdout.readline().strip() == "filled"
        assert other.desk.verify().fault is None
    report = other.desk.stop_trading(actor=OWNER)
    sent_by_then = len(other.broker.orders())
    said, _ = busy.communicate(timeout=60)
    assert (report.suspended, report.problems, busy.returncode) == (True, (), 0)
    assert said.splitlines()[-1].startswith("stopped: trading is stopped since")
    assert len(other.broker.orders()) <= sent_by_then + 1, "at most the one that was on its way"
    assert len({order.client_order_id for order in other.broker.orders()}) == len(other.broker.orders())
    assert other.desk.verify().fault is None
    other.close()
