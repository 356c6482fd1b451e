"""The row above a backtest: which strategy, on what, from when to when, by which rules and terms, and Run."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from components import session_strategies as keys
from components.strategy_draft import FIRST, FIRST_SYMBOL, OWN, state_of
from components.strategy_rules import rules_popover
from components.strategy_terms import terms_popover
from trading.backtest.listing import StrategyLine, StrategyOrigin
from trading.errors import NoData
from trading.types import Asset, BacktestRequest

if TYPE_CHECKING:
    from trading.services import Services

_ORIGINS = {StrategyOrigin.SAVED: "saved", StrategyOrigin.FILE: "file"}


def fill(lines: Mapping[str, StrategyLine], assets: Sequence[Asset], request: BacktestRequest | None = None) -> None:
    """Put a request that the page did not write itself into the fields, and what is usual into those that are empty.

    Raises NoData for a market without a symbol.
    """
    state, symbols = st.session_state, [asset.symbol for asset in assets]
    if not symbols:
        raise NoData("the market lists no symbol now; look again in a minute")
    for key, value in (state_of(request) if request else {}).items():
        state[key] = value
    if state.get(keys.KEY) not in lines:
        state[keys.KEY] = FIRST
    if keys.SYMBOLS not in state:
        state[keys.SYMBOLS] = [FIRST_SYMBOL if FIRST_SYMBOL in symbols else symbols[0]]
    state[keys.SYMBOLS] = [one for one in state[keys.SYMBOLS] if one in symbols]


def pick(lines: Mapping[str, StrategyLine], assets: Sequence[Asset], services: "Services") -> StrategyLine:
    """Draw what is tested on what, from when to when, with its rules and terms; return the chosen line."""
    line = lines[_strategy(lines)]
    _symbols(assets, line)
    _days(assets)
    rules_popover(line)
    terms_popover(services, assets)
    return line


def _strategy(lines: Mapping[str, StrategyLine]) -> str:
    def label(key: str) -> str:
        line = lines[key]
        return f"{line.title} · {_ORIGINS[line.kind]}" if line.kind in _ORIGINS and key != OWN else line.title

    chosen = st.selectbox(
        "Strategy", list(lines), format_func=label, key=keys.KEY, width=210, persist_state="session",
        help="The catalogue, files of your own, and what you have saved.",
    )  # fmt: skip
    return str(chosen)


def _symbols(assets: Sequence[Asset], line: StrategyLine) -> None:
    names = {asset.symbol: asset.name for asset in assets}
    st.multiselect(
        "Symbols", list(names), format_func=lambda one: f"{one} · {names[one]}", key=keys.SYMBOLS, width=330,
        max_selections=max(line.most_symbols, len(st.session_state[keys.SYMBOLS])), placeholder="Choose symbols",
        persist_state="session", wrap=False,
    )  # fmt: skip


def _days(assets: Sequence[Asset]) -> None:
    """Draw the first and the last day; empty is as far as there are prices."""
    chosen = [asset for asset in assets if asset.symbol in st.session_state[keys.SYMBOLS]] or list(assets)
    first, last = min(one.first for one in chosen), max(one.last for one in chosen)
    for key, label, hint in (
        (keys.START, "From", f"Empty: from the first price on, {first}."),
        (keys.END, "To", f"Empty: up to now, {last}."),
    ):
        kept = st.session_state.get(key)
        if isinstance(kept, date) and not first <= kept <= last:
            st.session_state[key] = None
        st.date_input(
            label, value=None, min_value=first, max_value=last, key=key, width=135, format="YYYY-MM-DD", help=hint,
            persist_state="session",
        )  # fmt: skip
