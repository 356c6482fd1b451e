"""The keys of session state behind the worst case: whether it is open, and the field for the jump."""

import streamlit as st

OPEN = "worst_case_open"
_FAULT = "worst_case_fault"


def gap_key(gap_pct: str) -> str:
    """Return the key of the field for the jump: new with each value that is saved, so that the field follows it."""
    return f"worst_case_gap_{gap_pct}"


def take_fault() -> str:
    """Return why the jump could not be saved, once, empty when nothing was wrong."""
    return str(st.session_state.pop(_FAULT, ""))


def set_fault(sentence: str) -> None:
    """Keep why the jump could not be saved, for the next run."""
    st.session_state[_FAULT] = sentence
