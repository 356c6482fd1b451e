"""Charts: one symbol's prices with volume, indicators, own trades and company events, or several compared."""

import streamlit as st

from components import faults, session
from components.chart_code import code_address
from components.chart_data import compared, day_labels, last_bar, pane_plan
from components.chart_pane import chart_pane
from components.chart_parts import ask_chat, draw, export, export_prices, keep_drawings, live_line, notes
from components.chart_toolbar import chart_toolbar
from components.charts.compare import compare_figure
from components.charts.palette import palette_of
from components.charts.pane import pane_data
from components.layout import open_page
from components.prose import plain
from components.try_again import try_again
from components.watchlist import watchlist_popover
from trading.errors import TradingError

wired = open_page("Charts")
services = wired.services
colors = palette_of(st.context.theme.type)

try:
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with bar:
        assets = services.market.assets()
        view = chart_toolbar(assets, services.market.capabilities)
        if services.watchlists is not None:
            watchlist_popover(services.watchlists, assets, view.symbol)
        st.space("stretch")
        ask_chat(view)
    asset = services.market.asset(view.symbol)
    last = last_bar(services, view.symbol)
    live_line(services, asset, last, view.bars)
    if view.compare:
        times, changes = compared(services, view)
        with bar:
            export(f"compare {' '.join(changes)}", lambda: (times, changes))
        figure = compare_figure(" ".join(changes), day_labels(times), changes, colors)
        draw(figure, key="compare_chart", alt=f"Percent change of {', '.join(changes)} since they share a price")
        source = plain(services.market.source)
        st.caption(
            f"{source} · adjusted · percent change since {day_labels(times[:1])[0]}, the first day that all have"
        )
    else:
        plan, left_out = pane_plan(services, view, asset)
        with bar:
            export_prices(services, view, plan.title, plan.indicators)
        data = pane_data(plan, colors, token=wired.page_tokens.mint(), code=code_address())
        chart_pane(data, key=session.CHART_PANE, on_drawn=lambda drawn: keep_drawings(services, view.symbol, drawn))
        session_now = services.calendar.session_at(services.market_clock.now())
        notes(
            asset,
            last,
            left_out,
            extended=view.extended,
            is_current=session_now is None or asset.last >= session_now.day,
        )
except TradingError as fault:
    faults.show(fault)
    try_again(fault, services.wall_clock)
