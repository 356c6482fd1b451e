"""The figures are pure: the same data and palette give the same option, and what it says is true."""

import doctest
import json
from dataclasses import replace

import pytest

from components.charts import compare, equity
from components.charts.allocation import allocation_figure
from components.charts.compare import compare_figure, rebased
from components.charts.equity import drawdowns, equity_figure
from components.charts.marks import _side_of
from components.charts.palette import DARK, LIGHT, palette_of
from components.charts.picture import Line, Mark, Pane, PricePicture
from components.charts.price import price_figure

PICTURE = PricePicture(
    title="AAPL daily",
    days=["28 Feb 13", "1 Mar 13"],
    open=[444.05, 438.0],
    high=[447.87, 438.18],
    low=[441.4, 429.98],
    close=[441.4, 430.47],
    volume=[11_518_400, 19_729_900],
    closes_only=False,
    overlays=(Line(label="SMA 20", values=[None, 455.0]),),
    panes=(Pane(title="RSI 14", lines=(Line(label="RSI 14", values=[35.0, 31.0]),), guides=(30, 70), bounds=(0, 100)),),
)


def _json(option: dict) -> str:
    """Return the option as Streamlit will send it: all of it must be JSON but the frame of the dataset."""
    return json.dumps({key: value for key, value in option.items() if key != "dataset"}, allow_nan=False)


def test_examples_in_the_figures_hold() -> None:
    assert doctest.testmod(compare).failed == 0
    assert doctest.testmod(equity).failed == 0


def test_a_price_chart_is_json_with_the_bars_in_a_frame() -> None:
    option = price_figure(PICTURE, LIGHT).option
    frame = option["dataset"]["source"]
    assert list(frame.columns) == ["Day", "Open", "High", "Low", "Close", "Volume", "Rise", "SMA 20", "RSI 14"]
    assert list(frame["Rise"]) == [0, 0]
    assert frame["SMA 20"].isna().tolist() == [True, False]
    assert "430.47" in _json(option)


def test_rising_candles_are_hollow_so_that_colour_is_not_the_only_sign() -> None:
    style = price_figure(PICTURE, DARK).option["series"][0]["itemStyle"]
    assert style["color"] == DARK.background
    assert style["color0"] == DARK.loss


def test_closes_only_are_a_line_without_volume() -> None:
    option = price_figure(replace(PICTURE, closes_only=True), LIGHT).option
    assert option["series"][0]["type"] == "line"
    assert "Volume" not in option["dataset"]["source"].columns
    assert len(option["grid"]) == 2
    assert "visualMap" not in option


def test_all_grids_keep_the_same_edges_and_do_not_overlap() -> None:
    figure = price_figure(PICTURE, LIGHT)
    grids = figure.option["grid"]
    assert {(grid["left"], grid["right"]) for grid in grids} == {(8, 66)}
    ends = [grid["top"] + grid["height"] for grid in grids]
    assert all(end < following["top"] for end, following in zip(ends, grids[1:], strict=False))
    assert figure.height >= ends[-1]


def test_the_volume_colours_point_at_the_volume_series() -> None:
    option = price_figure(PICTURE, LIGHT).option
    assert option["series"][option["visualMap"]["seriesIndex"]]["name"] == "Volume"


def test_own_trades_and_company_events_are_marked_at_their_bars() -> None:
    marks = (
        Mark(bar=1, kind="buy", sign="bought 10", text="bought 10 at 430.47"),
        Mark(bar=0, kind="dividend", sign="D", text="dividend 2.65 USD a share"),
    )
    series = price_figure(replace(PICTURE, marks=marks), LIGHT).option["series"]
    bought = next(one for one in series if one["name"] == "Bought")
    assert bought["data"][0]["value"] == ["1 Mar 13", 429.98]
    events = next(one for one in series if one["name"] == "Company events")
    assert events["markPoint"]["data"][0]["coord"] == ["28 Feb 13", 441.4]


def test_a_comparison_starts_where_all_symbols_have_a_price() -> None:
    days, changes = rebased({"AAPL": {1: 1.0, 2: 400.0, 3: 440.0}, "FB": {2: 40.0, 3: 30.0}})
    assert days == [2, 3]
    assert changes["AAPL"] == pytest.approx([0.0, 10.0])
    assert changes["FB"] == pytest.approx([0.0, -25.0])


def test_symbols_that_share_no_day_give_an_empty_comparison() -> None:
    assert rebased({"A": {1: 1.0}, "B": {2: 1.0}}) == ([], {"A": [], "B": []})


def test_the_comparison_chart_has_one_line_a_symbol_and_a_dashed_second() -> None:
    option = compare_figure("x", ["a", "b"], {"AAPL": [0.0, 1.0], "FB": [0.0, -1.0]}, LIGHT).option
    assert [one["lineStyle"]["type"] for one in option["series"]] == ["solid", "dashed"]
    _json(option)


def test_drawdown_is_measured_from_the_highest_value_so_far() -> None:
    # By hand: peak 120; 90/120 = -25 %, 108/120 = -10 %, 130 is a new peak.
    assert drawdowns([100, 120, 90, 108, 130]) == pytest.approx([0, 0, -25, -10, 0])


def test_equity_is_drawn_with_its_benchmark_dashed_and_named() -> None:
    option = equity_figure(
        ["2012-06-01", "2012-06-04"], [1e5, 1.01e5], LIGHT, benchmark=[1e5, None], name="S&P 500"
    ).option
    assert option["series"][2]["name"] == "S&P 500"
    assert option["series"][2]["lineStyle"]["type"] == "dashed"
    assert option["dataset"]["source"]["S&P 500"].isna().tolist() == [False, True]
    assert len(equity_figure(["2012-06-01"], [1e5], LIGHT).option["series"]) == 2


def test_the_allocation_draws_the_limit_once_a_weight_comes_near_it() -> None:
    near = allocation_figure([("AAPL", 0.4), ("Cash", 0.6)], LIGHT, limit=0.5)
    far = allocation_figure([("AAPL", 0.01)], LIGHT, limit=0.5)
    assert len(near.layout.shapes) == 1
    assert len(far.layout.shapes) == 0
    assert list(near.data[0].y) == ["AAPL", "Cash"]


def test_a_theme_that_is_not_known_yet_is_light() -> None:
    assert palette_of(None) is LIGHT
    assert palette_of("dark") is DARK


def test_labels_of_trades_stand_inside_the_picture_at_both_ends() -> None:
    assert [_side_of(bar, 100) for bar in (0, 3, 50, 96, 99)] == ["left", "left", "center", "right", "right"]
