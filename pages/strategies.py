"""Strategies: test one on the past, see what luck explains of it, search its numbers, compare, write your own."""

import streamlit as st

from components import faults
from components import session_strategies as keys
from components.charts.palette import palette_of
from components.layout import open_page
from components.strategy_body import report_for, run_button
from components.strategy_headline import subject, tiles, verdict
from components.strategy_report import report_tab
from components.strategy_toolbar import OWN_LINE, fill, pick
from components.strategy_trades import trades_tab
from trading.backtest.address import address_of, request_of
from trading.errors import TradingError

wired = open_page("Strategies")
services = wired.services
colors = palette_of(st.context.theme.type)

try:
    keys.keep_address()
    said = keys.address()
    shown = request_of(said)
    lines = {line.key: line for line in services.backtests.strategies().items} | {OWN_LINE.key: OWN_LINE}
    assets = services.market.assets()
    fill(shown if keys.is_new(said) else None, lines, [asset.symbol for asset in assets])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        line = pick(lines, assets, services)
        run_button(services, line, shown)
    if shown is None:
        st.info("Choose a strategy and a symbol, then press Run.")
    else:
        report = report_for(services, address_of(shown), shown)
        st.markdown(subject(report, shown))
        tiles(report)
        verdict(report["honesty"])
        tabs = st.tabs(["Report", "Trades"], key=keys.TAB, on_change="rerun")
        if tabs[0].open:
            with tabs[0]:
                report_tab(wired, report, shown, colors)
        if tabs[1].open:
            with tabs[1]:
                trades_tab(report)
except TradingError as fault:
    faults.show(fault)
