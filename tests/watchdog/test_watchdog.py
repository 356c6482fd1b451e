"""The app is frozen, killed, hung or ended in the middle of an order: what the watchdog does, and what it leaves."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_process import ROOT
from tests.watchdog.rig import BRACKET, LIMIT_90, WITHIN_S, WatchdogProcess, Watched, until, watched

pytestmark = pytest.mark.service


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Watched]:
    with watched(tmp_path / "desk") as running:
        yield running


def dangers_and_exits(app: Watched) -> tuple[set[str], set[str]]:
    """Let entries and exits rest: the ids of what could open or enlarge a position, and of what protects one."""
    protected = app.send(symbol="AAPL", side="buy", qty="3", **BRACKET)
    entry = app.send(symbol="MSFT", side="buy", qty="2", **LIMIT_90)
    waiting_bracket = app.send(symbol="IBM", side="buy", qty="2", **LIMIT_90, **BRACKET_OF_90)
    return {entry.client_order_id, waiting_bracket.client_order_id}, {protected.client_order_id}


BRACKET_OF_90 = {**BRACKET, "take_profit": {"limit_price": "110"}, "stop_loss": {"stop_price": "70"}}


def is_safe(app: Watched, dangers: set[str], late: str) -> bool:
    open_ids = app.open_ids()
    arrived = late in app.venue.book.by_client
    return arrived and app.is_suspended() and not open_ids & (dangers | {late})


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL], ids=["SIGSTOP", "SIGKILL"])
def test_within_10_s_of_a_signal_in_the_middle_of_an_order_only_exits_rest(app: Watched, number: int) -> None:
    dangers, exits = dangers_and_exits(app)
    with WatchdogProcess(app.at) as watchdog:
        late = app.propose(symbol="SPY", side="buy", qty="1", **LIMIT_90)
        app.venue.faults.next("POST", "/v2/orders", "hang", delay=30)  # it takes the order and holds its answer
        app.approve_in_background(late)
        app.signal(number)
        took = until(lambda: is_safe(app, dangers, late["id"]), watchdog.said(), within_s=WITHIN_S)
        print(f"{signal.Signals(number).name}: safe after {took:.2f} s")
        assert app.open_ids() == exits, watchdog.said()
        until(lambda: app.flag().kill_on, "the flag is in the store")
        flag = app.flag()
        assert (flag.kill_by, flag.kill_keeps_exits) == ("the watchdog", True)
        if number == signal.SIGSTOP:
            app.signal(signal.SIGCONT)
            until(lambda: "beats again" in watchdog.said(), "the watchdog hears the app again")
            refused = app.call("POST", "/api/trade", {"symbol": "MSFT", "side": "buy", "qty": "1", **LIMIT_90})
            assert "trading is stopped" in refused.text and "the watchdog" in refused.text
            until(lambda: app.call("GET", f"/api/proposals/{late['id']}").json()["status"] == "cancelled", "written")
        assert app.posts(late["id"]) == 1
        assert app.open_ids() == exits and app.flag().kill_on


def _passed_before(app: Watched, order_id: str) -> bool:
    """Let the venue take the order as if it had passed before the suspension, which the watchdog keeps renewing."""
    app.venue.book.configuration["suspend_trade"] = False
    return order_id in app.venue.book.by_client


def test_an_order_that_turns_up_while_the_app_is_silent_is_cancelled_too(app: Watched) -> None:
    with WatchdogProcess(app.at, "--after", "2") as watchdog:
        late = app.propose(symbol="SPY", side="buy", qty="1", **LIMIT_90)
        app.venue.faults.next("POST", "/v2/orders", "late", delay=8)  # dropped now, carried out 8 s later
        app.approve_in_background(late)
        app.signal(signal.SIGSTOP)
        until(app.is_suspended, "the venue is suspended")
        until(lambda: _passed_before(app, late["id"]), "the order turns up")
        until(lambda: late["id"] not in app.open_ids(), f"it is cancelled: {watchdog.said()}")


def test_the_stop_at_the_venue_does_not_wait_for_a_store_that_somebody_holds(app: Watched) -> None:
    dangers, exits = dangers_and_exits(app)
    with WatchdogProcess(app.at) as watchdog:
        holder = sqlite3.connect(app.at.desk.data_dir / "desk.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        app.signal(signal.SIGSTOP)
        took = until(lambda: app.is_suspended() and app.open_ids() == exits, watchdog.said(), within_s=WITHIN_S)
        print(f"with the store held: safe after {took:.2f} s")
        assert not app.flag().kill_on
        holder.execute("ROLLBACK")
        holder.close()
        until(lambda: app.flag().kill_on, f"the flag follows: {watchdog.said()}")
        assert app.flag().kill_keeps_exits and not dangers & app.open_ids()


def test_the_command_kill_widens_the_watchdogs_stop_while_the_app_is_frozen(app: Watched) -> None:
    _, exits = dangers_and_exits(app)
    with WatchdogProcess(app.at):
        app.signal(signal.SIGSTOP)
        until(lambda: app.flag().kill_on and app.open_ids() == exits, "the watchdog has stopped")
        done = kill(app)
        assert (done.returncode, app.open_ids()) == (0, set()), done.stderr
        assert not app.flag().kill_keeps_exits
        assert "AAPL is left without a stop" in done.stderr


def test_the_command_kill_stops_at_the_venue_while_the_store_is_held(app: Watched) -> None:
    dangers_and_exits(app)
    holder = sqlite3.connect(app.at.desk.data_dir / "desk.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    app.signal(signal.SIGSTOP)
    done = kill(app)
    holder.execute("ROLLBACK")
    holder.close()
    assert app.is_suspended() and app.open_ids() == set()
    assert done.returncode == 1 and "was not written" in done.stderr


def test_a_clean_exit_and_a_new_life_trigger_nothing(app: Watched) -> None:
    entry = app.send(symbol="MSFT", side="buy", qty="2", **LIMIT_90)
    with WatchdogProcess(app.at, "--after", "2") as watchdog:
        app.at.desk.stop()
        until(lambda: "ended on purpose" in watchdog.said(), "the goodbye is heard")
        time.sleep(4)  # twice the silence that would mean stop: nothing may follow it
        app.at.desk.start()
        until(lambda: watchdog.said().count("watching the app") == 2, "the new life is heard")
        assert entry.client_order_id in app.open_ids()
        assert not app.is_suspended() and not app.flag().kill_on
        assert watchdog.end() == 0


def test_a_second_watchdog_ends_with_a_sentence_and_the_doctor_knows_the_first(app: Watched) -> None:
    with WatchdogProcess(app.at) as watchdog:
        second = command(app, "watchdog")
        assert second.returncode == 2
        assert f"(pid {watchdog.process.pid}) already watches DATA_DIR" in second.stderr
        assert f"on, process {watchdog.process.pid}" in command(app, "doctor").stdout
    assert "not running, last seen" in command(app, "doctor").stdout


def kill(app: Watched) -> "subprocess.CompletedProcess[str]":
    return command(app, "kill")


def command(app: Watched, *words: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "trading", *words],
        cwd=ROOT,
        env=app.at.desk._environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done
