"""What was drawn once and is the same each time: kept as the browser gets it, for the whole process."""

from collections.abc import Callable

import streamlit as st

MOST_KEPT = 128


@st.cache_resource(show_spinner=False, max_entries=MOST_KEPT)
def _drawn(key: str, _draw: Callable[[], None]) -> None:
    _draw()


def drawn_once(key: str, draw: Callable[[], None]) -> None:
    """Draw what is the same for its key, the next times from what was drawn first; no widget may be in it.

    The key says all that is seen, so that nothing is shown that has changed since. It is one text: Streamlit reads
    a key of many parts part by part, which takes as long as a small table. Styling a table takes longer than most of
    a page.
    """
    _drawn(key, draw)
