"""The keys of session state that the page Activity alone uses."""

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from trading.types import VerifyReport

ACTIVITY_GROUPS = "activity_groups"
ACTIVITY_SUBJECT = "activity_subject"
ACTIVITY_DAYS = "activity_days"
ACTIVITY_SECTION = "section"
RUNS_PAGE = "runs_page"
_RUN_CURSORS = "run_cursors"
_ACTIVITY_PAGES = "activity_pages"
_ACTIVITY_CURSORS = "activity_cursors"
_ACTIVITY_WANTED = "activity_wanted"
_VERIFICATION = "verification"


def activity_page_key(wanted: str) -> str:
    """Return the key of the log's page numbers; new filters get a new key, which begins at the first page."""
    if st.session_state.get(_ACTIVITY_WANTED) != wanted:
        st.session_state[_ACTIVITY_WANTED] = wanted
        st.session_state[_ACTIVITY_CURSORS] = []
        st.session_state[_ACTIVITY_PAGES] = int(st.session_state.get(_ACTIVITY_PAGES, 0)) + 1
    return f"activity_page_{st.session_state[_ACTIVITY_PAGES]}"


def activity_cursors() -> list[str]:
    """Return where the second and each later known page of the log begins."""
    return list(st.session_state.get(_ACTIVITY_CURSORS, []))


def remember_activity_cursor(page: int, next_cursor: str | None) -> None:
    """Remember where the page after this one begins; None means that this is the last."""
    kept = activity_cursors()[: page - 1]
    st.session_state[_ACTIVITY_CURSORS] = kept + ([next_cursor] if next_cursor is not None else [])


def run_cursors() -> list[str]:
    """Return where the second and each later known page of the runs begins."""
    return list(st.session_state.get(_RUN_CURSORS, []))


def remember_run_cursor(page: int, next_cursor: str | None) -> None:
    """Remember where the page after this one begins; None means that this is the last."""
    kept = run_cursors()[: page - 1]
    st.session_state[_RUN_CURSORS] = kept + ([next_cursor] if next_cursor is not None else [])


def verification() -> "VerifyReport | None":
    """Return what verifying the log in this session found last."""
    found: VerifyReport | None = st.session_state.get(_VERIFICATION)
    return found


def set_verification(report: "VerifyReport") -> None:
    """Keep what verifying the log found, for the page."""
    st.session_state[_VERIFICATION] = report
