"""The keys of session state and of the address that the page Market alone uses."""

from collections.abc import Collection

import streamlit as st

TAB = "view"
SYMBOLS_OF = "of"
TABLE_CLICK = "market_click"
MOVER_CLICK = "market_mover_click"
SCREEN_CLICK = "market_screen_click"
LIST_CLICK = "market_list_click"
SCREEN_FIELD = "screen_field"
SCREEN_COMPARISON = "screen_comparison"
SCREEN_AGAINST = "screen_against"
SCREEN_LEVEL = "screen_level"
SCREEN_NAME = "screen_name"
SCREEN_SAVED = "screen_saved"
LIST_SYMBOL = "market_list_symbol"
_SCREEN = "screen"
_KEPT = "market_address"
"""What the page wrote into the address last, by the name of the parameter.

The widgets are not bound to the address: a page with bound widgets cannot switch to another one.
"""


def begin_at(name: str, options: Collection[str]) -> None:
    """Let a widget begin where the address says, or where this session left it, before it is drawn."""
    asked, kept = st.query_params.get(name), _kept().get(name)
    if asked in options and asked != kept:
        st.session_state[name] = asked
    elif name not in st.session_state and kept in options:
        st.session_state[name] = kept
    elif st.session_state.get(name) not in options:
        st.session_state.pop(name, None)


def write(name: str, value: str) -> None:
    """Put what is shown into the address, so that it can be shared and reloaded; an empty value takes it out."""
    st.session_state[_KEPT] = _kept() | {name: value}
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value:
        st.query_params.pop(name, None)


def screen_text() -> str:
    """Return the rules of the screen as the address has them, else as this session left them."""
    return str(st.query_params.get(_SCREEN) or _kept().get(_SCREEN) or "")


def write_screen(text: str) -> None:
    """Put the rules of the screen into the address."""
    write(_SCREEN, text)


def _kept() -> dict[str, str]:
    return dict(st.session_state.get(_KEPT, {}))
