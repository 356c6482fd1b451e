"""Strategies: test one on the past, see what luck explains of it, search its numbers, compare, write your own."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults
from components import session_strategies as keys
from components.charts.palette import palette_of
from components.layout import open_page
from components.strategy_body import asked, notes, run_button, shown_of
from components.strategy_catalogue import catalogue
from components.strategy_compare import compare_tab, keep_button
from components.strategy_draft import OWN
from components.strategy_headline import subject, tiles, verdict
from components.strategy_own import own_line, own_tab, take_rules
from components.strategy_report import report_tab
from components.strategy_search import search_tab
from components.strategy_toolbar import fill, pick
from components.strategy_trades import trades_tab
from components.strategy_walk import walk_tab
from components.try_again import try_again
from trading.errors import TradingError

if TYPE_CHECKING:
    from trading.backtest.listing import StrategyLine

wired = open_page("Strategies")
services = wired.services
colors = palette_of(st.context.theme.type)
REPORT, TRADES = "Report", "Trades"


def run_shown(name: str) -> None:
    """Draw the backtest of the address, or the catalogue while it names none."""
    said = keys.address()
    shown = shown_of(services, said)
    if shown is None:
        if asked(services, said) is None:
            catalogue(list(lines.values()))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(subject(shown.report, shown.request), width="content")
        if keys.UNSEEN_FROM in said:
            st.badge(f"out of sample from {said[keys.UNSEEN_FROM][:10]}", color="gray")
        st.space("stretch")
        keep_button()
    tiles(shown.report)
    if name == TRADES:
        trades_tab(shown)
        return
    verdict(shown.report["honesty"])
    report_tab(wired, shown, lines, colors)


def tabs(line: "StrategyLine") -> None:
    """Draw the tabs, and what is in the open one."""
    others = {
        "Optimise": lambda: search_tab(services, line, colors),
        "Walk-forward": lambda: walk_tab(services, line, colors),
        "Compare": lambda: compare_tab(services, colors),
        "Your rules": lambda: own_tab(services, list(lines.values())),
    }
    with keys.tab_of([REPORT, TRADES, *others]) as name:
        try:
            if name in others:
                others[name]()
            else:
                run_shown(name)
        except TradingError as fault:
            faults.show(fault)
            try_again(fault, services.wall_clock)


try:
    keys.keep_address()
    address = keys.address()
    assets = services.market.assets()
    lines = {line.key: line for line in services.backtests.strategies().items} | {OWN: own_line()}
    request = asked(services, address)
    if request is not None and keys.is_new(address):
        lines |= {OWN: take_rules(request)} if request.strategy.rules is not None else {}
        fill(lines, assets, request)
    else:
        fill(lines, assets)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = pick(lines, assets, services)
        run_button(services, chosen, request)
    notes(chosen, request)
    tabs(chosen)
except TradingError as fault:
    faults.show(fault)
    try_again(fault, services.wall_clock)
