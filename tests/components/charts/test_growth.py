"""The curves of a backtest: growth of one dollar, a logarithm only where there is one, lines by their names."""

from typing import Any

from components.charts.growth import DRAWDOWN, EXPOSURE, STRATEGY, growth_figure, growths_figure
from components.charts.palette import LIGHT
from components.charts.parameter_map import both_sides_figure, map_figure


def curve(*worth: float, first_day: int = 1) -> list[dict[str, Any]]:
    return [
        {
            "at": f"2012-01-{day:02d}T21:00:00Z",
            "equity": value,
            "benchmark": value * 2,
            "drawdown_pct": 0.0,
            "exposure_pct": 100.0,
        }
        for day, value in enumerate(worth, first_day)
    ]


def test_a_long_name_of_what_is_held_does_not_push_the_legend_into_the_tools() -> None:
    hold = "AAPL, IBM, MSFT, GOOG, KO held"
    figure = growth_figure(curve(200.0, 300.0, 100.0), LIGHT, hold=hold, title="SMA", is_log=True)
    assert figure.option["series"][1]["name"] == "All held"


def test_growth_begins_at_one_dollar_and_keeps_the_scale_of_what_is_held() -> None:
    figure = growth_figure(curve(200.0, 300.0, 100.0), LIGHT, hold="AAPL held", title="SMA", is_log=True)
    frame = figure.option["dataset"]["source"]
    assert list(frame[STRATEGY]) == [1.0, 1.5, 0.5]
    assert list(frame["AAPL held"]) == [2.0, 3.0, 1.0]
    assert list(frame["Day"]) == ["2012-01-01", "2012-01-02", "2012-01-03"]
    assert [line["name"] for line in figure.option["series"]] == [STRATEGY, "AAPL held", DRAWDOWN, EXPOSURE]


def test_a_long_curve_is_drawn_in_a_thousand_points_with_its_ends_peak_and_deepest_fall() -> None:
    worth = [100.0 + day % 7 for day in range(2_000)]
    worth[777], worth[1_234] = 900.0, 1.0
    rows = [row | {"at": f"{1000 + n}-01-01T21:00:00Z"} for n, row in enumerate(curve(*worth))]
    rows[1_500]["drawdown_pct"] = -99.0
    frame = growth_figure(rows, LIGHT, hold="held", title="SMA", is_log=True).option["dataset"]["source"]
    assert 700 < len(frame) <= 1_000
    assert next(iter(frame["Day"])) == "1000-01-01" and list(frame["Day"])[-1] == "2999-01-01"
    assert (frame[STRATEGY].max(), frame[STRATEGY].min(), frame[DRAWDOWN].min()) == (9.0, 0.01, -99.0)


def test_the_logarithmic_axis_takes_in_every_value() -> None:
    axis = growth_figure(curve(1.0, 30.0, 0.5), LIGHT, hold="held", title="SMA", is_log=True).option["yAxis"][0]
    # from half a dollar to 2 times 30: sixty-fold and more is counted in tens
    assert axis["type"] == "log" and axis["logBase"] == 10
    assert 0 < axis["min"] <= 0.5 and axis["max"] >= 60


def test_an_account_that_lost_everything_is_drawn_on_a_linear_axis() -> None:
    axis = growth_figure(curve(1.0, 0.5, 0.0), LIGHT, hold="held", title="SMA", is_log=True).option["yAxis"][0]
    assert axis["type"] == "value"


def test_several_runs_share_one_axis_of_days() -> None:
    figure = growths_figure({"1 SMA": curve(1.0, 2.0), "2 RSI": curve(4.0, 2.0, first_day=2)}, LIGHT)
    frame = figure.option["dataset"]["source"]
    assert list(frame["Day"]) == ["2012-01-01", "2012-01-02", "2012-01-03"]
    assert frame["1 SMA"].tolist()[:2] == [1.0, 2.0] and frame["2 RSI"].tolist()[1:] == [1.0, 0.5]
    assert [line["name"] for line in figure.option["series"]] == ["1 SMA", "2 RSI"]


def test_a_map_has_a_cell_for_what_was_tried_and_none_for_the_rest() -> None:
    heat = {
        "x": "fast",
        "y": "slow",
        "x_values": [10.0, 20.0],
        "y_values": [50.0, 100.0],
        "best": [[0.5, None], [-0.25, 1.0]],
        "outside": [[None, None], [None, 0.1]],
    }
    outside = map_figure(heat, LIGHT, decimals=1, cells="outside").option["series"][0]
    assert [cell["value"] for cell in outside["data"]] == [[1, 1, 0.1]]
    series = map_figure(heat, LIGHT, decimals=2).option["series"][0]
    assert [cell["value"] for cell in series["data"]] == [[0, 0, 0.5], [0, 1, -0.25], [1, 1, 1.0]]
    assert [cell["label"]["formatter"] for cell in series["data"]] == ["0.50", "−0.25", "1.00"]


def test_each_combination_stands_where_it_was_searched_and_where_it_was_not() -> None:
    figure = both_sides_figure([(1.0, 0.2, "#1"), (0.5, 0.6, "#2")], LIGHT, name="Sharpe ratio", height=300)
    points = figure.option["series"][0]["data"]
    assert [point["value"] for point in points] == [[1.0, 0.2], [0.5, 0.6]]
    assert points[0]["symbolSize"] > points[1]["symbolSize"]
