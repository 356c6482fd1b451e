"""What one dollar became by a strategy and by holding instead, how far under its peak, and how much was invested."""

from collections.abc import Mapping, Sequence
from math import ceil, floor, log
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
from trading.backtest.report.thinned import thinned

GROWTH_HEIGHT, DRAWDOWN_HEIGHT, EXPOSURE_HEIGHT = 220, 56, 40
STRATEGY, HELD, DRAWDOWN, EXPOSURE = "Strategy", "All held", "Drawdown", "Exposure"
MOST_DRAWN = 1_000
"""The picture is some 750 pixels wide; more points than pixels only make it later."""
LONGEST_NAME = 24
"""A longer name of what is held, such as that of six symbols, would push the legend into the tools on a phone."""
WIDE = 64.0
"""From this ratio of the highest to the lowest on a logarithmic axis counts in tens, not in twos."""


def growth_figure(
    curve: Sequence[Mapping[str, Any]], colors: Palette, *, hold: str, title: str, is_log: bool
) -> Figure:
    """Return growth of one dollar over drawdown and exposure, from the `equity_curve` of a report.

    A curve that falls to 0 has no logarithm and is drawn on a linear axis. No more than 1,000 times are drawn, the
    highs, lows and the deepest fall among them.
    """
    import pandas as pd

    hold = hold if len(hold) <= LONGEST_NAME else HELD
    curve = _on_a_screen(curve)
    first = float(curve[0]["equity"]) or 1.0
    strategy = [row["equity"] / first for row in curve]
    held = [None if row["benchmark"] is None else row["benchmark"] / first for row in curve]
    frame = pd.DataFrame(
        {
            "Day": days_of(curve),
            STRATEGY: strategy,
            hold: pd.Series(held, dtype="float64"),
            DRAWDOWN: [row["drawdown_pct"] for row in curve],
            EXPOSURE: pd.Series([row["exposure_pct"] for row in curve], dtype="float64"),
        }
    )
    heights = [GROWTH_HEIGHT, DRAWDOWN_HEIGHT, EXPOSURE_HEIGHT]
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": frame},
        "grid": stacked_grids(heights),
        "xAxis": day_axes(colors, 3, kind="time"),
        "yAxis": [growth_axis(colors, [*strategy, *held], is_log=is_log), _percent(colors, 1), _percent(colors, 2)],
        "series": [
            growth_line(STRATEGY, colors.lines[0]),
            growth_line(hold, colors.lines[1], dashed=True),
            _area(DRAWDOWN, 1, colors.loss, colors.loss_area),
            _area(EXPOSURE, 2, colors.lines[4], colors.grid),
        ],
        "legend": legend([STRATEGY, hold, DRAWDOWN, EXPOSURE], colors),
        "tooltip": tooltip(colors),
        "axisPointer": linked_pointer(colors),
        "toolbox": toolbox(title, colors),
    }
    option["yAxis"][1] |= {"max": 0, "scale": False}
    option["yAxis"][2] |= {"min": 0, "scale": False}
    return Figure(option=option, height=stacked_height(heights))


def _on_a_screen(curve: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    import numpy as np

    falls = [row["drawdown_pct"] or 0.0 for row in curve]
    worth = np.array([row["equity"] for row in curve], dtype=float)
    return [curve[row] for row in thinned(worth, (int(np.argmin(falls)),), MOST_DRAWN)]


def days_of(curve: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the times of a curve: ISO dates, or times where a day has several."""
    times = [str(row["at"]) for row in curve]
    days = [at[:10] for at in times]
    return days if len(set(days)) == len(days) else times


def growth_axis(colors: Palette, values: Values, *, is_log: bool) -> dict[str, Any]:
    """Return the scale of growth in dollars; logarithmic where that is asked for and possible."""
    known = [value for value in values if value is not None]
    axis = value_axis(colors, 0, unit="USD", splits=4)
    if not is_log or not known or min(known) <= 0:
        return axis
    base = 10 if max(known) / min(known) >= WIDE else 2
    low, high = min(known) * 0.95, float(base) ** max(1, ceil(log(max(known), base) - 1e-9))
    digit = 10.0 ** floor(log(low, 10))
    return axis | {"type": "log", "logBase": base, "min": round(floor(low / digit) * digit, 6), "max": high}


def growth_line(name: str, color: str, *, dashed: bool = False) -> dict[str, Any]:
    """Return the line of one account's growth."""
    return {
        "name": name,
        "type": "line",
        "encode": {"x": "Day", "y": name, "tooltip": [name]},
        "showSymbol": False,
        "connectNulls": True,
        "lineStyle": {"color": color, "width": 1.4 if dashed else 2, "type": "dashed" if dashed else "solid"},
        "itemStyle": {"color": color},
    }


def _percent(colors: Palette, grid: int) -> dict[str, Any]:
    axis = value_axis(colors, grid, splits=2)
    axis["axisLabel"] = axis["axisLabel"] | {"formatter": "{value}%"}
    return axis


def _area(name: str, grid: int, color: str, fill: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "xAxisIndex": grid,
        "yAxisIndex": grid,
        "encode": {"x": "Day", "y": name, "tooltip": [name]},
        "showSymbol": False,
        "lineStyle": {"color": color, "width": 1},
        "itemStyle": {"color": color},
        "areaStyle": {"color": fill},
        "tooltip": {"valueFormatter": "%,.2f%%"},
    }


def growths_figure(curves: Mapping[str, Sequence[Mapping[str, Any]]], colors: Palette) -> Figure:
    """Return the growth of one dollar of several accounts, logarithmic, each from its own first day on."""
    import pandas as pd

    columns = {
        name: pd.Series(
            [row["equity"] / (float(curve[0]["equity"]) or 1.0) for row in curve],
            index=pd.Index(days_of(curve), name="Day"),
        )
        for name, curve in curves.items()
    }
    frame = pd.DataFrame(columns).sort_index().reset_index()
    inks = (colors.lines[0], *colors.lines[2:])  # the second is the benchmark's, and none of these is one
    values = [float(value) for name in columns for value in frame[name].dropna()]
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": frame},
        "grid": stacked_grids([GROWTH_HEIGHT]),
        "xAxis": day_axes(colors, 1, kind="time"),
        "yAxis": [growth_axis(colors, values, is_log=True)],
        "series": [growth_line(name, inks[at % len(inks)]) for at, name in enumerate(columns)],
        "legend": legend(list(columns), colors),
        "tooltip": tooltip(colors),
        "axisPointer": linked_pointer(colors),
        "toolbox": toolbox("Runs compared", colors),
    }
    return Figure(option=option, height=stacked_height([GROWTH_HEIGHT]))
