"""The three lists of orders as tabs whose labels count, without losing the open one when a count changes."""

from typing import TYPE_CHECKING

import streamlit as st

from components import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.elements.lib.mutable_tab_container import TabContainer

NAMES = ("Waiting for you", "Open", "History")


def orders_tabs(waiting: int, resting: int) -> "Sequence[TabContainer]":
    """Return the tabs; `open` says which one is looked at, so that only that one need be drawn."""
    labels = [f"{NAMES[0]} {waiting}", f"{NAMES[1]} {resting}", NAMES[2]]
    chosen = str(st.session_state.get(session.ORDERS_TAB) or labels[0])
    if chosen not in labels:
        at = next((at for at, name in enumerate(NAMES) if chosen.startswith(name)), 0)
        st.session_state[session.ORDERS_TAB] = labels[at]
    return st.tabs(labels, key=session.ORDERS_TAB, on_change="rerun")
