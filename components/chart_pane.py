"""The price pane on a page: a component of ours whose bars come from /api/bars and not from a rerun."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.chart_code import text_of
from components.session import chart_renewals, count_chart_renewal, kept

Said = Callable[[Any], None]


def chart_pane(data: dict[str, Any], *, key: str, on_drawn: Said) -> None:
    """Mount the pane; `on_drawn` is given the whole list of drawings when the person has changed it.

    When the token of the data has ended, the browser asks for a rerun, which brings a new one.
    """
    html, css, js = kept("chart_pane", lambda: tuple(map(text_of, ("pane.html", "pane.css", "loader.js"))))
    # named at each mount: each runtime, and each test, has a register of its own
    mount = st.components.v2.component("desk_price_pane", html=html, css=css, js=js)
    mount(
        key=key,
        # counted, because the browser is told nothing when nothing has changed, and then would wait for ever
        data=data | {"renewals": chart_renewals()},
        on_drawn_change=lambda: on_drawn(st.session_state[key].get("drawn")),
        on_renew_change=count_chart_renewal,
    )
