"""The picture of a search: the objective over two numbers, and what became of it on the bars that it never saw."""

from collections.abc import Mapping, Sequence
from typing import Any

from components.charts.axes import toolbox, tooltip, value_axis
from components.charts.palette import Palette
from components.charts.picture import Figure
from components.formats import MINUS

CELL_PX, LEAST_PX, MOST_LABELS = 34, 220, 260
_LEFT, _TOP, _BOTTOM, _RIGHT = 56, 34, 44, 12


def map_figure(heat: Mapping[str, Any], colors: Palette, *, decimals: int, cells: str = "best") -> Figure:
    """Return the map of `heat` of a search's report: a cell each pair of numbers, darker or brighter where it is more.

    `cells` is `best` of what was searched, or `outside` of what was played on the bars held out. A cell without a value
    was not tried, or nothing was traded there.
    """
    rows = [list(map(str, [f"{value:g}" for value in heat["x_values"]])), [f"{value:g}" for value in heat["y_values"]]]
    across, down = rows[0], rows[1] or [""]
    known = [value for row in heat[cells] for value in row if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    few = len(across) * len(down) <= MOST_LABELS
    drawn = [
        _cell(x, y, value, (value - low) / ((high - low) or 1.0), colors, decimals if few else None)
        for y, row in enumerate(heat[cells])
        for x, value in enumerate(row)
        if value is not None
    ]
    height = max(LEAST_PX, CELL_PX * len(down))
    option: dict[str, Any] = {
        "animation": False,
        "grid": {"left": _LEFT, "right": _RIGHT, "top": _TOP, "height": height, "containLabel": False},
        "xAxis": _axis(across, str(heat["x"]), colors, gap=26),
        "yAxis": _axis(down, str(heat["y"] or ""), colors, gap=12),
        "visualMap": {"show": False, "min": low, "max": high, "inRange": {"color": list(colors.scale)}},
        "series": [
            {
                "type": "heatmap",
                "data": drawn,
                "label": {"show": few, "fontSize": 11},
                "itemStyle": {"borderColor": colors.background, "borderWidth": 1},
                "emphasis": {"itemStyle": {"borderColor": colors.text}},
            }
        ],
        "tooltip": tooltip(colors) | {"trigger": "item"},
        "toolbox": toolbox("Search", colors) | {"right": _RIGHT},
    }
    return Figure(option=option, height=height + _TOP + _BOTTOM)


def both_sides_figure(pairs: Sequence[tuple[float, float, str]], colors: Palette, *, name: str, height: int) -> Figure:
    """Return a point for each combination: the objective where it was searched, and on the bars held out.

    The first is the best. Points far under the dashed line earned by luck what they showed.
    """
    values = [value for inside, outside, _ in pairs for value in (inside, outside)] or [0.0, 1.0]
    low, high = min(values), max(values)
    option: dict[str, Any] = {
        "animation": False,
        "grid": {"left": 12, "right": 60, "top": _TOP, "bottom": _BOTTOM, "containLabel": False},
        "xAxis": value_axis(colors, 0) | {
            "position": "bottom", "name": f"{name}, searched", "nameLocation": "middle", "nameGap": 26,
            "nameTextStyle": {"color": colors.label, "fontSize": 11}, "min": None, "max": None,
        },
        "yAxis": value_axis(colors, 0, unit="held out"),
        "series": [
            {
                "type": "scatter",
                "symbolSize": 8,
                "data": [
                    {"value": [inside, outside], "name": said,
                     "itemStyle": {"color": colors.lines[2] if at == 0 else colors.lines[0]},
                     "symbolSize": 13 if at == 0 else 8}
                    for at, (inside, outside, said) in enumerate(pairs)
                ],
                "markLine": {
                    "silent": True, "symbol": "none", "label": {"show": False},
                    "lineStyle": {"type": "dashed", "color": colors.label},
                    "data": [[{"coord": [low, low]}, {"coord": [high, high]}]],
                },
            }
        ],
        "tooltip": tooltip(colors) | {"trigger": "item"},
    }  # fmt: skip
    return Figure(option=option, height=height)


def _axis(names: Sequence[str], title: str, colors: Palette, *, gap: int) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(names),
        "name": title,
        "nameLocation": "middle" if gap > 20 else "end",
        "nameGap": gap,
        "nameTextStyle": {"color": colors.label, "fontSize": 11},
        "axisLine": {"show": False},
        "axisTick": {"show": False},
        "axisLabel": {"color": colors.label, "fontSize": 11},
    }


def _cell(x: int, y: int, value: float, share: float, colors: Palette, decimals: int | None) -> dict[str, Any]:
    cell: dict[str, Any] = {"value": [x, y, round(value, 4)]}
    if decimals is not None:
        ink = colors.on_accent if share > 0.55 else colors.text
        cell["label"] = {"formatter": f"{value:.{decimals}f}".replace("-", MINUS), "color": ink}
    return cell
