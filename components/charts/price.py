"""The price chart: candles or a line, volume, overlays, panes below and marks, as one ECharts option."""

from typing import Any

from components.charts.axes import (
    LEFT,
    day_axes,
    hidden_axis,
    legend,
    linked_pointer,
    stacked_grids,
    stacked_height,
    toolbox,
    tooltip,
    value_axis,
    zoom,
)
from components.charts.marks import mark_series
from components.charts.palette import Palette
from components.charts.picture import Figure, Line, Pane, PricePicture

PRICE_HEIGHT, VOLUME_HEIGHT, PANE_HEIGHT = 300, 62, 74
_BAR_WIDTH = 12


def price_figure(picture: PricePicture, colors: Palette) -> Figure:
    """Return the chart of one symbol: hollow rising and filled falling candles, or a line of closes only."""
    with_volume = not picture.closes_only
    first_pane = 1 + with_volume
    heights = [PRICE_HEIGHT] + [VOLUME_HEIGHT] * with_volume + [PANE_HEIGHT] * len(picture.panes)
    grids = stacked_grids(heights)
    series = [_closes(picture, colors) if picture.closes_only else _candles(picture, colors)]
    series += [_line(line, colors, grid=0) for line in picture.overlays]
    series += [_volume()] * with_volume
    axes = [value_axis(colors, 0, unit="USD")] + [hidden_axis(1)] * with_volume
    for grid, pane in enumerate(picture.panes, start=first_pane):
        series += _pane_series(pane, colors, grid=grid)
        axes.append(_pane_axis(pane, colors, grid=grid))
    series += mark_series(picture, colors, foot=grids[0]["top"] + PRICE_HEIGHT)
    option: dict[str, Any] = {
        "animation": False,
        "dataset": {"source": _frame(picture)},
        "grid": grids,
        "xAxis": day_axes(colors, len(grids)),
        "yAxis": axes,
        "series": series,
        "legend": legend([line.label for line in picture.overlays if not line.dashed], colors),
        "tooltip": tooltip(colors),
        "axisPointer": linked_pointer(colors),
        "dataZoom": zoom(len(grids)),
        "toolbox": toolbox(picture.title, colors),
        "title": [
            _pane_title(pane, grids[grid]["top"], colors) for grid, pane in enumerate(picture.panes, start=first_pane)
        ],
    }
    if with_volume:
        option["visualMap"] = _volume_colors(colors, series_index=1 + len(picture.overlays))
    return Figure(option=option, height=stacked_height(heights))


def _frame(picture: PricePicture) -> Any:
    import pandas as pd

    columns: dict[str, Any] = {"Day": list(picture.days)}
    if not picture.closes_only:
        columns |= {"Open": list(picture.open), "High": list(picture.high), "Low": list(picture.low)}
    columns["Close"] = list(picture.close)
    if not picture.closes_only:
        columns["Volume"] = list(picture.volume)
        columns["Rise"] = [_rises(o, c) for o, c in zip(picture.open, picture.close, strict=True)]
    lines = [*picture.overlays, *(line for pane in picture.panes for line in pane.lines)]
    columns |= {line.label: pd.Series(list(line.values), dtype="float64") for line in lines}
    return pd.DataFrame(columns)


def _rises(opened: float | None, closed: float | None) -> int:
    return int(opened is not None and closed is not None and closed >= opened)


def _candles(picture: PricePicture, colors: Palette) -> dict[str, Any]:
    return {
        "name": "Price",
        "type": "candlestick",
        "encode": {"x": "Day", "y": ["Open", "Close", "Low", "High"], "tooltip": ["Open", "High", "Low", "Close"]},
        "barMaxWidth": _BAR_WIDTH,
        "itemStyle": {
            "color": colors.background,
            "borderColor": colors.gain,
            "color0": colors.loss,
            "borderColor0": colors.loss,
        },
        "markLine": _price_tag(picture, colors),
    }


def _closes(picture: PricePicture, colors: Palette) -> dict[str, Any]:
    return {
        "name": "Close",
        "type": "line",
        "encode": {"x": "Day", "y": "Close", "tooltip": ["Close"]},
        "showSymbol": False,
        "lineStyle": {"color": colors.lines[0], "width": 1.6},
        "itemStyle": {"color": colors.lines[0]},
        "markLine": _price_tag(picture, colors),
    }


def _price_tag(picture: PricePicture, colors: Palette) -> dict[str, Any]:
    last = picture.close[-1]
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": colors.accent, "type": "dashed", "width": 1},
        "label": {
            "formatter": f"{last:,.2f}",
            "position": "end",
            "color": colors.on_accent,
            "backgroundColor": colors.accent,
            "borderRadius": 3,
            "fontSize": 11,
            "lineHeight": 16,
            "padding": [2, 5],
        },
        "data": [{"yAxis": last}],
    }


def _line(line: Line, colors: Palette, *, grid: int) -> dict[str, Any]:
    color = colors.lines[line.color % len(colors.lines)]
    drawn: dict[str, Any] = {
        "name": line.label,
        "type": "bar" if line.bars else "line",
        "xAxisIndex": grid,
        "yAxisIndex": grid,
        "encode": {"x": "Day", "y": line.label, "tooltip": [line.label]},
        "itemStyle": {"color": color},
    }
    if line.bars:
        return drawn | {"barMaxWidth": _BAR_WIDTH // 2}
    style = {"color": color, "width": 1.3, "type": "dashed" if line.dashed else "solid"}
    return drawn | {"showSymbol": False, "lineStyle": style, "emphasis": {"disabled": True}}


def _volume() -> dict[str, Any]:
    return {
        "name": "Volume",
        "type": "bar",
        "xAxisIndex": 1,
        "yAxisIndex": 1,
        "encode": {"x": "Day", "y": "Volume", "tooltip": ["Volume"]},
        "barMaxWidth": _BAR_WIDTH,
        "tooltip": {"valueFormatter": "compact"},
    }


def _volume_colors(colors: Palette, *, series_index: int) -> dict[str, Any]:
    return {
        "type": "piecewise",
        "show": False,
        "seriesIndex": series_index,
        "dimension": "Rise",
        "pieces": [
            {"value": 1, "color": colors.gain, "opacity": 0.65},
            {"value": 0, "color": colors.loss, "opacity": 0.65},
        ],
    }


def _pane_series(pane: Pane, colors: Palette, *, grid: int) -> list[dict[str, Any]]:
    drawn = [_line(line, colors, grid=grid) for line in pane.lines]
    if pane.guides:
        drawn[0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "label": {"show": False},
            "lineStyle": {"color": colors.label, "type": "dotted", "width": 1},
            "data": [{"yAxis": level} for level in pane.guides],
        }
    return drawn


def _pane_axis(pane: Pane, colors: Palette, *, grid: int) -> dict[str, Any]:
    axis = value_axis(colors, grid, splits=2)
    return axis | ({"min": pane.bounds[0], "max": pane.bounds[1]} if pane.bounds else {})


def _pane_title(pane: Pane, top: int, colors: Palette) -> dict[str, Any]:
    style = {"fontSize": 11, "fontWeight": "normal", "color": colors.label}
    return {"text": pane.title, "left": LEFT, "top": top - 17, "padding": 0, "textStyle": style}
