"""The tabs Report and Trades: the head of a backtest and what came of it, or the catalogue while none is asked for."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from components import session_strategies as keys
from components.charts.palette import Palette
from components.prose import plain
from components.strategy_body import asked, shown_of
from components.strategy_catalogue import catalogue
from components.strategy_compare import keep_button
from components.strategy_headline import subject, tiles, verdict
from components.strategy_report import report_tab
from components.strategy_trades import trades_tab

if TYPE_CHECKING:
    from bootstrap import Wiring
    from trading.backtest.listing import StrategyLine

PAINTED_S = 0.02
"""So long the head is left alone with the browser, which would else paint it only with everything below it."""


def run_tab(wired: "Wiring", lines: "Mapping[str, StrategyLine]", colors: Palette, *, is_trades: bool) -> None:
    """Draw the backtest of the address. Raises TradingError for what cannot be run."""
    services, said = wired.services, keys.address()
    shown = shown_of(services, said)
    if shown is None:
        if asked(services, said) is None:
            catalogue(list(lines.values()))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(subject(shown.report, shown.request), width="content")
        if keys.UNSEEN_FROM in said:
            st.badge(f"out of sample from {plain(said[keys.UNSEEN_FROM][:10])}", color="gray")
        st.space("stretch")
        keep_button()
    tiles(shown.report)
    if keys.is_first_painting():
        time.sleep(PAINTED_S)
    if is_trades:
        trades_tab(services, shown)
    else:
        verdict(shown.report["honesty"])
        report_tab(wired, shown, lines, colors)
