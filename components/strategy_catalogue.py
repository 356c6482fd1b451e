"""The catalogue as cards: what each strategy does, its rules as a picture, and a button that takes it."""

from collections.abc import Sequence

import streamlit as st

from components import session
from components import session_strategies as keys
from components.strategy_rules import rules_picture
from trading.backtest.listing import StrategyLine, StrategyOrigin


def catalogue(lines: Sequence[StrategyLine]) -> None:
    """Draw every strategy of the catalogue; the page shows it while no backtest is asked for."""
    st.info(
        "Choose a strategy and symbols above and press Run, or take one from the catalogue. "
        "A strategy of your own begins in the tab Your rules.",
        icon=":material/experiment:",
    )
    with st.grid(3, min_column_width=330):
        for line in lines:
            if line.kind is not StrategyOrigin.CATALOGUE:
                continue
            with st.container(border=True, height="stretch"):
                rules_picture(line)
                st.space("stretch")
                taken = st.session_state.get(keys.KEY) == line.key
                st.button(
                    "Chosen" if taken else "Choose", key=f"strategy_take_{line.key}", on_click=_take,
                    args=(line.key, line.title),
                    disabled=taken, help="It stands in the row above; press Run there." if taken else None,
                )  # fmt: skip


def _take(key: str, title: str) -> None:
    st.session_state[keys.KEY] = key
    session.toast(f"{title} stands in the row at the top. Choose its symbols there and press Run.")
