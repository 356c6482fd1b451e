"""The account's worth over time against a benchmark, and how far below its peak it stands."""

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

EQUITY_HEIGHT, DRAWDOWN_HEIGHT = 150, 56


def equity_figure(
    days: Sequence[str], equity: Sequence[float], colors: Palette, *, benchmark: Values = (), name: str = ""
) -> Figure:
    """Return equity over drawdown; `benchmark` is already scaled to the account's first value, `name` says what it is.

    `days` are ISO dates on a time axis, so that a gap in the data is a gap in the picture.
    """
    import pandas as pd

    columns: dict[str, Any] = {"Day": list(days), "Account": list(equity), "Drawdown": drawdowns(equity)}
    if benchmark:
        columns[name] = pd.Series(list(benchmark), dtype="float64")
    heights = [EQUITY_HEIGHT, DRAWDOWN_HEIGHT]
    series = [_line("Account", colors.lines[0], width=2, dashed=False), _drawdown(colors)]
    if benchmark:
        series.append(_line(name, colors.lines[1], width=1.4, dashed=True))
    depth = value_axis(colors, 1, splits=2)
    depth["axisLabel"] = depth["axisLabel"] | {"formatter": "{value}%"}
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": pd.DataFrame(columns)},
        "grid": stacked_grids(heights),
        "xAxis": day_axes(colors, 2, kind="time"),
        "yAxis": [value_axis(colors, 0, unit="USD", splits=4), depth | {"max": 0, "scale": False}],
        "series": series,
        "legend": legend(["Account", name] if benchmark else ["Account"], colors),
        "tooltip": tooltip(colors),
        "axisPointer": linked_pointer(colors),
        "toolbox": toolbox("Account value", colors),
    }
    return Figure(option=option, height=stacked_height(heights))


def drawdowns(equity: Sequence[float]) -> list[float]:
    """Return at each point how far the value is below its highest so far, in percent, 0 or negative.

    >>> drawdowns([100.0, 120.0, 90.0])
    [0.0, 0.0, -25.0]
    """
    peak, fallen = 0.0, []
    for value in equity:
        peak = max(peak, value)
        fallen.append((value / peak - 1) * 100 if peak > 0 else 0.0)
    return fallen


def _line(name: str, color: str, *, width: float, dashed: bool) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "encode": {"x": "Day", "y": name, "tooltip": [name]},
        "showSymbol": False,
        "lineStyle": {"color": color, "width": width, "type": "dashed" if dashed else "solid"},
        "itemStyle": {"color": color},
    }


def _drawdown(colors: Palette) -> dict[str, Any]:
    return {
        "name": "Drawdown",
        "type": "line",
        "xAxisIndex": 1,
        "yAxisIndex": 1,
        "encode": {"x": "Day", "y": "Drawdown", "tooltip": ["Drawdown"]},
        "showSymbol": False,
        "lineStyle": {"color": colors.loss, "width": 1},
        "itemStyle": {"color": colors.loss},
        "areaStyle": {"color": colors.loss_area},
        "tooltip": {"valueFormatter": "%,.2f%%"},
    }
