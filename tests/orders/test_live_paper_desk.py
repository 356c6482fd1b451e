"""The desk on a paper book at prices of now: what somebody without any key trades on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.broker.set_market import MONDAY, TUESDAY, ny
from tests.orders.live_paper import LivePaper, open_live_paper
from tests.orders.rig import form
from trading.errors import Refused, Unavailable
from trading.types import OWNER, OrderClass, OrderType, Side, Status, StopLoss, TakeProfit, Ticket, TimeInForce

D = Decimal
GTC = TimeInForce.GTC
LIMIT = {"type": OrderType.LIMIT, "limit_price": D(99), "time_in_force": GTC}
BRACKET = {
    "order_class": OrderClass.BRACKET,
    "time_in_force": GTC,
    "take_profit": TakeProfit(limit_price=D(110)),
    "stop_loss": StopLoss(stop_price=D(95)),
}


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[LivePaper]:
    made = open_live_paper(tmp_path)
    made.desk.start()
    yield made
    made.close()


def test_ten_shares_at_the_market_are_filled_at_the_ask(paper: LivePaper) -> None:
    filled = paper.send()
    assert filled.order is not None
    assert (filled.status, filled.order.filled_avg_price) == (Status.FILLED, D("100.02"))
    assert paper.desk.state().mode.value == "paper"


def test_the_desk_hears_of_what_the_look_has_filled(paper: LivePaper) -> None:
    resting = paper.send(**LIMIT)
    paper.market.trades(MONDAY, "11:00", "99 99 98 99")
    paper.look(MONDAY, "11:01:05")
    assert paper.desk.proposal(resting.id).status is Status.FILLED
    assert [(fill.price, fill.at) for fill in paper.desk.fills().items] == [(D(99), ny(MONDAY, "11:01"))]


def test_a_bracket_is_told_to_the_desk_leg_by_leg(paper: LivePaper) -> None:
    bracket = paper.send(**BRACKET)
    paper.market.trades(MONDAY, "11:00", "100 100 94 96")
    paper.look(MONDAY, "11:01:05")
    assert [(fill.side, fill.price, fill.order_id) for fill in paper.desk.fills().items] == [
        (Side.SELL, D(95), bracket.id), (Side.BUY, D("100.02"), bracket.id),
    ]  # fmt: skip
    assert paper.desk.orders().items == ()


def test_fills_of_days_without_the_app_reach_the_desk_at_its_next_start(paper: LivePaper) -> None:
    resting = paper.send(**LIMIT)
    expiring = paper.send(**(LIMIT | {"limit_price": D(90), "time_in_force": TimeInForce.DAY}))
    for day in (MONDAY, TUESDAY):
        paper.market.day(day, "100 100 98 100")
    paper.market.trades(MONDAY, "11:30", "99 99 98 99")
    paper.clock.at = ny(TUESDAY, "20:00")
    paper.market.quotes("100.00", "100.02")
    paper.desk.start()
    assert paper.desk.proposal(resting.id).status is Status.SENT, "nobody has looked yet"
    paper.look(TUESDAY, "20:00:01")
    assert paper.desk.proposal(resting.id).status is Status.FILLED
    assert paper.desk.proposal(expiring.id).status is Status.EXPIRED
    assert [fill.at for fill in paper.desk.fills().items] == [ny(MONDAY, "11:31")]


def test_a_fill_that_the_follower_missed_is_found_by_the_next_reading(paper: LivePaper) -> None:
    """The source was silent for three hours: its minute is older than what the desk reads back, its booking is not."""
    resting = paper.send(**LIMIT)
    paper.market.trades(MONDAY, "11:00", "99 99 98 99")
    paper.clock.at = ny(MONDAY, "14:00")
    paper.market.quotes("100.00", "100.02")
    paper.send(qty=D(1))
    paper.broker.look()
    paper.desk.reconcile()
    assert paper.desk.proposal(resting.id).status is Status.FILLED
    assert len(paper.desk.fills().items) == 2


def test_a_stale_price_is_refused_by_the_gate_before_the_venue(paper: LivePaper) -> None:
    paper.clock.at = ny(MONDAY, "11:01:01")
    proposal = paper.desk.propose(Ticket(symbol="ACME", side=Side.BUY, qty=D(1)), form())
    assert proposal.status is Status.REFUSED
    assert any("the quote's age of 61 s exceeds the limit of 60 s" in reason for reason in proposal.gate.reasons)


def test_a_market_that_is_silent_at_the_sending_sends_nothing(paper: LivePaper) -> None:
    proposal = paper.desk.propose(Ticket(symbol="ACME", side=Side.BUY, qty=D(1)), form())
    paper.market.down = True
    with pytest.raises((Refused, Unavailable)):
        paper.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER)
    assert paper.broker.orders() == []


def test_stopping_needs_no_market(paper: LivePaper) -> None:
    resting = paper.send(**LIMIT)
    paper.send(**BRACKET)
    paper.market.down = True
    paper.clock.at = ny(MONDAY, "12:30")
    report = paper.desk.stop_trading(actor=OWNER)
    assert paper.desk.proposal(resting.id).status is Status.CANCELLED
    assert paper.broker.orders(open_only=True) == []
    assert report.still_open == ()


def test_neither_a_watchdogs_stop_nor_a_start_needs_a_price(paper: LivePaper, tmp_path: Path) -> None:
    """A process of its own has seen no price yet: it must know what is held and what rests all the same."""
    held = paper.send(**BRACKET)
    entry = paper.send(**LIMIT)
    paper.clock.at = ny(MONDAY, "11:10")
    beside = open_live_paper(tmp_path, owner="beside", time="11:10")
    beside.market.down = True
    try:
        beside.desk.start()
        assert beside.desk.state().reconciled
        report = beside.desk.stop_trading(actor=OWNER, keeps_exits=True)
        assert (report.cancelled, report.kept, report.problems) == ((entry.id,), (held.id,), ())
        with pytest.raises(Unavailable, match="has no price of the last 5 minutes"):
            beside.broker.positions()
    finally:
        beside.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.broker.set_market import MONDAY
from tests.orders.live_paper import open_live_paper
from trading.broker.paper.book import Book

paper = open_live_paper(Path(sys.argv[1]), owner="killed")
paper.desk.start()
{setup}
traded = Book.trade
def dies(*args, **more):
    traded(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "between match and commit":
    Book.trade = dies
paper.clock.at = paper.clock.at.replace(minute=1, second=5)
changed = paper.broker.look()
os.kill(os.getpid(), signal.SIGKILL)  # committed at the venue, not yet told to the desk
"""
SETUP = """
from decimal import Decimal
from trading.types import OrderType, TimeInForce
for number in range(3):
    paper.send(type=OrderType.LIMIT, limit_price=Decimal(99), time_in_force=TimeInForce.GTC)
paper.market.trades(MONDAY, "11:00", "99 99 98 99")
"""


@pytest.mark.parametrize("where", ["between match and commit", "between commit and desk"])
def test_a_killed_process_leaves_each_fill_once(tmp_path: Path, where: str) -> None:
    root = str(Path(__file__).parents[2])
    ended = subprocess.run(
        [sys.executable, "-c", KILLED.format(setup=SETUP), str(tmp_path), where],
        cwd=root,
        env=os.environ | {"PYTHONPATH": root},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    paper = open_live_paper(tmp_path, time="11:03")
    paper.market.trades(MONDAY, "11:00", "99 99 98 99")
    try:
        assert len(paper.broker.fills()) == (0 if where == "between match and commit" else 3)
        paper.clock.at = ny(MONDAY, "11:05")
        paper.desk.start()
        paper.look(MONDAY, "11:05:01")
        ids = {proposal.id for proposal in paper.desk.orders(statuses=None).items}
        assert len(ids) == len(paper.fills()) == 3
        assert {(order_id, price) for order_id, price, _ in paper.fills()} == {(order_id, D(99)) for order_id in ids}
        assert len(paper.desk.fills().items) == 3
        assert paper.broker.account().cash == 100_000 - 3 * 990
    finally:
        paper.close()
