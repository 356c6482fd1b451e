"""A ratio's history against the price: two charts on one axis of days."""

from collections.abc import Sequence
from typing import Any

from components.charts.axes import (
    day_axes,
    legend,
    linked_pointer,
    stacked_grids,
    stacked_height,
    toolbox,
    tooltip,
    value_axis,
)
from components.charts.palette import Palette
from components.charts.picture import Figure, Values

RATIO_HEIGHT, PRICE_HEIGHT = 130, 90
RATIO, PRICE, EARNINGS = "P/E, times", "Price, USD", "EPS, USD"


def ratio_figure(
    days: Sequence[str], prices: Sequence[float], ratios: Values, earnings: Values, *, title: str, colors: Palette
) -> Figure:
    """Return P/E over the price in USD; `days` are ISO dates, a ratio that is None is a gap, never 0."""
    import pandas as pd

    frame = pd.DataFrame(
        {
            "Day": list(days),
            RATIO: pd.Series(list(ratios), dtype="float64"),
            PRICE: list(prices),
            EARNINGS: pd.Series(list(earnings), dtype="float64"),
        }
    )
    heights = [RATIO_HEIGHT, PRICE_HEIGHT]
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": frame},
        "grid": stacked_grids(heights),
        "xAxis": day_axes(colors, 2, kind="time"),
        "yAxis": [value_axis(colors, 0, splits=4), value_axis(colors, 1, splits=3)],
        "series": [
            _line(RATIO, 0, colors.lines[0], shown=[RATIO, EARNINGS]),
            _line(PRICE, 1, colors.lines[1], shown=[PRICE]),
        ],
        "legend": legend([RATIO, PRICE], colors),
        "tooltip": tooltip(colors),
        "axisPointer": linked_pointer(colors),
        "toolbox": toolbox(title, colors),
    }
    return Figure(option=option, height=stacked_height(heights))


def _line(name: str, grid: int, color: str, *, shown: Sequence[str]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "xAxisIndex": grid,
        "yAxisIndex": grid,
        "encode": {"x": "Day", "y": name, "tooltip": list(shown)},
        "showSymbol": False,
        "connectNulls": False,
        "lineStyle": {"color": color, "width": 2 if grid == 0 else 1.4},
        "itemStyle": {"color": color},
    }
