"""The frame of every ECharts figure: grids, axes, legend, tooltip and toolbox in the desk's look."""

from collections.abc import Sequence
from typing import Any

from components.charts.palette import Palette

LEFT, RIGHT, TOP, BOTTOM, GAP = 8, 66, 34, 30, 22


def stacked_grids(heights: Sequence[int]) -> list[dict[str, Any]]:
    """Return one grid a height, below each other, all with the same left and right edge."""
    grids, top = [], TOP
    for height in heights:
        grids.append(
            {
                "left": LEFT,
                "right": RIGHT,
                "top": top,
                "height": height,
                "containLabel": False,
                "outerBoundsMode": "none",
            }
        )
        top += height + GAP
    return grids


def stacked_height(heights: Sequence[int]) -> int:
    """Return the pixels that stacked grids of these heights need with legend and day labels."""
    return TOP + sum(heights) + GAP * (len(heights) - 1) + BOTTOM


def day_axes(colors: Palette, grids: int, *, kind: str = "category") -> list[dict[str, Any]]:
    """Return the shared horizontal axis of each grid; only the lowest has labels."""
    return [
        {
            "type": kind,
            "gridIndex": grid,
            "axisLine": {"lineStyle": {"color": colors.grid}},
            "axisTick": {"show": False},
            "splitLine": {"show": False},
            "axisLabel": {
                "show": grid == grids - 1,
                "color": colors.label,
                "fontSize": 11,
                "hideOverlap": True,
                "alignMinLabel": "left",
                "alignMaxLabel": "right",
            },
            "axisPointer": {"show": True, "label": {"show": grid == grids - 1}},
        }
        for grid in range(grids)
    ]


def value_axis(colors: Palette, grid: int, *, unit: str = "", splits: int = 5) -> dict[str, Any]:
    """Return a scale at the right edge that fits its values; `unit` stands above it."""
    return {
        "type": "value",
        "scale": True,
        "position": "right",
        "gridIndex": grid,
        "name": unit,
        "nameTextStyle": {"color": colors.label, "fontSize": 11, "align": "left"},
        "nameGap": 10,
        "splitNumber": splits,
        "axisLabel": {"color": colors.label, "fontSize": 11},
        "splitLine": {"lineStyle": {"color": colors.grid}},
    }


def hidden_axis(grid: int) -> dict[str, Any]:
    """Return a scale without labels, for bars whose shape says enough."""
    return {"type": "value", "gridIndex": grid, "axisLabel": {"show": False}, "splitLine": {"show": False}}


def legend(names: Sequence[str], colors: Palette) -> dict[str, Any]:
    """Return the names of the lines at the top left; nothing when there are none."""
    return {
        "show": bool(names),
        "data": list(names),
        "left": LEFT,
        "right": 2 * RIGHT,
        "top": 4,
        "icon": "roundRect",
        "itemWidth": 14,
        "itemHeight": 3,
        "textStyle": {"color": colors.text, "fontSize": 11},
    }


def tooltip(colors: Palette, *, form: str = "%,.2f") -> dict[str, Any]:
    """Return the box that follows the pointer, with every value of that day in one number format."""
    return {
        "trigger": "axis",
        "axisPointer": {"type": "cross", "lineStyle": {"color": colors.label}},
        "valueFormatter": form,
        "confine": True,
        "backgroundColor": colors.background,
        "borderColor": colors.grid,
        "textStyle": {"color": colors.text, "fontSize": 12},
    }


def toolbox(file_name: str, colors: Palette) -> dict[str, Any]:
    """Return the two buttons at the top right: the picture as PNG, and the whole range again after a zoom."""
    return {
        "right": RIGHT,
        "top": 0,
        "itemSize": 14,
        "iconStyle": {"borderColor": colors.label},
        "feature": {
            "restore": {"title": "Whole range"},
            "saveAsImage": {
                "name": file_name,
                "title": "Save as PNG",
                "pixelRatio": 2,
                "backgroundColor": colors.background,
            },
        },
    }


def zoom(grids: int) -> list[dict[str, Any]]:
    """Return zoom over all grids together by pinch or Ctrl and wheel, so that the page still scrolls over a chart."""
    return [
        {
            "type": "inside",
            "xAxisIndex": list(range(grids)),
            "minValueSpan": 5,
            "zoomOnMouseWheel": "ctrl",
            "preventDefaultMouseMove": False,
        }
    ]


def linked_pointer(colors: Palette) -> dict[str, Any]:
    """Return the pointer that moves through all grids at once."""
    return {"link": [{"xAxisIndex": "all"}], "label": {"backgroundColor": colors.label, "color": colors.background}}
