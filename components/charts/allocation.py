"""Where the money is: one bar a position and one for cash, longest first."""

from collections.abc import Sequence
from typing import Any

from components.charts.palette import Palette
from components.formats import share_of

CASH = "Cash"


def allocation_figure(weights: Sequence[tuple[str, float]], colors: Palette, *, limit: float | None = None) -> Any:
    """Return a plotly figure of weights (fractions of equity), with the limit for one symbol as a dotted line."""
    import plotly.graph_objects as go

    ordered = sorted(weights, key=lambda pair: pair[1])
    names = [name for name, _ in ordered]
    bars = go.Bar(
        x=[weight * 100 for _, weight in ordered],
        y=names,
        orientation="h",
        text=[share_of(weight, 1) for _, weight in ordered],
        textposition="outside",
        cliponaxis=False,
        marker={"color": [colors.lines[1] if name == CASH else colors.lines[0] for name in names]},
        hovertemplate="%{y}: %{x:.2f}% of equity<extra></extra>",
    )
    figure = go.Figure(bars)
    figure.update_layout(
        height=72 + 34 * len(ordered),
        margin={"l": 8, "r": 48, "t": 8, "b": 36},
        bargap=0.45,
        showlegend=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": colors.text, "size": 12},
        xaxis={
            "title": {"text": "% of equity", "font": {"size": 11, "color": colors.label}},
            "gridcolor": colors.grid,
            "zeroline": False,
            "ticksuffix": "%",
            "tickfont": {"size": 11, "color": colors.label},
            "rangemode": "tozero",
        },
        yaxis={"tickfont": {"size": 12, "color": colors.text}},
    )
    largest = max((weight for name, weight in ordered if name != CASH), default=0.0)
    if limit is not None and largest >= limit / 2:
        figure.add_vline(
            x=limit * 100,
            line={"color": colors.warn, "dash": "dot", "width": 1},
            annotation_position="bottom right",
            annotation={"text": "limit for one symbol", "font": {"size": 11, "color": colors.warn}},
        )
    return figure
