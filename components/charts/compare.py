"""Several symbols in one chart: percent change of each since the first day that all of them have."""

from collections.abc import Mapping, Sequence
from typing import Any

from components.charts.axes import day_axes, legend, stacked_grids, stacked_height, toolbox, tooltip, value_axis, zoom
from components.charts.palette import Palette
from components.charts.picture import Figure

HEIGHT = 420


def compare_figure(title: str, days: Sequence[str], changes: Mapping[str, Sequence[float]], colors: Palette) -> Figure:
    """Return one line a symbol; the first is drawn strongest, the second dashed."""
    import pandas as pd

    grids = stacked_grids([HEIGHT])
    frame = pd.DataFrame({"Day": list(days)} | {name: list(values) for name, values in changes.items()})
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": frame},
        "grid": grids,
        "xAxis": day_axes(colors, 1),
        "yAxis": [value_axis(colors, 0, unit="% change")],
        "series": [_line(at, name, colors) for at, name in enumerate(changes)],
        "legend": legend(list(changes), colors),
        "tooltip": tooltip(colors, form="%,.2f%%"),
        "dataZoom": zoom(1),
        "toolbox": toolbox(title, colors),
    }
    return Figure(option=option, height=stacked_height([HEIGHT]))


def rebased(closes: Mapping[str, Mapping[Any, float]]) -> tuple[list[Any], dict[str, list[float]]]:
    """Return the days that every symbol has, and each one's percent change since the first of them.

    >>> rebased({"A": {1: 10.0, 2: 11.0, 3: 12.0}, "B": {2: 50.0, 3: 25.0}})
    ([2, 3], {'A': [0.0, 9.090909090909083], 'B': [0.0, -50.0]})
    """
    shared = sorted(set.intersection(*(set(series) for series in closes.values()))) if closes else []
    if not shared:
        return [], {name: [] for name in closes}
    first = shared[0]
    return shared, {
        name: [(series[day] / series[first] - 1) * 100 for day in shared] for name, series in closes.items()
    }


def _line(at: int, name: str, colors: Palette) -> dict[str, Any]:
    color = colors.lines[at % len(colors.lines)]
    style = {"color": color, "width": 2 if at == 0 else 1.4, "type": "dashed" if at == 1 else "solid"}
    return {
        "name": name,
        "type": "line",
        "encode": {"x": "Day", "y": name, "tooltip": [name]},
        "showSymbol": False,
        "lineStyle": style,
        "itemStyle": {"color": color},
    }
