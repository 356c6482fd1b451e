"""Marks on the price chart: own trades at their bars, dividends and splits at the foot of the price pane."""

from typing import Any

from components.charts.palette import Palette
from components.charts.picture import Mark, PricePicture

EDGE = 0.04
"""The part of the bars, at either end, whose labels would stand over the picture's edge."""


def mark_series(picture: PricePicture, colors: Palette, *, foot: int) -> list[dict[str, Any]]:
    """Return the series of all marks: triangles at own trades, and letters `foot` pixels down for the company's."""
    buys = [mark for mark in picture.marks if mark.kind == "buy"]
    sells = [mark for mark in picture.marks if mark.kind == "sell"]
    events = [mark for mark in picture.marks if mark.kind in ("dividend", "split")]
    drawn = []
    if buys:
        drawn.append(_trades(picture, buys, colors, bought=True))
    if sells:
        drawn.append(_trades(picture, sells, colors, bought=False))
    if events:
        drawn.append(_events(picture, events, colors, foot=foot))
    return drawn


def _trades(picture: PricePicture, marks: list[Mark], colors: Palette, *, bought: bool) -> dict[str, Any]:
    edge = picture.low if bought else picture.high
    label = {"show": True, "position": "bottom" if bought else "top", "color": colors.text, "fontSize": 11}
    return {
        "name": "Bought" if bought else "Sold",
        "type": "scatter",
        "symbol": "triangle",
        "symbolRotate": 0 if bought else 180,
        "symbolSize": 11,
        "symbolOffset": [0, 12 if bought else -12],
        "itemStyle": {"color": colors.accent if bought else colors.warn},
        "tooltip": {"show": False},
        "z": 5,
        "data": [
            {
                "name": mark.text,
                "value": [picture.days[mark.bar], edge[mark.bar]],
                "label": label | {"formatter": mark.sign, "align": _side_of(mark.bar, len(picture.days))},
            }
            for mark in marks
        ],
    }


def _side_of(bar: int, count: int) -> str:
    """Return which end of a label stands at its mark, so that the first and last labels stay on the picture."""
    return "left" if bar < count * EDGE else "right" if bar >= count * (1 - EDGE) else "center"


def _events(picture: PricePicture, marks: list[Mark], colors: Palette, *, foot: int) -> dict[str, Any]:
    fills = {"dividend": colors.lines[3], "split": colors.lines[4]}
    label = {"show": True, "color": colors.background, "fontSize": 10, "position": "inside"}
    return {
        "name": "Company events",
        "type": "scatter",
        "data": [],
        "markPoint": {
            "tooltip": {"show": True, "trigger": "item", "formatter": "{b}"},
            "data": [
                {
                    "name": mark.text,
                    "coord": [picture.days[mark.bar], picture.close[mark.bar]],
                    "y": foot - 10,
                    "symbol": "circle" if mark.kind == "dividend" else "rect",
                    "symbolSize": 15,
                    "itemStyle": {"color": fills[mark.kind]},
                    "label": label | {"formatter": mark.sign},
                }
                for mark in marks
            ],
        },
    }
