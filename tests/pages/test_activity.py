"""The Activity page tells the log, filters it, verifies it and finds a change made behind its back."""

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from streamlit.testing.v1 import AppTest

import bootstrap
from components import session_activity
from components.runs_table import used_of
from tests.pages.conftest import ROOT, Open, send, texts
from trading.store.model_calls import DayLimits, Wanted
from trading.types import OWNER, RunStatus, Usage


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


def _runs() -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "activity.py"), default_timeout=60)
    at.query_params["section"] = "Runs"
    at.run()
    assert not at.exception
    return at


def test_before_the_first_run_the_list_says_what_will_stand_there(wired: bootstrap.Wiring) -> None:
    said = texts(_runs())
    assert "The team has not worked yet" in said and "no model is called" in said


def test_each_run_is_listed_with_its_cost_and_how_long_it_took(wired: bootstrap.Wiring) -> None:
    runs = wired.services.runs
    known = Usage(
        model_calls=3, input_tokens=1_000, output_tokens=234, cost_usd=Decimal("0.0123"), worked_s=4.5, model_s=4.0
    )
    for query, usage in (("price of AAPL", known), ("price of IBM", replace(known, cost_usd=None))):
        run = runs.create(query, actor=OWNER)
        assert runs.claim(run.id, "a test", "openai/big")
        runs.finish(run.id, RunStatus.DONE, "It is told.", usage=usage)
    runs.create("waits", actor=OWNER)
    table = _runs().dataframe[0].value.set_index("Asked")
    assert list(table.index) == ["waits", "price of IBM", "price of AAPL"]
    assert list(table["Cost"]) == ["$0.0000", "not known", "$0.0123"]
    told = table.loc["price of AAPL"]
    assert (told["State"], told["Calls"], told["Tokens"], told["Worked, s"]) == ("done", 3, 1_234, 4.5)
    assert table["Worked, s"].isna().tolist() == [True, False, False]


def test_todays_use_stands_against_its_limits_and_calls_without_a_price_are_counted(wired: bootstrap.Wiring) -> None:
    calls, limits = wired.services.runs.model_calls, DayLimits(max_tokens=2_000_000, max_cost_usd=Decimal(5))
    run = wired.services.runs.create("price of AAPL", actor=OWNER)
    for cost in (Decimal("1.25"), None):
        wanted = Wanted(
            run_id=run.id, member="analyst", model="m", input_tokens=400_000, output_tokens=100_000, cost_usd=cost
        )
        assert calls.reserve(wanted, limits)[0] is not None
    said = texts(_runs())
    assert "2 calls of models on" in said and "1 of them at a price that is not known" in said
    # 2 calls of 500,000 of the 2,000,000 tokens of a day, 1.25 of 5 USD
    assert used_of(calls.today(), wired.services.settings) == [
        (0.5, "1,000,000 of 2,000,000 tokens"),
        (0.25, "$1.2500 and what is not known of $5.00"),
    ]
