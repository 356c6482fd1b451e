"""The keys of session state and of the address that the page Market alone uses."""

from collections.abc import Callable, Hashable

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
_KEPT = "market_screen"


def screen_text() -> str:
    """Return the rules of the screen as the address has them, else as this session left them."""
    return str(st.query_params.get(_SCREEN) or st.session_state.get(_KEPT) or "")


def write_screen(text: str) -> None:
    """Put the rules of the screen into the address, so that it can be shared and reloaded."""
    st.session_state[_KEPT] = text
    if text and st.query_params.get(_SCREEN) != text:
        st.query_params[_SCREEN] = text
    elif not text:
        st.query_params.pop(_SCREEN, None)


@st.cache_resource(show_spinner=False, max_entries=16)
def _drawn(key: Hashable, _draw: Callable[[], None]) -> None:
    _draw()


def drawn_once(key: Hashable, draw: Callable[[], None]) -> None:
    """Draw what is the same for its key, the next times from what was drawn first; no widget may be in it.

    Colouring a table by its signs takes longer than the rest of the page.
    """
    _drawn(key, draw)
