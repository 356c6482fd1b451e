"""The bypass corpus, second half: approval, sending, counters, restarts, the stop, the clock, the tests themselves."""

import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests import guard
from tests.desk_process import ROOT, clean_environment
from tests.orders.market import WALL
from tests.orders.rig import ACCOUNT, Rig, form
from tests.risk.test_gate_rules import failing
from trading.errors import (
    AlreadyAnswered,
    InvalidLimits,
    Refused,
    TradingError,
    TradingStopped,
    Unavailable,
    VenueRejected,
)
from trading.settings import Settings
from trading.store.database import Database
from trading.store.limits import write_limits
from trading.types import OWNER, OrderClass, OrderType, Proposal, Side, Status, StopLoss, TakeProfit, Ticket

LIMIT: dict[str, Any] = {"type": OrderType.LIMIT, "limit_price": Decimal(90)}
EXITS: dict[str, Any] = {
    "order_class": OrderClass.BRACKET,
    "take_profit": TakeProfit(limit_price=Decimal(120)),
    "stop_loss": StopLoss(stop_price=Decimal(80)),
}


def test_a_misspelt_rule_stops_the_start(rig: Rig) -> None:
    with pytest.raises(InvalidLimits, match="max_order_notionl"):
        rig.limits.update({"max_order_notionl": "1000"}, actor=OWNER)
    body = {**rig.limits.current().wire(), "max_order_notionl": "1000"}
    with rig.database.write(ACCOUNT) as connection:
        write_limits(connection, ACCOUNT, version=9, body=body, actor=OWNER, at=rig.wall.now())
    with pytest.raises(InvalidLimits, match="max_order_notionl"):
        rig.again().start()
    assert "max_order_notionl" in rig.buy().reason


def test_counters_survive_a_restart(rig: Rig) -> None:
    rig.limits.update({"max_orders_per_day": 2, "cooldown_s": 10}, actor=OWNER)
    rig.approve(rig.buy())
    rig.desk = rig.again_started()
    assert failing(rig.buy()) == ["cooldown"]
    rig.wall.go(seconds=10)
    rig.approve(rig.buy())
    rig.wall.go(seconds=10)
    rig.desk = rig.again_started()
    assert failing(rig.buy()) == ["orders_per_day"]


def test_the_streak_of_rejections_survives_a_restart(rig: Rig) -> None:
    def no(_id: str) -> None:
        raise VenueRejected("no")

    rig.venue.before_accepting = no
    for _ in range(5):
        rig.approve(rig.buy("MSFT"))
    rig.desk = rig.again_started()
    assert failing(rig.buy()) == ["rejections"]


def test_a_retry_without_a_known_outcome_never_sends(rig: Rig) -> None:
    def lose(_id: str) -> None:
        raise ConnectionError

    rig.venue.after_accepting = lose
    doubted = rig.approve(rig.buy())
    assert doubted.status is Status.UNKNOWN
    rig.venue.after_accepting = lambda _id: None
    for _ in range(3):
        with pytest.raises(AlreadyAnswered):
            rig.approve(doubted)
        rig.desk = rig.again_started()
    assert rig.venue.posts == [doubted.id]
    assert rig.desk.proposal(doubted.id).status is Status.FILLED


def test_a_counter_that_cannot_be_read_is_a_no(rig: Rig) -> None:
    shown = rig.buy()
    with rig.database.write(ACCOUNT) as connection:
        connection.execute(text("ALTER TABLE proposal RENAME COLUMN posted_at TO lost"))
    with pytest.raises(Unavailable):
        rig.buy()
    with pytest.raises(Unavailable):
        rig.approve(shown)
    assert rig.venue.posts == []


@pytest.mark.parametrize(("hour", "minute", "is_same_day"), [(0, 30, True), (4, 59, True), (5, 1, False)])
def test_the_day_is_new_yorks(venue_rig: Rig, hour: int, minute: int, is_same_day: bool) -> None:
    """The first order is sent on Monday 23 November 2026 at 23:30 UTC; New York's midnight is 05:00 UTC."""

    def at(day: int, hour: int, minute: int) -> None:
        for clock in (venue_rig.wall, venue_rig.market_clock):
            clock.set(WALL.replace(day=day, hour=hour, minute=minute))

    venue_rig.limits.update({"max_orders_per_day": 1}, actor=OWNER)
    at(23, 23, 30)
    venue_rig.approve(venue_rig.buy())
    at(24, hour, minute)
    assert failing(venue_rig.buy()) == (["orders_per_day"] if is_same_day else [])


def test_a_kill_leaves_no_resting_order(rig: Rig) -> None:
    rig.approve(rig.buy(qty="3", **EXITS))
    rig.approve(rig.buy(**LIMIT))
    rig.approve(rig.buy("MSFT", type=OrderType.STOP, stop_price=Decimal(70)))
    rig.venue.add_foreign("elsewhere", Ticket(symbol="IBM", side=Side.BUY, qty=Decimal(1), **LIMIT))
    assert len(rig.venue.orders(open_only=True)) == 4
    rig.desk.stop_trading(actor=OWNER)
    assert rig.venue.orders(open_only=True) == []


def test_a_kill_that_raises_still_halts(rig: Rig) -> None:
    waiting = rig.buy()
    rig.venue.fault = RuntimeError("the adapter broke")  # type: ignore[assignment]
    report = rig.desk.stop_trading(actor=OWNER)
    assert (report.stopped, report.suspended) == (True, False)
    assert any("the venue was not suspended (RuntimeError)" in problem for problem in report.problems)
    assert any("could not be cancelled (RuntimeError)" in problem for problem in report.problems)
    rig.venue.fault = None
    for desk in (rig.desk, rig.again_started()):
        rig.desk = desk
        with pytest.raises(TradingStopped):
            rig.approve(waiting)
        assert "kill_switch" in failing(rig.buy())
    assert rig.venue.posts == []


def test_a_stale_quote_fills_nothing(rig: Rig) -> None:
    shown = rig.buy()
    rig.market.quoted_at = rig.market_clock.now() - timedelta(seconds=61)
    with pytest.raises(Refused, match="quote's age of 61 s exceeds the limit of 60 s"):
        rig.approve(shown)
    assert failing(rig.buy()) == ["quote_age"]
    assert rig.venue.posts == []


def test_a_warm_restart_trades_nothing(rig: Rig) -> None:
    filled, resting, waiting = rig.approve(rig.buy(qty="2")), rig.approve(rig.buy(**LIMIT)), rig.buy("MSFT")
    before = (list(rig.venue.posts), dict(rig.venue.known))
    for _ in range(3):
        rig.desk = rig.again_started()
        rig.desk.reconcile()
    assert (rig.venue.posts, rig.venue.known) == before
    statuses = [rig.desk.proposal(one.id).status for one in (filled, resting, waiting)]
    assert statuses == [Status.FILLED, Status.SENT, Status.OPEN]


def test_equal_orders_are_two_tickets(rig: Rig) -> None:
    first, second = rig.approve(rig.buy()), rig.approve(rig.buy())
    assert first.id != second.id and rig.venue.posts == [first.id, second.id]
    ticket = Ticket(symbol="AAPL", side=Side.BUY, qty=Decimal(1))
    again = [rig.desk.propose(ticket, form(), intent_key="one bar") for _ in range(2)]
    assert again[0].id == again[1].id not in (first.id, second.id)


def test_two_confirmations_race_and_one_order_is_sent(rig: Rig) -> None:
    shown, desks = rig.buy(), [rig.desk, rig.again_started(), rig.again_started()]
    start, said = threading.Barrier(6), []

    def confirm(desk: Any) -> None:
        start.wait()
        try:
            done: Proposal = desk.approve(shown.id, shown.approval_hash, actor=OWNER)
            said.append(str(done.status))
        except TradingError as fault:
            said.append(type(fault).__name__)

    threads = [threading.Thread(target=confirm, args=(desks[n % 3],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rig.venue.posts == [shown.id]
    assert sorted(said) == [*["AlreadyAnswered"] * 5, "filled"]


def test_tests_never_touch_real_data() -> None:
    with pytest.raises(PermissionError, match="a test reached for a connection"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 443))  # an address for documentation, RFC 5737
    with pytest.raises(PermissionError, match="a test reached for the database"):
        Database(f"sqlite:///{ROOT / 'data' / 'desk.db'}").engine.connect()
    assert len(guard.reached) == 2
    guard.reached.clear()
    assert Settings.model_config["env_file"] is None
    assert [name for name in Settings.model_fields if name.upper() in os.environ] == []


def test_everything_holds_in_singapores_time_zone_too() -> None:
    here = "tests/bypasses/test_desk_and_stop.py"
    tests = [here, "tests/bypasses/test_orders_and_exposure.py", "tests/risk/test_gate_rules.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *tests, "--deselect", f"{here}::{_name()}"],
        cwd=ROOT,
        env={**clean_environment(), "TZ": "Asia/Singapore"},
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def _name() -> str:
    return test_everything_holds_in_singapores_time_zone_too.__name__
