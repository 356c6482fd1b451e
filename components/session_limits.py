"""The keys of session state that the form of the limits alone uses."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

_FAULTS = "limit_faults"
_TRIAL = "limit_trial"


def take_limit_faults() -> list[str]:
    """Return what was wrong with the limits that were typed, once."""
    return list(st.session_state.pop(_FAULTS, []))


def set_limit_faults(sentences: list[str]) -> None:
    """Keep what is wrong with the limits that were typed, for the next run."""
    st.session_state[_FAULTS] = sentences


def limit_trial() -> dict[str, Any]:
    """Return the change of limits that is asked about, as the limits book takes it; empty when none is."""
    return dict(st.session_state.get(_TRIAL, {}))


def set_limit_trial(patch: Mapping[str, Any]) -> None:
    """Remember the change of limits that is asked about; an empty one ends the question."""
    st.session_state[_TRIAL] = dict(patch)
