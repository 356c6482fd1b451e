"""The keys of session state and of the address that the page Strategies alone uses, and the reports that it keeps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st

from trading.backtest.address import NAMES

T = TypeVar("T")
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
SAVE_NAME = "strategy_save_name"
OBJECTIVE = "strategy_objective"
METHOD = "strategy_method"
DRAWS = "strategy_draws"
SEED = "strategy_seed"
HELD_OUT = "strategy_held_out"
WINDOWS = "strategy_windows"
FOLDS = "strategy_folds"
SEARCH_ROWS = "strategy_search_rows"
JOB = "job"
SEARCH = "search"
WALK = "walk"
UNSEEN_FROM = "unseen"
_OWN = (*NAMES, JOB, SEARCH, WALK, UNSEEN_FROM, "tab")
_ADDRESS = "strategy_address"
_READ = "strategy_address_read"
_RUNS = "strategy_runs"
_PAINTED = "strategy_painted"
_KEPT = "strategy_kept"
_SHEET = "strategy_rule_sheet"
_DRAWING = "strategy_rule_drawing"
_WORDS_READ = "strategy_words_read"
MOST_REPORTS = 16
"""So many reports the process keeps; one has some megabytes."""


def param_key(strategy: str, name: str) -> str:
    """Return the key of a parameter's field, each strategy's its own."""
    return f"strategy_p_{strategy}_{name}"


def range_key(strategy: str, name: str, part: str) -> str:
    """Return the key of one field of a parameter's range: whether it is searched, from, to and step."""
    return f"strategy_r_{strategy}_{name}_{part}"


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


def show(said: Mapping[str, str], *, tab: str = "", fill: bool = False) -> None:
    """Let the page show this backtest instead of what it showed, in this tab; `fill` puts it into the fields too."""
    _put({name: text for name, text in (dict(said) | {"tab": tab}).items() if text})
    if fill:
        st.session_state.pop(_READ, None)
    st.session_state.pop(TAB, None)
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


@contextmanager
def tab_of(names: Sequence[str]) -> Iterator[str]:
    """Draw the tabs and enter the one that is open, which the address names; only that one is drawn."""
    asked = address().get("tab")
    if TAB not in st.session_state and asked in names:
        st.session_state[TAB] = asked
    tabs = dict(zip(names, st.tabs(list(names), key=TAB, on_change="rerun"), strict=True))
    shown = next((name for name, tab in tabs.items() if tab.open), names[0])
    write(tab="" if shown == names[0] else shown)
    with tabs[shown]:
        yield shown


def runs() -> int:
    """Return how often this session has pressed Run; a verdict counts trials, so that each press asks anew."""
    return int(st.session_state.get(_RUNS, 0))


def is_first_painting() -> bool:
    """Say whether nothing was painted yet since Run was last pressed; once for each press."""
    is_first = st.session_state.get(_PAINTED) != runs()
    st.session_state[_PAINTED] = runs()
    return is_first


@st.cache_resource(show_spinner=False, max_entries=MOST_REPORTS)
def _reported(key: tuple[str, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def reported(key: tuple[str, ...], make: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the report of this key, made at the first call, so that a rerun runs no backtest."""
    found: Mapping[str, Any] = _reported(key, make)
    return found


@st.cache_resource(show_spinner=False, max_entries=64)
def _read_once(key: tuple[str, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def read_once(key: tuple[str, ...], make: Callable[[], T]) -> T:
    """Return what was read in some words, read at the first call."""
    found: T = _read_once(key, make)
    return found


def compared() -> list[dict[str, str]]:
    """Return the addresses of the runs that stand side by side."""
    return [dict(one) for one in st.session_state.get(_KEPT, [])]


def set_compared(said: list[dict[str, str]]) -> None:
    """Remember which runs stand side by side."""
    st.session_state[_KEPT] = said


def rule_sheet() -> dict[str, Any] | None:
    """Return the form of the rules that are being written, as plain values; None before anything was written."""
    found: dict[str, Any] | None = st.session_state.get(_SHEET)
    return found


def set_rule_sheet(said: dict[str, Any], *, anew: bool = False) -> None:
    """Keep the form of the rules; `anew` draws its fields again from these values."""
    st.session_state[_SHEET] = said
    if anew:
        st.session_state[_DRAWING] = rule_drawing() + 1


def rule_drawing() -> int:
    """Return how often the form of the rules was drawn anew; the keys of its fields change with it."""
    return int(st.session_state.get(_DRAWING, 0))


def words_read() -> str:
    """Return the words that were last read into rules."""
    return str(st.session_state.get(_WORDS_READ, ""))


def set_words_read(words: str) -> None:
    """Remember the words that are read into rules."""
    st.session_state[_WORDS_READ] = words


def over(job_id: str) -> Any:
    """Return a job that is over as it was read once, None for one that was not."""
    return _jobs_over().get(job_id)


def set_over(job: Any) -> None:
    """Keep a job that is over; it changes no more."""
    kept = _jobs_over()
    while len(kept) >= MOST_REPORTS:
        kept.pop(next(iter(kept)), None)
    kept[job.id] = job


@st.cache_resource(show_spinner=False)
def _jobs_over() -> dict[str, Any]:
    return {}


def restore_address() -> None:
    """Put back the address that the page wrote last; a fragment comes with the one that the browser knew before."""
    _put(dict(st.session_state.get(_ADDRESS, {})))
