"""The Charts page draws what the address asks for and says where each price is from."""

import json

from streamlit.testing.v1 import AppTest

import bootstrap
from components import session
from tests.pages.conftest import ROOT, Open, send, texts


def _pane(at: AppTest) -> dict:
    return json.loads(at.get("bidi_component")[0].proto.json)


def _names(at: AppTest) -> list[str]:
    told = _pane(at)
    return [line["label"] for line in told["overlays"]] + [pane["title"] for pane in told["panes"]]


def _at(**params: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "charts.py"), default_timeout=60)
    for name, value in params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def _opened(at: AppTest, popover: str, *, wanted: bool = True) -> AppTest:
    """Open or close what a button opens; Streamlit's driver has no click for it."""
    at.session_state[popover] = wanted
    at.run()
    assert not at.exception
    return at


def test_the_first_view_is_candles_with_volume_bollinger_rsi_and_macd(visit: Open) -> None:
    at = visit("charts")
    told = _pane(at)
    assert (told["kind"], told["volume"], told["symbol"]) == ("candles", True, "AAPL")
    assert {"Bollinger 20, 2 lower", "RSI 14", "MACD 12, 26, 9"} <= set(_names(at))
    assert "last session Fri 1 Jun 2012, 16:00 ET" in texts(at).replace("\\", "")
    assert at.query_params["symbol"] == "AAPL"


def test_the_page_carries_a_token_that_reads_bars_and_no_bars(wired: bootstrap.Wiring, visit: Open) -> None:
    at = visit("charts")
    assert wired.page_tokens.is_good(_pane(at)["token"])
    assert len(at.get("bidi_component")[0].proto.json) < 8_000


def test_the_address_leads_the_view_on_arrival(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="ibm", range="1y", indicators="sma_100")
    assert at.session_state[session.CHART_SYMBOL] == "IBM"
    assert "SMA 100" in _names(at)
    assert "RSI 14" not in _names(at)


def test_closes_only_are_a_line_and_said_to_be(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="JPM", indicators="atr_14,rsi_14")
    assert (_pane(at)["kind"], _pane(at)["volume"], _names(at)) == ("line", False, ["RSI 14"])
    said = texts(at)
    assert "only closing prices are recorded" in said
    assert "Average true range" in said


def test_own_trades_are_marked(wired: bootstrap.Wiring) -> None:
    send(wired, symbol="AAPL", side="buy", qty=3)
    bought = next(one for one in _pane(_at(symbol="AAPL"))["marks"] if one["kind"] == "buy")
    assert bought["sign"] == "bought 3"


def test_dividends_splits_and_results_are_marked(wired: bootstrap.Wiring) -> None:
    marks = _pane(_at(symbol="AAPL"))["marks"]
    assert "earnings" in {one["kind"] for one in marks}
    assert "dividend" in {one["kind"] for one in _pane(_at(symbol="IBM"))["marks"]}
    assert "split 2 for 1, 28 Feb 2005" in [one["text"] for one in marks]


def test_the_desk_keeps_watchlists_where_the_venue_keeps_none(visit: Open) -> None:
    labels = [popover.proto.popover.label for popover in visit("charts").get("popover")]
    assert "Watchlist" in labels and any(label.startswith("Indicators") for label in labels)


def test_compared_symbols_are_percent_lines(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="AAPL", compare="SPX,IBM", range="1Y")
    option = json.loads(at.get("echarts_chart")[0].proto.spec)
    assert [one["name"] for one in option["series"]] == ["AAPL", "SPX", "IBM"]


def test_an_indicator_that_does_not_exist_is_a_sentence(visit: Open) -> None:
    at = _opened(visit("charts"), session.CHART_PICKER)
    at.multiselect(key=session.CHART_INDICATORS).set_value(["rsi_14", "vwapp"]).run()
    assert not at.exception
    assert "vwapp" in at.error[0].value
    assert at.session_state[session.CHART_INDICATORS] == ["rsi_14"]


def test_a_parameter_is_changed_within_its_bounds(visit: Open) -> None:
    at = _opened(visit("charts"), session.CHART_PICKER)
    period = at.number_input(key="chart_parameter_rsi_14_period")
    assert (period.min, period.max) == (2, 400)
    period.set_value(21).run()
    assert not at.exception
    assert "RSI 21" in _names(at)
    assert "rsi_21" in at.query_params["indicators"]


def test_parameters_that_contradict_each_other_are_a_sentence(visit: Open) -> None:
    at = _opened(visit("charts"), session.CHART_PICKER)
    at.number_input(key="chart_parameter_macd_12_26_9_fast").set_value(40).run()
    assert "fast 40 not below slow 26" in at.error[0].value
    assert "MACD 12, 26, 9" in _names(at)


def test_indicators_stay_when_their_picker_is_closed_and_opened_again(visit: Open) -> None:
    at = _opened(visit("charts"), session.CHART_PICKER)
    at.multiselect(key=session.CHART_INDICATORS).set_value(["rsi_14", "sma_20"]).run()
    _opened(at, session.CHART_PICKER, wanted=False).run()
    assert [one.key for one in at.multiselect] == [session.CHART_COMPARE]
    assert {"RSI 14", "SMA 20"} <= set(_names(at)) and "2" in [one.value for one in at.caption]
    _opened(at, session.CHART_PICKER)
    assert at.multiselect(key=session.CHART_INDICATORS).value == ["rsi_14", "sma_20"]


def test_an_address_leads_the_picker_that_was_open_before(visit: Open) -> None:
    at = _opened(visit("charts"), session.CHART_PICKER)
    at.multiselect(key=session.CHART_INDICATORS).set_value(["rsi_14"]).run()
    _opened(at, session.CHART_PICKER, wanted=False)
    at.query_params["indicators"] = "ema_12"
    at.run()
    assert at.query_params["indicators"] == "ema_12" and "EMA 12" in _names(at)
    _opened(at, session.CHART_PICKER)
    assert at.multiselect(key=session.CHART_INDICATORS).value == ["ema_12"]


def test_the_look_stays_when_what_chose_it_is_closed(visit: Open) -> None:
    at = _opened(visit("charts"), session.CHART_LOOK)
    at.segmented_control(key=session.CHART_KIND).set_value("Line").run()
    at.toggle(key=session.CHART_PROFILE).set_value(True).run()
    _opened(at, session.CHART_LOOK, wanted=False).run()
    assert session.CHART_KIND not in [one.key for one in at.segmented_control]
    assert (_pane(at)["kind"], _pane(at)["profile"]) == ("line", True)


def test_the_newest_session_follows_the_clock_of_the_replay(wired: bootstrap.Wiring, visit: Open) -> None:
    replay = wired.services.replay
    assert replay is not None
    at = visit("charts")
    replay.step(1)
    at.run()
    # the price that the market gives at the new now, and not the one that was drawn a session before
    assert f"**{wired.services.market.quote('AAPL').last:,.2f}**" in texts(at).replace("\\", "")


def test_the_look_is_kept_in_the_address(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="AAPL", kind="area,profile")
    assert (_pane(at)["kind"], _pane(at)["profile"]) == ("area", True)
    assert at.query_params["kind"] == "area,profile"


def test_only_the_lengths_of_a_bar_that_the_market_has_are_offered(visit: Open) -> None:
    at = visit("charts")
    groups = [one.options for one in at.segmented_control]
    assert ["Day", "Week"] in groups
    assert _at(symbol="AAPL", bars="5m").query_params["bars"] == "Day"


def test_a_chart_becomes_a_question_of_the_chat_that_is_not_sent(visit: Open) -> None:
    at = visit("charts")
    at.button(key="chart_ask").click().run()
    assert "Analyze AAPL with" in at.session_state[session.CHAT_INPUT]


def test_drawings_of_the_symbol_are_told_to_the_chart(wired: bootstrap.Wiring) -> None:
    wired.services.drawings.keep("AAPL", [{"kind": "level", "price": 500.0}])
    assert _pane(_at(symbol="AAPL"))["drawings"] == [{"kind": "level", "price": 500.0}]
    assert _pane(_at(symbol="IBM"))["drawings"] == []


def test_another_page_can_point_the_chart_at_a_symbol(visit: Open) -> None:
    at = visit("charts")
    at.session_state[session.CHART_SYMBOL] = "MSFT"
    at.run()
    assert at.query_params["symbol"] == "MSFT"
