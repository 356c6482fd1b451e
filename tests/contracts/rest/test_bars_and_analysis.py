"""Bars, buckets, adjusted and raw series, and an analysis, held against the published daily history."""

from datetime import UTC, datetime
from typing import Any

import pytest

from .desk_client import Api, expect, moment, problem

COLUMNS = ("time", "open", "high", "low", "close", "volume")


@pytest.fixture(scope="module")
def api(lasting_api: Api) -> Api:
    lasting_api.reset()
    return lasting_api


def bars(api: Api, symbol: str = "AAPL", **params: Any) -> Any:
    return api.get("/api/bars", symbol=symbol, timeframe="1Day", **params)


def days(table: Any) -> list[str]:
    return [datetime.fromtimestamp(t, UTC).date().isoformat() for t in table["time"]]


def test_bars_are_columns_of_numbers(api: Api) -> None:
    week = bars(api, **{"from": "2012-05-29", "to": "2012-06-01", "adjusted": "false"})
    assert {*COLUMNS, "indicators", "source", "as_of", "bucketed"} <= set(week)
    assert {len(week[name]) for name in COLUMNS} == {4}
    assert days(week) == ["2012-05-29", "2012-05-30", "2012-05-31", "2012-06-01"], "both dates are included"
    assert week["time"] == sorted(week["time"])
    assert [week[name][-1] for name in COLUMNS[1:]] == pytest.approx([569.16, 572.65, 560.52, 560.99, 18606700])
    assert not any(isinstance(week[name][0], str) for name in COLUMNS)
    assert week["bucketed"] is False
    assert week["source"]
    assert moment(week["as_of"]).date().isoformat() == "2012-06-01"


def test_nothing_after_now_is_shown(api: Api) -> None:
    assert days(bars(api))[-1] == "2012-06-01"
    assert days(bars(api, to="2013-01-31"))[-1] == "2012-06-01"
    assert days(bars(api, to="2013-01-31", buckets=50, adjusted="false"))[-1] <= "2012-06-01"
    later = api.call("GET", "/api/bars", params={"symbol": "AAPL", "timeframe": "1Day", "from": "2012-06-04"})
    if later.status_code == 200:
        assert later.json()["time"] == []
    else:
        problem(later, 404, 422)


def test_the_last_adjusted_close_is_the_raw_one(api: Api) -> None:
    for symbol, close in (("AAPL", 560.99), ("IBM", 189.08), ("MSFT", 28.45), ("GOOG", 570.98), ("FB", 27.72)):
        assert bars(api, symbol)["close"][-1] == pytest.approx(close, abs=1e-9)
        assert bars(api, symbol, adjusted="false")["close"][-1] == pytest.approx(close, abs=1e-9)


def test_a_split_jumps_in_raw_prices_and_not_in_adjusted_ones(api: Api) -> None:
    # AAPL split 2:1 on 2005-02-28: 88.99 closed before, 44.86 on the day; adjusted as stored 5.718228 and 5.765135.
    span = {"from": "2005-02-25", "to": "2005-02-28"}
    assert bars(api, **span, adjusted="false")["close"] == pytest.approx([88.99, 44.86])
    adjusted = bars(api, **span)
    scale = 560.99 / 72.095034
    assert adjusted["close"] == pytest.approx([5.718228 * scale, 5.765135 * scale], rel=1e-6)
    # Open, high and low move by the same factor: raw open 89.62, high 89.91, low 88.19 on 2005-02-25.
    factor = adjusted["close"][0] / 88.99
    assert [adjusted[n][0] / factor for n in ("open", "high", "low")] == pytest.approx([89.62, 89.91, 88.19], rel=1e-6)


def test_adjusted_is_the_default(api: Api) -> None:
    span = {"from": "2005-01-03", "to": "2005-03-31"}
    assert bars(api, **span)["close"] == bars(api, **span, adjusted="true")["close"]


def test_buckets_are_true_bars_of_their_members(api: Api) -> None:
    span = {"from": "2011-01-03", "to": "2012-06-01", "adjusted": "false"}
    every, few = bars(api, **span), bars(api, **span, buckets=20)
    assert few["bucketed"] is True
    assert 1 < len(few["time"]) <= 20
    assert {len(few[name]) for name in COLUMNS} == {len(few["time"])}
    assert (few["open"][0], few["close"][-1]) == (every["open"][0], every["close"][-1])
    assert (max(few["high"]), min(few["low"])) == (max(every["high"]), min(every["low"]))
    assert sum(few["volume"]) == pytest.approx(sum(every["volume"]))
    first = [i for i, t in enumerate(every["time"]) if t < few["time"][1]]
    if few["time"][0] == every["time"][0]:
        assert few["high"][0] == max(every["high"][i] for i in first)
        assert few["low"][0] == min(every["low"][i] for i in first)
        assert few["close"][0] == every["close"][first[-1]]


def test_more_buckets_than_bars_are_just_the_bars(api: Api) -> None:
    week = bars(api, **{"from": "2012-05-29", "buckets": 1500})
    assert (len(week["time"]), week["bucketed"]) == (4, False)


def test_an_indicator_is_as_long_as_the_bars_and_computed_on_what_came_before(api: Api) -> None:
    # TA-Lib on the source's closes: RSI(14) at 2012-06-01 is 46.3843.
    week = bars(api, **{"from": "2012-05-29", "indicators": "rsi_14"})
    assert len(week["indicators"]["rsi_14"]) == 4
    assert week["indicators"]["rsi_14"][-1] == pytest.approx(46.3843, abs=0.001)


@pytest.mark.parametrize("params", [
    {"symbol": "ZZZZ", "timeframe": "1Day"}, {"timeframe": "1Day"}, {"symbol": "AAPL", "timeframe": "7Fortnights"},
    {"symbol": "AAPL", "timeframe": "1Day", "from": "x"}, {"symbol": "AAPL", "timeframe": "1Day", "buckets": "x"},
    {"symbol": "AAPL", "timeframe": "1Day", "buckets": "-5"}, {"symbol": "AAPL", "timeframe": "1Day", "buckets": "0"},
    {"symbol": "AAPL", "timeframe": "1Day", "adjusted": "perhaps"}, {"symbol": "", "timeframe": "1Day"},
    {"symbol": "AAPL", "timeframe": "1Day", "indicators": "no_such_thing"},
    {"symbol": "../../etc/passwd", "timeframe": "1Day"},
])  # fmt: skip
def test_a_bad_question_for_bars_is_told(api: Api, params: dict[str, str]) -> None:
    problem(api.call("GET", "/api/bars", params=params), 404, 422)


def test_the_series_of_a_past_now_is_the_series_cut_there(api: Api) -> None:
    span = {"from": "2012-01-03", "to": "2012-06-01"}
    before = bars(api, **span)
    api.step(5)
    try:
        assert days(bars(api))[-1] == "2012-06-08"
        # AAPL paid nothing and split nothing in that week: the same figures.
        assert bars(api, **span)["close"] == pytest.approx(before["close"], rel=1e-9)
    finally:
        api.reset()
    assert bars(api, **span)["close"] == before["close"]
    assert days(bars(api))[-1] == "2012-06-01"


def test_an_analysis_has_the_promised_shape_and_figures(api: Api) -> None:
    sent = {"symbol": "AAPL", "timeframe": "1Day", "indicators": ["rsi_14", "macd_12_26_9", "bbands_20_2"]}
    answer = expect(api.post("/api/analyze", sent), 200)
    assert {"symbol", "as_of", "source", "price", "indicators", "fundamentals", "sentiment", "summary"} <= set(answer)
    assert (answer["symbol"], float(answer["price"])) == ("AAPL", 560.99)
    assert moment(answer["as_of"]).isoformat() == "2012-06-01T20:00:00+00:00"
    assert answer["source"] and isinstance(answer["summary"], str) and answer["summary"]
    # TA-Lib on the source's adjusted closes, re-based to 560.99.
    found = answer["indicators"]
    assert found["rsi_14"] == pytest.approx(46.3843, abs=0.001)
    assert [found["macd_12_26_9"][n] for n in ("macd", "signal", "histogram")] == pytest.approx(
        [-3.0962, -5.8897, 2.7935], abs=0.001
    )
    assert [found["bbands_20_2"][n] for n in ("lower", "middle", "upper")] == pytest.approx(
        [535.7313, 561.6933, 587.6552], abs=0.001
    )


def test_an_analysis_needs_no_list_of_indicators(api: Api) -> None:
    assert float(expect(api.post("/api/analyze", {"symbol": "IBM", "timeframe": "1Day"}), 200)["price"]) == 189.08


@pytest.mark.parametrize("sent", [
    {}, {"symbol": "ZZZZ", "timeframe": "1Day"}, {"symbol": 5, "timeframe": "1Day"},
    {"symbol": "AAPL", "timeframe": "x"},
    {"symbol": "AAPL", "timeframe": "1Day", "indicators": ["no_such_thing"]}, [], "AAPL",
    {"symbol": "AAPL", "timeframe": "1Day", "indicators": "rsi_14; drop"}, {"symbol": None, "timeframe": "1Day"},
])  # fmt: skip
def test_a_bad_question_for_an_analysis_is_told(api: Api, sent: Any) -> None:
    problem(api.call("POST", "/api/analyze", json=sent), 404, 422)
