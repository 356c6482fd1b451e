"""Market: what moves, how broadly, by sector; a screener over the symbols at hand; and the watchlists."""

import streamlit as st

from components import faults, session_market
from components.layout import open_page
from components.market_lists import market_lists
from components.market_overview import every_symbol, market_overview
from components.market_screener import market_screener
from components.market_symbols import symbols_picker
from trading.analysis.market_scan import MOMENT_S
from trading.errors import TradingError

wired = open_page("Market")
services = wired.services
VIEWS = {"Overview": market_overview, "Symbols": every_symbol, "Screener": market_screener}
LISTS = "Watchlists"


def section(name: str) -> None:
    """Draw one view; of a market whose clock runs by itself it is drawn again with each new look."""
    try:
        if name == LISTS:
            market_lists(services)
            return
        bar = st.container(horizontal=True, vertical_alignment="center", gap="small")
        with bar:
            symbols = symbols_picker(services)
        VIEWS[name](services, symbols, bar)
    except TradingError as fault:
        faults.show(fault)


names = [*VIEWS, LISTS]
session_market.begin_at(session_market.TAB, names)
tabs = dict(zip(names, st.tabs(names, key=session_market.TAB, on_change="rerun"), strict=True))
shown = next((name for name, tab in tabs.items() if tab.open), names[0])
session_market.write(session_market.TAB, "" if shown == names[0] else shown)
with tabs[shown]:
    if shown in names[:2] and services.market.capabilities.live:
        st.fragment(section, run_every=MOMENT_S)(shown)
    else:
        section(shown)
