"""The figures are pure: the same data and palette give the same option, and what it says is true."""

import doctest
import json

import pytest

from components.charts import compare, equity
from components.charts.allocation import allocation_figure
from components.charts.compare import compare_figure, rebased
from components.charts.equity import drawdowns, equity_figure
from components.charts.palette import DARK, LIGHT, palette_of


def _json(option: dict) -> str:
    """Return the option as Streamlit will send it: all of it must be JSON but the frame of the dataset."""
    return json.dumps({key: value for key, value in option.items() if key != "dataset"}, allow_nan=False)


def test_examples_in_the_figures_hold() -> None:
    assert doctest.testmod(compare).failed == 0
    assert doctest.testmod(equity).failed == 0


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
