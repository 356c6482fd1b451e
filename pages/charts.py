"""Charts: one symbol's prices with volume, indicators, own trades and company events, or several compared."""

import streamlit as st

from components import faults
from components.chart_data import chart_data, compared, day_labels, last_bar
from components.chart_parts import draw, export, export_prices, live_line, notes
from components.chart_toolbar import chart_toolbar
from components.charts.compare import compare_figure
from components.charts.palette import palette_of
from components.charts.price import price_figure
from components.layout import open_page
from components.prose import plain
from components.watchlist import watchlist_popover
from trading.errors import TradingError

wired = open_page("Charts")
services = wired.services
colors = palette_of(st.context.theme.type)

try:
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with bar:
        view = chart_toolbar(services.market.assets())
        if services.watchlists is not None:
            watchlist_popover(services.watchlists, services.market.assets(), view.symbol)
        st.space("stretch")
    asset = services.market.asset(view.symbol)
    last = last_bar(services, view.symbol)
    live_line(services, asset, last, view.bars)
    if view.compare:
        times, changes = compared(services, view)
        with bar:
            export(f"compare {' '.join(changes)}", times, changes)
        figure = compare_figure(" ".join(changes), day_labels(times), changes, colors)
        draw(figure, key="compare_chart", alt=f"Percent change of {', '.join(changes)} since they share a price")
        source = plain(services.market.source)
        st.caption(
            f"{source} · adjusted · percent change since {day_labels(times[:1])[0]}, the first day that all have"
        )
    else:
        data = chart_data(services, view)
        with bar:
            export_prices(data)
        draw(price_figure(data.picture, colors), key="price_chart", alt=f"Prices of {asset.name}, {view.span}")
        session_now = services.calendar.session_at(services.market_clock.now())
        notes(asset, data, view, is_current=session_now is None or asset.last >= session_now.day)
except TradingError as fault:
    faults.show(fault)
