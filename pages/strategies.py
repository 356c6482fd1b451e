"""Strategies: test one on the past, see what luck explains of it, compare runs, write rules of your own."""

import streamlit as st

from components import faults
from components import session_strategies as keys
from components.charts.palette import palette_of
from components.layout import open_page
from components.strategy_body import Shown, asked, notes, run_button, shown_of, symbols_of
from components.strategy_catalogue import catalogue
from components.strategy_compare import compare_tab, keep_button
from components.strategy_draft import OWN
from components.strategy_headline import subject, tiles, verdict
from components.strategy_own import own_line, own_tab, take_rules
from components.strategy_report import report_tab
from components.strategy_toolbar import fill, pick
from components.strategy_trades import trades_tab
from components.try_again import try_again
from trading.errors import TradingError

wired = open_page("Strategies")
services = wired.services
colors = palette_of(st.context.theme.type)
OF_RUN = {"Report": lambda shown: report_tab(wired, shown.report, shown.request, colors), "Trades": trades_tab}
COMPARE, YOURS = "Compare", "Your rules"


def head() -> Shown | None:
    """Draw the row of fields and what was tested, and return the backtest that is shown."""
    said = keys.address()
    request = asked(services, said)
    is_new = request is not None and keys.is_new(said)
    if is_new and request.strategy.rules is not None:
        take_rules(request.strategy.rules)
        lines[OWN] = own_line()
    fill(request if is_new else None, lines, symbols_of(assets))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        line = pick(lines, assets, services)
        run_button(services, line, request)
    notes(line, request)
    shown = shown_of(services, said)
    if shown is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(subject(shown.report, shown.request), width="content")
            keep_button()
        tiles(shown.report)
        verdict(shown.report["honesty"])
    return shown


def section(name: str, shown: Shown | None) -> None:
    """Draw one tab."""
    if name == COMPARE:
        compare_tab(services, colors)
    elif name == YOURS:
        own_tab(services, list(lines.values()))
    elif shown is not None:
        OF_RUN[name](shown)
    elif not keys.address():
        catalogue(list(lines.values()))


shown = None
try:
    keys.keep_address()
    assets = services.market.assets()
    lines = {line.key: line for line in services.backtests.strategies().items} | {OWN: own_line()}
    shown = head()
except TradingError as fault:
    faults.show(fault)
    try_again(fault, services.wall_clock)
with keys.tab_of([*OF_RUN, COMPARE, YOURS]) as tab:
    try:
        section(tab, shown)
    except TradingError as fault:
        faults.show(fault)
