"""Portfolio: what the account is worth, what it holds, how it got here and what it risks."""

import streamlit as st

from components import faults
from components.cash_movements import cash_movements
from components.charts.allocation import CASH, allocation_figure
from components.charts.palette import palette_of
from components.close_all import close_all_button
from components.desk_facts import LOOK_AGAIN_S
from components.layout import open_page
from components.portfolio_parts import (
    equity_chart,
    equity_csv,
    headline,
    positions_csv,
    risk_figures,
    span_picker,
    within,
)
from components.positions import positions_table
from trading.errors import TradingError

wired = open_page("Portfolio")
services = wired.services
colors = palette_of(st.context.theme.type)


def body() -> None:
    """Draw the whole page; at a venue whose clock runs by itself it is read again every few seconds."""
    try:
        snapshot = services.portfolio.snapshot()
        curve = services.portfolio.equity_curve(None, None)
        limits = services.limits.current()
        headline(snapshot, curve, max_daily_loss_pct=limits.max_daily_loss_pct)

        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("Equity against benchmark", anchor=False, width="content")
            st.space("stretch")
            span = span_picker(services)
            st.download_button(
                "CSV", lambda: equity_csv(curve), "equity.csv", "text/csv", key="equity_csv", on_click="ignore",
                icon=":material/download:", type="tertiary",
            )  # fmt: skip
        equity_chart(services, within(curve, span), colors)

        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("Positions", anchor=False, width="content")
            if snapshot.positions:
                close_all_button(services)
            st.space("stretch")
            st.download_button(
                "CSV", lambda: positions_csv(snapshot), "positions.csv", "text/csv", key="positions_csv",
                on_click="ignore", icon=":material/download:", type="tertiary", disabled=not snapshot.positions,
            )  # fmt: skip
        if snapshot.positions:
            positions_table(services, snapshot.positions)
        else:
            st.caption("Nothing is held. Positions appear here when an order fills; place one on Orders or in Chat.")

        where, risk = st.columns([1, 1.4], gap="medium")
        with where:
            st.subheader("Allocation", anchor=False)
            weights = [(one.symbol, float(one.weight)) for one in snapshot.positions if one.weight is not None]
            if snapshot.account.equity > 0:
                weights.append((CASH, float(snapshot.account.cash / snapshot.account.equity)))
            limit = float(limits.max_symbol_weight_pct) / 100
            st.plotly_chart(
                allocation_figure(weights, colors, limit=limit), key="allocation", config={"displayModeBar": False}
            )
        with risk:
            st.subheader("Exposure and risk", anchor=False)
            risk_figures(snapshot)
        cash_movements(services)
    except TradingError as fault:
        faults.show(fault)


st.fragment(body, run_every=LOOK_AGAIN_S if services.runs_by_itself else None)()
