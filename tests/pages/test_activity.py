"""The Activity page tells the log, filters it, verifies it and finds a change made behind its back."""

import sqlite3
from pathlib import Path

import bootstrap
from components import session_activity
from tests.pages.conftest import Open, send, texts


def test_an_empty_log_says_what_will_stand_there(visit: Open) -> None:
    assert "The log is empty" in texts(visit("activity"))


def test_an_order_leaves_its_whole_way_in_the_log(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=1)
    table = visit("activity").dataframe[0].value
    assert {"proposed", "approved", "being sent", "filled", "execution"} <= set(table["What"])
    assert "Bought 1 AAPL at 560.99, 1 Jun 2012, 16:00 ET" in list(table["About"])
    assert list(table["No."]) == sorted(table["No."], reverse=True)


def test_a_filter_keeps_only_its_kind(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=1)
    send(wired, symbol="AAPL", side="buy", qty=1000)
    at = visit("activity")
    at.pills(key=session_activity.ACTIVITY_GROUPS).select("Refused").run()
    assert set(at.dataframe[0].value["What"]) == {"refused by the gate"}


def test_a_filter_that_nothing_matches_says_so(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=1)
    at = visit("activity")
    at.text_input(key=session_activity.ACTIVITY_SUBJECT).set_value("no-such-order").run()
    assert "No entry matches" in texts(at)


def test_verifying_says_that_the_log_holds(wired: bootstrap.Wiring, visit: Open) -> None:
    send(wired, symbol="AAPL", side="buy", qty=1)
    at = visit("activity")
    at.button(key="verify").click().run()
    assert "The log holds" in at.success[0].value


def test_verifying_finds_an_entry_that_was_changed(wired: bootstrap.Wiring, visit: Open, tmp_path: Path) -> None:
    send(wired, symbol="AAPL", side="buy", qty=1)
    with sqlite3.connect(tmp_path / "data" / "desk.db") as database:
        database.execute("UPDATE audit SET actor_name = 'someone' WHERE seq = 2")
    database.close()
    at = visit("activity")
    at.button(key="verify").click().run()
    assert "entry 2" in at.error[0].value
