"""The price over the daily index of what is said: two charts on one axis of days."""

from collections.abc import Mapping, Sequence
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
from components.charts.picture import Figure
from trading.types import DayMood, Mood

PRICE_HEIGHT, INDEX_HEIGHT = 130, 84
PRICE, COUNT = "Price, USD", "Headlines"
NAMES = {Mood.POSITIVE: "Positive day", Mood.NEUTRAL: "Neutral day", Mood.NEGATIVE: "Negative day"}
BAR_WIDTH = 5


def mood_figure(
    price_days: Sequence[str],
    prices: Sequence[float],
    index: Sequence[tuple[DayMood, Mood]],
    colors: Palette,
    *,
    title: str,
) -> Figure:
    """Return the price in USD over the index, -1 to 1, a bar a session with a text; days are ISO dates.

    A session whose texts count and whose close is not known yet has a bar and no price.
    """
    price = dict(zip(price_days, prices, strict=True))
    days = sorted({*price, *(one.day.isoformat() for one, _ in index)})
    heights = [PRICE_HEIGHT, INDEX_HEIGHT]
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": _frame(days, index, {PRICE: _column(price.get(day) for day in days)})},
        "grid": stacked_grids(heights),
        "xAxis": day_axes(colors, 2, kind="time"),
        "yAxis": [value_axis(colors, 0, splits=3), _score_axis(colors, 1)],
        "series": [_price(colors), *(_bars(mood, colors, 1) for mood in NAMES)],
        "legend": legend([PRICE, *NAMES.values()], colors),
        "tooltip": tooltip(colors),
        "axisPointer": linked_pointer(colors),
        "toolbox": toolbox(title, colors),
    }
    return Figure(option=option, height=stacked_height(heights))


def index_figure(index: Sequence[tuple[DayMood, Mood]], colors: Palette) -> Figure:
    """Return the index alone, -1 to 1, small enough for an answer of the chat."""
    days = [one.day.isoformat() for one, _ in index]
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": _frame(days, index, {})},
        "grid": stacked_grids([INDEX_HEIGHT]),
        "xAxis": day_axes(colors, 1, kind="time"),
        "yAxis": [_score_axis(colors, 0)],
        "series": [_bars(mood, colors, 0) for mood in NAMES],
        "legend": legend(list(NAMES.values()), colors),
        "tooltip": tooltip(colors),
    }
    return Figure(option=option, height=stacked_height([INDEX_HEIGHT]))


def _frame(days: Sequence[str], index: Sequence[tuple[DayMood, Mood]], more: Mapping[str, Any]) -> Any:
    import pandas as pd

    moods = {one.day.isoformat(): (one, mood) for one, mood in index}
    columns: dict[str, Any] = {"Day": list(days), **more}
    for mood, name in NAMES.items():
        columns[name] = _column(one.score if one and told is mood else None for one, told in _at(moods, days))
    columns[COUNT] = _column(one.headlines if one else None for one, _ in _at(moods, days))
    return pd.DataFrame(columns)


def _score_axis(colors: Palette, grid: int) -> dict[str, Any]:
    return value_axis(colors, grid, splits=2) | {"min": -1, "max": 1, "scale": False}


def _at(moods: Mapping[str, tuple[DayMood, Mood]], days: Sequence[str]) -> list[tuple[DayMood | None, Mood | None]]:
    return [moods.get(day, (None, None)) for day in days]


def _column(values: Any) -> Any:
    import pandas as pd

    return pd.Series(list(values), dtype="float64")


def _price(colors: Palette) -> dict[str, Any]:
    return {
        "name": PRICE,
        "type": "line",
        "encode": {"x": "Day", "y": PRICE, "tooltip": [PRICE]},
        "showSymbol": False,
        "connectNulls": True,
        "lineStyle": {"color": colors.lines[0], "width": 2},
        "itemStyle": {"color": colors.lines[0]},
    }


def _bars(mood: Mood, colors: Palette, grid: int) -> dict[str, Any]:
    name = NAMES[mood]
    color = {Mood.POSITIVE: colors.gain, Mood.NEUTRAL: colors.label, Mood.NEGATIVE: colors.loss}[mood]
    return {
        "name": name,
        "type": "bar",
        "stack": "index",
        "xAxisIndex": grid,
        "yAxisIndex": grid,
        "encode": {"x": "Day", "y": name, "tooltip": [name, COUNT]},
        "barWidth": BAR_WIDTH,
        "barMinHeight": 2,
        "itemStyle": {"color": color},
    }
