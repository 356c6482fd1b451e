"""The keys of session state and of the address that the page Strategies alone uses, and the reports that it keeps."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from trading.backtest.address import NAMES

KEY = "strategy_key"
SYMBOLS = "strategy_symbols"
BARS = "strategy_bars"
START = "strategy_start"
END = "strategy_end"
BENCHMARK = "strategy_benchmark"
TAB = "strategy_tab"
SCALE = "strategy_scale"
PRICE_SYMBOL = "strategy_price_symbol"
PANE = "strategy_pane"
WORDS = "strategy_words"
RULES = "strategy_rules"
SAVE_NAME = "strategy_save_name"
JOB = "job"
SEARCH = "search"
UNSEEN_FROM = "unseen"
_OWN = (*NAMES, JOB, SEARCH, UNSEEN_FROM, "tab")
_ADDRESS = "strategy_address"
_READ = "strategy_address_read"
_RUNS = "strategy_runs"
_KEPT = "strategy_kept"
_NOTE = "strategy_note"
MOST_REPORTS = 16
"""So many reports the process keeps; one has some megabytes."""


def param_key(strategy: str, name: str) -> str:
    """Return the key of a parameter's field, each strategy's its own."""
    return f"strategy_p_{strategy}_{name}"


def term_key(name: str) -> str:
    """Return the key of the field of one term of the account."""
    return f"strategy_t_{name}"


def address() -> dict[str, str]:
    """Return what the page shows: its own part of the address, or what this session left when it says nothing."""
    said = {name: text for name, text in st.query_params.to_dict().items() if name in _OWN and text}
    return said or dict(st.session_state.get(_ADDRESS, {}))


def is_new(said: Mapping[str, str]) -> bool:
    """Say whether the fields are still to be filled from this address; once for each."""
    if st.session_state.get(_READ) == dict(said):
        return False
    st.session_state[_READ] = dict(said)
    return True


def write(**changes: str) -> None:
    """Change the page's own part of the address; an empty value takes a name out."""
    said = {name: text for name, text in (address() | changes).items() if text}
    _put(said)


def show(said: Mapping[str, str], *, keep: tuple[str, ...] = ("tab",)) -> None:
    """Let the page show this backtest instead of what it showed; of the rest of the address only `keep` stays."""
    shown = address()
    _put(dict(said) | {name: shown[name] for name in keep if name in shown})
    st.session_state[_RUNS] = runs() + 1


def _put(said: dict[str, str]) -> None:
    """Write the address in one move, because each is a step of the browser's way back."""
    st.session_state[_ADDRESS] = st.session_state[_READ] = said
    others = {name: text for name, text in st.query_params.to_dict().items() if name not in _OWN}
    if st.query_params.to_dict() != others | said:
        st.query_params.from_dict(others | said)


def keep_address() -> None:
    """Put what this session left back into an address that says nothing, after a visit to another page."""
    said = address()
    if said != {name: text for name, text in st.query_params.to_dict().items() if name in _OWN and text}:
        _put(said)


def runs() -> int:
    """Return how often this session has pressed Run; a verdict counts trials, so that each press asks anew."""
    return int(st.session_state.get(_RUNS, 0))


@st.cache_resource(show_spinner=False, max_entries=MOST_REPORTS)
def _reported(key: tuple[str, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def reported(key: tuple[str, ...], make: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the report of this key, made at the first call, so that a rerun runs no backtest."""
    found: Mapping[str, Any] = _reported(key, make)
    return found


def compared() -> list[dict[str, str]]:
    """Return the addresses of the runs that stand side by side."""
    return [dict(one) for one in st.session_state.get(_KEPT, [])]


def set_compared(said: list[dict[str, str]]) -> None:
    """Remember which runs stand side by side."""
    st.session_state[_KEPT] = said
