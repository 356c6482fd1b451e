"""The three lists of orders as tabs whose labels count, without losing the chosen one when a count changes."""

from typing import TYPE_CHECKING

import streamlit as st

from components import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.elements.lib.mutable_tab_container import TabContainer

NAMES = ("Waiting for you", "Open", "History")


def orders_tabs(waiting: int, resting: int) -> "Sequence[TabContainer]":
    """Return the tabs; `open` says which one is looked at, so that only that one need be drawn.

    A tab is known by its label, so a new count makes new tabs: they begin at the list that was looked at.
    """
    labels = [f"{NAMES[0]} {waiting}", f"{NAMES[1]} {resting}", NAMES[2]]
    chosen = session.orders_list()
    tabs = st.tabs(labels, default=labels[chosen], key=f"orders_tabs_{waiting}_{resting}", on_change="rerun")
    session.set_orders_list(next((at for at, tab in enumerate(tabs) if tab.open), chosen))
    return tabs
