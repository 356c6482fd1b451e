"""The app is frozen, killed, hung or ended in the middle of an order: what the watchdog does, and what it leaves."""

import signal
import sqlite3
import time

import pytest

from tests.watchdog.rig import LIMIT_90, WITHIN_S, WatchdogProcess, Watched, dangers_and_exits, until

pytestmark = pytest.mark.service


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
    with WatchdogProcess(app.at, "--after", "4") as watchdog:
        late = app.propose(symbol="SPY", side="buy", qty="1", **LIMIT_90)
        app.venue.faults.next("POST", "/v2/orders", "late", delay=12)  # dropped now, carried out 12 s later
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


def test_a_clean_exit_and_a_new_life_trigger_nothing(app: Watched) -> None:
    entry = app.send(symbol="MSFT", side="buy", qty="2", **LIMIT_90)
    with WatchdogProcess(app.at, "--after", "4") as watchdog:
        app.at.desk.stop()
        until(lambda: "ended on purpose" in watchdog.said(), "the goodbye is heard")
        time.sleep(8)  # twice the silence that would mean stop: nothing may follow it
        app.at.desk.start()
        until(lambda: watchdog.said().count("watching the app") == 2, "the new life is heard")
        assert entry.client_order_id in app.open_ids()
        assert not app.is_suspended() and not app.flag().kill_on
        assert watchdog.end() == 0
