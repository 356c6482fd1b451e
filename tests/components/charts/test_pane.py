"""What the price pane is told is plain values, and what a symbol has no data for is not asked for."""

import json
from dataclasses import replace
from datetime import date

from components.charts.palette import LIGHT
from components.charts.pane import PanePlan, pane_data
from components.charts.picture import Mark
from trading.types import Asset, Timeframe

ASSET = Asset(
    symbol="AAPL",
    name="Apple Inc.",
    exchange="NASDAQ",
    tradable=True,
    fractionable=True,
    shortable=True,
    closes_only=False,
    first=date(1990, 1, 2),
    last=date(2012, 6, 1),
)
PLAN = PanePlan(
    asset=ASSET,
    timeframe=Timeframe.DAY_1,
    start=date(2012, 3, 1),
    title="AAPL daily 3M",
    kind="candles",
    profile=True,
    indicators=["sma_20", "rsi_14", "macd_12_26_9"],
    marks=(Mark(at=1338508800, kind="buy", sign="bought 3", text="bought 3 at 560.99"),),
    drawings=({"kind": "level", "price": 500.0},),
)


def _data(plan: PanePlan = PLAN) -> dict:
    return pane_data(plan, LIGHT, token="page.1.x", code="/chart-code/1/pane.js")


def test_the_plan_is_plain_json() -> None:
    told = json.loads(json.dumps(_data(), allow_nan=False))
    assert told["indicators"] == "sma_20,rsi_14,macd_12_26_9"
    assert [line["column"] for line in told["overlays"]] == ["sma_20"]
    assert [pane["title"] for pane in told["panes"]] == ["RSI 14", "MACD 12, 26, 9"]
    assert told["marks"][0]["text"] == "bought 3 at 560.99"


def test_dates_are_told_as_the_seconds_of_their_midnight() -> None:
    # date -u -d 2012-03-01 +%s; the last day counts whole
    told = _data()
    assert (told["start_at"], told["last_at"]) == (1330560000, 1338508800 + 86_400)
    assert _data(replace(PLAN, start=None))["start_at"] is None


def test_closes_only_are_a_line_without_volume_and_less_high() -> None:
    told = _data(replace(PLAN, asset=replace(ASSET, closes_only=True)))
    assert (told["kind"], told["volume"], told["profile"]) == ("line", False, False)
    assert told["height"] < _data()["height"]


def test_each_pane_adds_its_height_so_that_the_price_keeps_its_own() -> None:
    one_less = _data(replace(PLAN, indicators=["sma_20", "rsi_14"]))
    assert _data()["height"] - one_less["height"] == 96


def test_a_chart_of_an_answer_ends_on_its_own_day_and_any_other_at_the_newest() -> None:
    kept = _data(replace(PLAN, ends=date(2012, 5, 1)))
    assert (kept["ends"], kept["last"]) == ("2012-05-01", "2012-05-01")
    assert kept["last_at"] < _data()["last_at"]
    assert (_data()["ends"], _data()["last"]) == (None, "2012-06-01")
    assert _data(replace(PLAN, ends=date(2013, 5, 1)))["last"] == "2012-06-01"
