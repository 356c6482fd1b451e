"""The Market page over the real replay: what moves, a screener that an address reopens, the desk's own watchlists."""

import pytest
from streamlit.testing.v1 import AppTest

import bootstrap
from components import session, session_market
from tests.pages.conftest import ROOT, Open, send, texts
from trading.types import Status

IBM_AND_MSFT = "rsi_14<35;price>sma_200;volume_ratio>1"


def _at(**params: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "market.py"), default_timeout=60)
    for name, value in params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def _press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def _symbols(at: AppTest, n: int = 0) -> list[str]:
    return list(at.dataframe[n].value["Symbol"])


def test_the_overview_says_what_moved_how_broadly_and_which_symbols_were_looked_at(visit: Open) -> None:
    at = visit("market")
    said = texts(at)
    assert "Looked at all 24 symbols that Replay, bundled daily bars has now" in said
    assert "as of Fri 1 Jun 2012, 16:00 ET" in said
    # every one of the 23 stocks fell on 1 June 2012
    metrics = {metric.label: metric.value for metric in at.metric}
    assert metrics["S\\&P 500 index"] == "1,278.04" and metrics["Rose and fell"] == "0 : 23"
    assert "None of these symbols rose in this session." in said
    assert _symbols(at, 0) == ["FB", "AMD", "RRC", "BAC", "JPM"]
    assert _symbols(at, 1) == ["MSFT", "FB", "AAPL", "GOOG", "IBM"]
    assert at.dataframe[0].value["Change"].iloc[0] == pytest.approx(-6.35, abs=0.005)


def test_a_second_look_draws_the_same(visit: Open) -> None:
    at = visit("market")
    first = (texts(at), _symbols(at, 0), [metric.value for metric in at.metric])
    at.run()
    assert (texts(at), _symbols(at, 0), [metric.value for metric in at.metric]) == first


def test_another_day_is_another_market(wired: bootstrap.Wiring) -> None:
    at = _at()
    replay = wired.services.replay
    assert replay is not None
    replay.step(1)
    at.run()
    assert "as of Mon 4 Jun 2012, 16:00 ET" in texts(at)
    assert {metric.label: metric.value for metric in at.metric}["Rose and fell"] != "0 : 23"


def test_every_symbol_has_its_row_and_a_volume_that_is_not_recorded_stays_open(wired: bootstrap.Wiring) -> None:
    at = _at(view="Symbols")
    frame = at.dataframe[0].value
    assert len(frame) == 24
    assert frame[frame["Symbol"] == "JPM"]["Volume"].isna().all()
    assert "volume is not recorded" in texts(at)


def test_what_is_held_can_be_looked_at_alone_and_holding_nothing_is_said(wired: bootstrap.Wiring) -> None:
    at = _at(view="Symbols", of="What I hold")
    assert "None of these symbols has a price in this session" in at.info[0].value
    assert send(wired, symbol="IBM", side="buy", qty=1).status is Status.FILLED
    at.run()
    assert _symbols(at) == ["IBM"] and "Looked at what you hold: IBM" in texts(at).replace("\\", "")


def test_an_address_reopens_a_screen(wired: bootstrap.Wiring) -> None:
    at = _at(view="Screener", screen=IBM_AND_MSFT)
    assert _symbols(at) == ["IBM", "MSFT"]
    assert "2 of 22 meet every rule" in texts(at)
    assert at.query_params["screen"] in (IBM_AND_MSFT, [IBM_AND_MSFT])
    assert "**FB**: RSI (14) of FB needs 15 bars and there are 10" in texts(at).replace("\\", "")


def test_a_screen_is_put_together_by_choosing_and_its_rules_can_be_taken_out(wired: bootstrap.Wiring) -> None:
    at = _at(view="Screener")
    assert "Add a rule, or begin with one of the examples" in at.info[0].value
    at.selectbox(key=session_market.SCREEN_FIELD).set_value("rsi_14")
    at.selectbox(key=session_market.SCREEN_COMPARISON).set_value("<")
    at.number_input(key=session_market.SCREEN_LEVEL).set_value(30.0)
    _press(at, "screen_add")
    assert set(_symbols(at)) == {"AMD", "IBM", "JPM", "PG", "RRC", "SPX", "XOM"}
    at.selectbox(key=session_market.SCREEN_FIELD).set_value("price")
    at.selectbox(key=session_market.SCREEN_COMPARISON).set_value(">")
    at.selectbox(key=session_market.SCREEN_AGAINST).set_value("sma_200").run()
    _press(at, "screen_add")
    both = _symbols(at)
    assert "IBM" in both and "AMD" not in both, "AMD had fallen below its average"
    _press(at, "screen_drop_rsi_14<30")
    assert "RSI (14)" not in at.dataframe[0].value.columns
    _press(at, "screen_clear")
    assert not at.dataframe


def test_a_rule_without_its_number_is_a_sentence_and_adds_nothing(wired: bootstrap.Wiring) -> None:
    at = _press(_at(view="Screener"), "screen_add")
    assert "Type the number" in at.toast[0].value and not at.dataframe


def test_rules_in_an_address_that_cannot_be_read_are_said_and_the_others_hold(wired: bootstrap.Wiring) -> None:
    at = _at(view="Screener", screen="beta>1;rsi_14<30")
    assert "cannot be screened for" in at.warning[0].value
    assert "IBM" in _symbols(at)


def test_nothing_that_meets_the_rules_is_a_state_of_its_own(wired: bootstrap.Wiring) -> None:
    at = _at(view="Screener", screen="price>100000")
    assert "No symbol meets every rule. Take a rule out or change its number." in at.info[0].value


def test_a_screen_is_saved_by_a_name_opened_again_and_deleted(wired: bootstrap.Wiring) -> None:
    at = _at(view="Screener", screen="rsi_14<30")
    at.text_input(key=session_market.SCREEN_NAME).set_value("Oversold")
    _press(at, "screen_save")
    screens = wired.services.screens
    assert screens is not None
    (kept,) = screens.all()
    assert (kept.name, kept.rules) == ("Oversold", "rsi_14<30")
    other = _at(view="Screener")
    _press(other, f"screen_open_{kept.id}")
    assert "IBM" in _symbols(other)
    _press(other, f"screen_delete_{kept.id}")
    assert list(screens.all()) == []


def test_a_first_list_is_offered_and_forced_on_nobody(wired: bootstrap.Wiring) -> None:
    at = _at(view="Watchlists")
    lists = wired.services.watchlists
    assert lists is not None and list(lists.names()) == []
    assert "No watchlist yet" in at.info[0].value
    _press(at, "market_offer")
    (made,) = lists.names()
    assert len(lists.one(made.id).symbols) == 23 and "SPX" not in lists.one(made.id).symbols
    assert len(at.dataframe[0].value) == 23


def test_a_symbol_is_found_by_the_name_of_its_company_and_put_on_the_list(wired: bootstrap.Wiring) -> None:
    lists = wired.services.watchlists
    assert lists is not None
    made = lists.make("Mine", ["AAPL"])
    at = _at(view="Watchlists")
    at.text_input(key=session_market.LIST_SYMBOL).set_value("microsoft").run()
    _press(at, "market_add_MSFT")
    assert lists.one(made.id).symbols == ("AAPL", "MSFT") and _symbols(at) == ["AAPL", "MSFT"]
    assert at.text_input(key=session_market.LIST_SYMBOL).value == ""


def test_a_watchlist_can_be_looked_at_and_screened_alone(wired: bootstrap.Wiring) -> None:
    lists = wired.services.watchlists
    assert lists is not None
    lists.make("Two", ["KO", "IBM"])
    at = _at(view="Screener", of="List: Two", screen="rsi_14<30")
    assert _symbols(at) == ["IBM"] and "Looked at 2 on the watchlist Two" in texts(at).replace("\\", "")


def test_the_chart_offers_the_same_lists(wired: bootstrap.Wiring) -> None:
    lists = wired.services.watchlists
    assert lists is not None
    lists.make("Mine", ["IBM"])
    at = AppTest.from_file(str(ROOT / "pages" / "charts.py"), default_timeout=60)
    at.session_state[session.WATCHLIST_OPEN] = True
    at.run()
    assert not at.exception
    _press(at, "watch_IBM")
    assert at.session_state[session.CHART_SYMBOL] == "IBM"


@pytest.mark.parametrize("view", ["Overview", "Symbols", "Screener", "Watchlists"])
def test_no_widget_is_bound_to_the_address_so_that_a_row_can_lead_to_another_page(
    wired: bootstrap.Wiring, view: str
) -> None:
    """Streamlit refuses to switch the page while a widget is bound: a press on Chart or Buy ended in a fault."""
    at = _at(view=view, screen="rsi_14<30")
    bound = [box.proto.query_param_key for kind in (at.selectbox, at.text_input, at.number_input) for box in kind]
    assert bound == [""] * len(bound)
    assert at.query_params.get("view", "Overview") in (view, [view])


def test_the_page_remembers_its_view_where_the_address_has_none(wired: bootstrap.Wiring) -> None:
    at = _at(view="Symbols")
    at.query_params.clear()
    at.run()
    assert len(at.dataframe[0].value) == 24
    at.query_params["view"] = "Screener"
    at.run()
    assert "Add a rule" in at.info[0].value, "a new address leads"
