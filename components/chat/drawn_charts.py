"""Charts that the analyst has chosen, inside an answer: the parts of the Charts page, and the way there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session
from components.chart_code import code_address
from components.chart_data import compared, day_labels, pane_plan
from components.chart_pane import chart_pane
from components.chart_parts import draw, keep_drawings
from components.chart_view import view_of, view_to_params
from components.charts.compare import compare_figure
from components.charts.palette import Palette, palette_of
from components.charts.pane import pane_data
from components.prose import plain
from trading.analysis.chart_request import ChartKind, ChartRequest, request_from_wire
from trading.errors import FixInput, TradingError
from trading.types import RunStep

if TYPE_CHECKING:
    from bootstrap import Wiring


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart of an answer: what it shows, up to which New York day, and from where its prices are."""

    request: ChartRequest
    until: date
    told: str


def drawn_in(step: RunStep) -> Drawn | None:
    """Return the chart that a step has drawn, None for other steps and for charts of before that are none now."""
    body = step.observation
    if step.error is not None or not isinstance(body, Mapping) or not isinstance(body.get("chart"), Mapping):
        return None
    try:
        request = request_from_wire(body["chart"])
    except (FixInput, KeyError, TypeError):
        return None  # a record of another release
    at = datetime.fromisoformat(str(body["at"]))
    told = f"{body.get('source', '')}, {formats.as_of(at)}"
    return Drawn(request=request, until=at.astimezone(formats.NEW_YORK).date(), told=told)


def draw_drawn(wired: "Wiring", drawn: Drawn, *, key: str) -> None:
    """Draw the chart and the link to the same view; a market that cannot show it (a replay set back) says so."""
    drawn_at = session.drawn_at()
    if drawn_at is not None and drawn_at.astimezone(formats.NEW_YORK).date() < drawn.until:
        return
    colors = palette_of(st.context.theme.type)
    st.caption(plain(f"{drawn.request.words} · adjusted · {drawn.told}"))
    try:
        if drawn.request.kind is ChartKind.COMPARISON:
            _comparison(wired, drawn, colors, key=key)
        else:
            _prices(wired, drawn, colors, key=key)
    except TradingError as fault:
        st.caption(f":orange[:material/cloud_off: The chart cannot be drawn now: {faults.sentence(fault)}]")
    st.page_link(
        "pages/charts.py",
        label="Open in Charts",
        icon=":material/candlestick_chart:",
        query_params=view_to_params(view_of(drawn.request)),
    )


def _prices(wired: "Wiring", drawn: Drawn, colors: Palette, *, key: str) -> None:
    services, view = wired.services, view_of(drawn.request)
    plan, _ = pane_plan(services, view, services.market.asset(view.symbol), drawn.until)
    data = pane_data(plan, colors, token=wired.page_tokens.mint(), code=code_address())
    chart_pane(data, key=key, on_drawn=lambda made: keep_drawings(services, view.symbol, made))


def _comparison(wired: "Wiring", drawn: Drawn, colors: Palette, *, key: str) -> None:
    view = view_of(drawn.request)
    times, changes = session.kept(f"compared {drawn}", lambda: compared(wired.services, view, drawn.until))
    figure = compare_figure(" ".join(changes), day_labels(times), changes, colors)
    draw(figure, key=key, alt=f"Percent change of {', '.join(changes)} since they share a price")
