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

    A tab is known by its label, so a new count makes new tabs: they begin at the list that was looked at. Tabs keep
    what they began with, for another default would take a click on them back.
    """
    labels = [f"{NAMES[0]} {waiting}", f"{NAMES[1]} {resting}", NAMES[2]]
    key, chosen = f"orders_tabs_{waiting}_{resting}", session.orders_list()
    began = session.orders_tabs_began(key, chosen)
    tabs = st.tabs(labels, default=labels[began], key=key, on_change="rerun")
    session.set_orders_list(next((at for at, tab in enumerate(tabs) if tab.open), chosen))
    return tabs
