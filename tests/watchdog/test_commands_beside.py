"""The app is frozen: what the commands do beside the watchdog, and that there is only one of it."""

import signal
import sqlite3

import pytest

from tests.watchdog.rig import WatchdogProcess, Watched, command, dangers_and_exits, kill, until

pytestmark = pytest.mark.service


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


def test_a_second_watchdog_ends_with_a_sentence_and_the_doctor_knows_the_first(app: Watched) -> None:
    with WatchdogProcess(app.at) as watchdog:
        second = command(app, "watchdog")
        assert second.returncode == 2
        assert f"(pid {watchdog.process.pid}) already watches DATA_DIR" in second.stderr
        assert f"on, process {watchdog.process.pid}" in command(app, "doctor").stdout
    assert "not running, last seen" in command(app, "doctor").stdout
