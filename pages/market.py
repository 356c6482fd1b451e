"""Market: what moves, how broadly, by sector; a screener over the symbols at hand; and the watchlists."""

import streamlit as st

from components import faults, session_market
from components.layout import open_page
from components.market_lists import market_lists
from components.market_overview import every_symbol, market_overview
from components.market_screener import market_screener
from components.market_symbols import symbols_picker
from trading.analysis.market_scan import LIVE_MOMENT_S
from trading.errors import TradingError

wired = open_page("Market")
services = wired.services
OVERVIEW, ALL, SCREENER, LISTS = "Overview", "Symbols", "Screener", "Watchlists"


def section(name: str) -> None:
    """Draw one view; of a market whose clock runs by itself it is drawn again with each new look."""
    try:
        if name == LISTS:
            market_lists(services)
        elif name == SCREENER:
            market_screener(services, symbols_picker(services))
        elif name == ALL:
            every_symbol(services, symbols_picker(services))
        else:
            market_overview(services, symbols_picker(services))
    except TradingError as fault:
        faults.show(fault)


names = [OVERVIEW, ALL, SCREENER, LISTS]
tabs = dict(zip(names, st.tabs(names, key=session_market.TAB, bind="query-params"), strict=True))
shown = next((name for name, tab in tabs.items() if tab.open), OVERVIEW)
with tabs[shown]:
    if shown in (OVERVIEW, ALL) and services.market.capabilities.live:
        st.fragment(section, run_every=LIVE_MOMENT_S)(shown)
    else:
        section(shown)
