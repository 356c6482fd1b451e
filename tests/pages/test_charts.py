"""The Charts page draws what the address asks for and says where each price is from."""

import json

from streamlit.testing.v1 import AppTest

import bootstrap
from components import session
from tests.pages.conftest import ROOT, Open, send, texts


def _option(at: AppTest) -> dict:
    return json.loads(at.get("echarts_chart")[0].proto.spec)


def _names(at: AppTest) -> list[str]:
    return [one["name"] for one in _option(at)["series"]]


def _at(**params: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "charts.py"), default_timeout=30)
    for name, value in params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def test_the_first_view_is_candles_with_volume_bollinger_rsi_and_macd(visit: Open) -> None:
    at = visit("charts")
    names = _names(at)
    assert names[0] == "Price"
    assert {"Volume", "Bollinger 20, 2", "RSI 14", "MACD 12, 26, 9"} <= set(names)
    assert "last bar Fri 1 Jun 2012, 16:00 ET" in texts(at).replace("\\", "")
    assert at.query_params["symbol"] == "AAPL"


def test_the_address_leads_the_view_on_arrival(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="ibm", range="1y", indicators="sma_100")
    assert at.session_state[session.CHART_SYMBOL] == "IBM"
    assert "SMA 100" in _names(at)
    assert "RSI 14" not in _names(at)


def test_closes_only_are_a_line_and_said_to_be(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="JPM", indicators="atr_14,rsi_14")
    assert _names(at)[0] == "Close"
    said = texts(at)
    assert "only closing prices are recorded" in said
    assert "Average true range" in said


def test_own_trades_are_marked(wired: bootstrap.Wiring) -> None:
    send(wired, symbol="AAPL", side="buy", qty=3)
    bought = next(one for one in _option(_at(symbol="AAPL"))["series"] if one["name"] == "Bought")
    assert bought["data"][0]["label"]["formatter"] == "bought 3"


def test_the_desk_keeps_watchlists_where_the_venue_keeps_none(visit: Open) -> None:
    labels = [popover.proto.popover.label for popover in visit("charts").get("popover")]
    assert "Watchlist" in labels and any(label.startswith("Indicators") for label in labels)


def test_compared_symbols_are_percent_lines(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="AAPL", compare="SPX,IBM", range="1Y")
    assert _names(at) == ["AAPL", "SPX", "IBM"]


def test_an_indicator_that_does_not_exist_is_a_sentence(visit: Open) -> None:
    at = visit("charts")
    at.multiselect(key=session.CHART_INDICATORS).set_value(["rsi_14", "vwapp"]).run()
    assert not at.exception
    assert "vwapp" in at.error[0].value
    assert at.session_state[session.CHART_INDICATORS] == ["rsi_14"]


def test_the_whole_history_is_drawn_in_few_bars(wired: bootstrap.Wiring) -> None:
    at = _at(symbol="AAPL", range="All")
    assert "in one bar" in texts(at)


def test_another_page_can_point_the_chart_at_a_symbol(visit: Open) -> None:
    at = visit("charts")
    at.session_state[session.CHART_SYMBOL] = "MSFT"
    at.run()
    assert at.query_params["symbol"] == "MSFT"
