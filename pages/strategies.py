"""Strategies: test one on the past, see what luck explains of it, search its numbers, compare, write your own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from components import faults
from components import session_strategies as keys
from components.charts.palette import palette_of
from components.layout import open_page
from components.strategy_body import REPORT, TRADES, notes, play_ahead, readable, run_button
from components.strategy_compare import compare_tab
from components.strategy_draft import OWN
from components.strategy_own import own_line, own_tab, take_rules
from components.strategy_run import run_tab
from components.strategy_search import search_tab
from components.strategy_toolbar import fill, pick
from components.strategy_walk import walk_tab
from components.try_again import try_again
from trading.errors import TradingError

if TYPE_CHECKING:
    from trading.backtest.listing import StrategyLine

wired = open_page("Strategies")
services = wired.services


def body() -> None:
    """Draw all of the page that a field or Run changes; a fragment, so that a press redraws no frame."""
    try:
        keys.keep_address()
        address = keys.address()
        assets = services.market.assets()
        lines = {line.key: line for line in services.backtests.strategies().items} | {OWN: own_line()}
        request = readable(services, address)
        if request is not None and keys.is_new(address):
            lines |= {OWN: take_rules(request)} if request.strategy.rules is not None else {}
            fill(lines, assets, request)
        else:
            fill(lines, assets)
        play_ahead(services, address)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            chosen = pick(lines, assets, services)
            run_button(services, chosen, request)
        notes(chosen, request)
        tabs(chosen, lines)
    except TradingError as fault:
        faults.show(fault)
        try_again(fault, services.wall_clock)


def tabs(line: "StrategyLine", lines: "Mapping[str, StrategyLine]") -> None:
    """Draw the tabs, and what is in the open one."""
    colors = palette_of(st.context.theme.type)
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
                run_tab(wired, lines, colors, is_trades=name == TRADES)
        except TradingError as fault:
            faults.show(fault)
            try_again(fault, services.wall_clock)


st.fragment(body)()
services.backtests.warm_up()
