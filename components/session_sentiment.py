"""The keys of session state and of the address that the page Sentiment alone uses."""

from collections.abc import Collection

import streamlit as st

from trading.types import Score

ABOUT = "about"
OVER = "over"
OWN_TEXT = "sentiment_own_text"
_LOOKED_AT = "sentiment_looked_at"
_OWN_SCORES = "sentiment_own_scores"
_PAGES = "sentiment_pages"
_WRITTEN = "sentiment_written"


def begin_at(name: str, options: Collection[str], first: str, *, is_free: bool = False) -> None:
    """Let a widget begin where the address says, else where this session left it, else at `first`.

    `is_free` takes a word of the address that is none of the options.
    """
    asked, written = st.query_params.get(name, "").strip(), _written().get(name)
    asked = next((one for one in options if one.upper() == asked.upper()), asked.upper() if is_free else "")
    if asked and asked != written:
        st.session_state[name] = asked
    elif name not in st.session_state or not (is_free or st.session_state[name] in options):
        st.session_state[name] = written if written in options else first


def write(name: str, value: str) -> None:
    """Put what is shown into the address, so that it can be shared and reloaded; an empty value takes it out."""
    if not value:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
    st.session_state[_WRITTEN] = _written() | {name: value}


def river_page_key(shown: str) -> str:
    """Return the key of the river's page numbers; another river begins at its first page."""
    kept = st.session_state.get(_PAGES)
    if kept is None or kept[0] != shown:
        kept = st.session_state[_PAGES] = (shown, 0 if kept is None else kept[1] + 1)
    return f"sentiment_page_{kept[1]}"


def is_first_look(shown: str) -> bool:
    """Say whether the page is drawn for this for the first time, and remember that it was."""
    is_first = st.session_state.get(_LOOKED_AT) != shown
    st.session_state[_LOOKED_AT] = shown
    return is_first


def own_scores() -> list[tuple[str, Score]]:
    """Return the lines that were judged last, each with its score; a scorer elsewhere is not asked at each rerun."""
    return list(st.session_state.get(_OWN_SCORES, []))


def set_own_scores(scores: list[tuple[str, Score]]) -> None:
    """Keep what the scorer made of the lines."""
    st.session_state[_OWN_SCORES] = scores


def _written() -> dict[str, str]:
    return dict(st.session_state.get(_WRITTEN, {}))
