"""The Settings page shows what is wired, and changes limits, keys and the replay with sentences."""

from decimal import Decimal

from streamlit.testing.v1 import AppTest

import bootstrap
from components.model_parts import model_parts
from tests.pages.conftest import ROOT, Open, propose, texts
from trading.settings import Settings
from trading.types import OWNER


def _section(name: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "settings.py"), default_timeout=60)
    at.query_params["section"] = name
    at.run()
    assert not at.exception
    return at


def test_every_part_is_named_with_its_health(visit: Open) -> None:
    at = visit("settings")
    table = at.table[0].value
    parts = ("Market data", "Broker", "Order desk", "Database", "Planner", "Headlines", "Jobs", "Watchdog", "Pages")
    assert list(table["Part"]) == [f"**{name}**" for name in parts]
    assert all("check_circle" in health for health in table["Health"])
    headlines = table[table["Part"] == "**Headlines**"].iloc[0]
    assert "Chronicle" in headlines["Served by"] and "the desk's own scorer" in headlines["Health"]
    assert "What paper does not simulate" in texts(at)


def test_the_model_of_each_role_is_named_with_its_budget_and_without_a_key() -> None:
    settings = Settings(
        llm_model="openai/big", llm_model_router="openai/small", llm_api_key="sk-never-shown", run_max_cost_usd="0.25"
    )
    models, budget = model_parts(settings)
    assert models.serves == "router: openai/small, openai/big for the rest" and models.check() == "with a key"
    assert budget.serves == "120,000 tokens and $0.25 a run, 2,000,000 and $5 a day"
    assert "sk-never" not in repr((models, budget)) and not model_parts(Settings())


def _limit(at: AppTest, label: str):
    return next(one for one in at.text_input if one.label == label)


def test_a_changed_limit_holds_at_once_and_stands_in_the_log(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _section("Limits")
    _limit(at, "Largest order, USD").set_value("1000")
    next(one for one in at.button if one.label == "Save limits").click().run()
    assert not at.exception
    assert wired.services.limits.current().max_order_notional == Decimal(1000)
    assert wired.services.desk.audit().items[0].kind == "limits.changed"


def test_a_wrong_limit_changes_nothing_and_says_why(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _section("Limits")
    _limit(at, "Orders a day").set_value("-1")
    _limit(at, "Largest order, USD").set_value("1000")
    next(one for one in at.button if one.label == "Save limits").click().run()
    assert "Orders a day" in at.error[0].value
    assert wired.services.limits.current().max_order_notional == Decimal(25000)


def test_a_change_tells_what_it_would_have_refused_before_it_is_saved(wired: bootstrap.Wiring, visit: Open) -> None:
    # AAPL closed at 560.99 USD on 1 Jun 2012, the default day: 1 share is worth less than 1,000 USD, 3 are worth more
    small = propose(wired, symbol="AAPL", side="buy", qty=1)
    large = propose(wired, symbol="AAPL", side="buy", qty=3)
    assert (small.gate.allowed, large.gate.allowed) == (True, True)
    at = _section("Limits")
    _limit(at, "Largest order, USD").set_value("1000")
    next(one for one in at.button if one.label == "See what it would have refused").click().run()
    assert not at.exception
    assert "Of 2 orders of the last 30 days this would have refused **1**." in texts(at)
    (row,) = at.table[0].value.itertuples()
    assert large.id[:8] in row.Order
    assert wired.services.limits.current().max_order_notional == Decimal(25000)
    next(one for one in at.button if one.label == "Save limits").click().run()
    assert wired.services.limits.current().max_order_notional == Decimal(1000)
    assert not at.table


def test_an_answer_about_limits_that_were_changed_elsewhere_is_not_shown_on(
    wired: bootstrap.Wiring, visit: Open
) -> None:
    at = _section("Limits")
    _limit(at, "Orders a day").set_value("1")
    next(one for one in at.button if one.label == "See what it would have refused").click().run()
    assert "What this change would have refused" in texts(at)
    wired.services.limits.update({"cooldown_s": 9}, actor=OWNER)
    at.run()
    assert "What this change would have refused" not in texts(at)


def test_asking_about_a_wrong_limit_or_none_says_so(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _section("Limits")
    ask = next(one for one in at.button if one.label == "See what it would have refused")
    ask.click().run()
    assert "Nothing was changed" in at.toast[0].value
    _limit(at, "Gap assumed, %").set_value("101")
    next(one for one in at.button if one.label == "See what it would have refused").click().run()
    assert "Gap assumed" in at.error[0].value
    assert not at.table


def test_without_orders_a_change_has_nothing_to_be_judged_by(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _section("Limits")
    _limit(at, "Orders a day").set_value("1")
    next(one for one in at.button if one.label == "See what it would have refused").click().run()
    assert "No order was proposed in the last 30 days" in texts(at)


def test_a_key_is_shown_until_it_is_stored_and_never_again(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _section("API keys")
    at.text_input(key="key_name").set_value("nightly")
    at.pills(key="key_scopes").select("read: look at everything")
    next(one for one in at.button if one.label == "Make the key").click().run()
    assert not at.exception
    (key,) = wired.keys.list()
    shown = at.code[0].value
    assert wired.keys.find(shown) == key
    at.button(key="key_stored").click().run()
    assert not at.code


def test_a_revoked_key_opens_nothing(wired: bootstrap.Wiring, visit: Open) -> None:
    from trading.store.api_keys import Scope

    text, key = wired.keys.create("old", [Scope.READ])
    at = _section("API keys")
    at.button(key=f"revoke_now_{key.id}").click().run()
    assert wired.keys.find(text) is None
    assert "revoked" in texts(at)


def test_the_replay_can_be_set_from_here(wired: bootstrap.Wiring, visit: Open) -> None:
    from datetime import date

    at = _section("Replay")
    at.date_input[-1].set_value(date(2012, 6, 5))
    next(one for one in at.button if one.label == "Go to this day").click().run()
    assert not at.exception
    assert wired.services.replay is not None
    assert wired.services.replay.state().session_day == date(2012, 6, 5)


def test_a_new_book_is_never_begun_without_the_tick(wired: bootstrap.Wiring, visit: Open) -> None:
    at = _section("Replay")
    next(one for one in at.button if one.label == "Begin a new book").click().run()
    assert "Tick the box first" in at.toast[0].value


def test_the_data_names_its_licences(visit: Open) -> None:
    at = _section("Data")
    assert "BSD" in texts(at)
