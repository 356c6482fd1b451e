"""The keys of session state, the query string and what is kept for the process: named here and nowhere else.

Those of one page alone may stand in a file beside this one, such as session_activity.py.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import streamlit as st

if TYPE_CHECKING:
    from bootstrap import Wiring

T = TypeVar("T")
WARM_UP_AFTER_S = 1.5
RECENT_S = 2.0
_SIGNED_IN = "signed_in"
_REVIEW = "review_id"
_REVIEWS = "reviews"
_NOTES = "review_notes"
_BATCH = "batch"
_TOASTS = "toasts"
_CONVERSATION = "conversation"
_DRAWN_CONVERSATION = "drawn_conversation"
_DRAWN_AT = "drawn_at"
_DRAWN_NEWS = "drawn_news"
_TOLD = "told_seq"
CHAT_INPUT = "chat_input"
CONVERSATION_SEARCH = "conversation_search"
CHART_SYMBOL = "chart_symbol"
CHART_BARS = "chart_bars"
CHART_SPAN = "chart_span"
CHART_INDICATORS = "chart_indicators"
CHART_SHELF = "chart_shelf"
CHART_COMPARE = "chart_compare"
CHART_PICKER = "chart_picker"
CHART_LOOK = "chart_look"
CHART_KIND = "chart_kind"
CHART_PROFILE = "chart_profile"
CHART_EXTENDED = "chart_extended"
CHART_PANE = "chart_pane"
ORDER_SYMBOL = "order_symbol"
ORDER_SIDE = "order_side"
ORDER_SIZE = "order_size"
ORDER_SIZE_IN = "order_size_in"
ORDER_SIZE_BY = "order_size_by"
ORDER_SIZED = "order_sized"
ORDER_TYPE = "order_type"
ORDER_TIME_IN_FORCE = "order_time_in_force"
ORDER_EXITS = "order_exits"
ORDER_LIMIT = "order_limit"
ORDER_STOP = "order_stop"
ORDER_TRAIL = "order_trail"
ORDER_TRAIL_IN = "order_trail_in"
ORDER_TAKE_PROFIT = "order_take_profit"
ORDER_STOP_LOSS = "order_stop_loss"
ORDER_ONLY_CLOSES = "order_only_closes"
ORDER_EXTENDED = "order_extended"
_ORDERS_LIST = "orders_list"
_ORDERS_TABS = "orders_tabs_began"
ORDERS_PAGE = "orders_page"
ORDERS_SHOWN = "orders_shown"
ORDER_CHOSEN = "order_chosen"
EQUITY_SPAN = "equity_span"
REPLAY_OPEN = "replay"
REPLAY_DAY = "settings_replay_day"
NEW_BOOK = "settings_new_book"
_NEW_KEY = "new_key"
_ORDER_CURSORS = "order_cursors"
WATCHLIST = "watchlist"
WATCHLIST_OPEN = "watchlist_open"
WATCHLIST_NAME = "watchlist_name"
_CHART_ADDRESS = "chart_address"
_CHART_FAULTS = "chart_faults"
_CHART_RENEWALS = "chart_renewals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the dialog must say of one proposal besides its state: a drift, a refusal, a fault."""

    proposal_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The ids of the tickets that one dialog lists, and of the orders that it names without a ticket."""

    name: str
    tickets: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def wiring() -> "Wiring":
    """Return the process's parts. Raises BadSettings or Unavailable with a sentence."""
    import bootstrap

    return bootstrap.wiring(_secrets())


@cache
def _secrets() -> dict[str, Any]:
    try:
        return dict(st.secrets.to_dict())
    except FileNotFoundError:
        return {}


@st.cache_resource(show_spinner=False)
def _warm_up_once() -> Timer:
    timer = Timer(WARM_UP_AFTER_S, lambda: wiring().warm_up())
    timer.daemon = True
    timer.start()
    return timer


def warm_up_soon() -> None:
    """Begin to import the heavy libraries a moment after this first page has been painted."""
    _warm_up_once()


def signed_in() -> bool:
    """Say whether this browser session has given the password."""
    return bool(st.session_state.get(_SIGNED_IN, False))


def sign_in() -> None:
    """Remember that the password was right, for this browser session."""
    st.session_state[_SIGNED_IN] = True


@dataclass(slots=True)
class SignInTries:
    """Failed passwords of the last minute, of everybody: the whole process shares one."""

    at: deque[float] = field(default_factory=deque)
    lock: Lock = field(default_factory=Lock)


@st.cache_resource(show_spinner=False)
def sign_in_tries() -> SignInTries:
    """Return the process's record of failed passwords."""
    return SignInTries()


def review_id() -> str | None:
    """Return the proposal that the confirmation dialog shows, None when it is closed."""
    found = st.session_state.get(_REVIEW)
    return str(found) if found else None


def set_review(proposal_id: str | None) -> None:
    """Open the confirmation dialog on a proposal at the next run, or close it."""
    st.session_state[_REVIEW] = proposal_id
    st.session_state[_REVIEWS] = reviews() + (proposal_id is not None)
    st.session_state.pop(_NOTES, None)
    st.session_state.pop(_BATCH, None)


def reviews() -> int:
    """Return how often this session has opened the dialog; a key that changes with it closes what opened it."""
    return int(st.session_state.get(_REVIEWS, 0))


def note_of(proposal_id: str) -> Note | None:
    """Return what the dialog must say of that proposal."""
    kept = st.session_state.get(_NOTES, {}).get(proposal_id)
    return Note(proposal_id=proposal_id, kind=kept[0], text=kept[1]) if kept else None


def set_notes(*notes: Note) -> None:
    """Keep these notes for the dialog and no other."""
    st.session_state[_NOTES] = {note.proposal_id: (note.kind, note.text) for note in notes}


def batch() -> Batch | None:
    """Return what the dialog of Close all or Cancel all lists, None when it is closed."""
    kept = st.session_state.get(_BATCH)
    return Batch(name=kept[0], tickets=tuple(kept[1]), left_out=tuple(kept[2])) if kept else None


def set_batch(shown: Batch | None) -> None:
    """Open the dialog over these tickets at the next run, or close it; no other dialog stays open."""
    set_review(None)
    if shown is not None:
        st.session_state[_BATCH] = (shown.name, list(shown.tickets), list(shown.left_out))


def toast(text: str, icon: str = ":material/info:") -> None:
    """Say something (already Markdown) at the top right at the end of this run or the next."""
    st.session_state.setdefault(_TOASTS, []).append((text, icon))


def take_toasts() -> list[tuple[str, str]]:
    """Return what is to be said now, once."""
    return list(st.session_state.pop(_TOASTS, []))


@st.cache_resource(show_spinner=False, max_entries=256)
def _kept(key: str, _make: Callable[[], Any]) -> Any:
    return _make()


def kept(key: str, make: Callable[[], T]) -> T:
    """Return a value that never changes for its key, made at the first call."""
    value: T = _kept(key, make)
    return value


@st.cache_resource(show_spinner=False, ttl=RECENT_S, max_entries=64)
def _recent(key: str, _make: Callable[[], Any]) -> Any:
    return _make()


def recently(key: str, make: Callable[[], T]) -> T:
    """Return a value as it was at most two seconds ago; the parts of a page that look together share one reading."""
    value: T = _recent(key, make)
    return value


def conversation_id() -> str | None:
    """Return the conversation in the address, None in a new chat."""
    return st.query_params.get(_CONVERSATION) or None


def set_conversation(conversation_id: str | None) -> None:
    """Put a conversation into the address, so that a reload shows it again."""
    if conversation_id is None:
        st.query_params.pop(_CONVERSATION, None)
    else:
        st.query_params[_CONVERSATION] = conversation_id
    st.session_state[_DRAWN_CONVERSATION] = conversation_id


def keep_address() -> None:
    """Remember the conversation that the whole page is drawn for; call it when that begins."""
    st.session_state[_DRAWN_CONVERSATION] = conversation_id()


def draw_anew() -> NoReturn:
    """Draw the whole page anew, from a fragment or a callback, at the address that the page was drawn for.

    A fragment comes with the address that the browser knew when it asked, which can be older than the one that the
    page has written since; drawn at that one, the chat would lose the conversation that has just begun.
    """
    drawn = st.session_state.get(_DRAWN_CONVERSATION)
    if drawn != conversation_id():
        set_conversation(drawn)
    if chart_address().items() - st.query_params.to_dict().items():
        st.query_params.update(chart_address())
    st.rerun()


def drawn_at() -> datetime | None:
    """Return the market time that the page was drawn for."""
    found: datetime | None = st.session_state.get(_DRAWN_AT)
    return found


def set_drawn_at(at: datetime | None) -> None:
    """Remember the market time that the page is drawn for."""
    st.session_state[_DRAWN_AT] = at


def drawn_news() -> str:
    """Return the mark of the desk's news that the page was drawn for."""
    return str(st.session_state.get(_DRAWN_NEWS, ""))


def set_drawn_news(mark: str) -> None:
    """Remember the mark of the desk's news that the page is drawn for."""
    st.session_state[_DRAWN_NEWS] = mark


def told() -> int | None:
    """Return the number of the newest entry of the log that this session has been told of, None before the first."""
    found: int | None = st.session_state.get(_TOLD)
    return found


def set_told(seq: int) -> None:
    """Remember up to which entry of the log this session has been told."""
    st.session_state[_TOLD] = seq


def chart_address() -> dict[str, str]:
    """Return the part of the address that the chart wrote last, empty before it wrote any."""
    return dict(st.session_state.get(_CHART_ADDRESS, {}))


def write_chart_address(params: dict[str, str]) -> None:
    """Put the chart's view into the address, so that it can be shared and reloaded.

    In one move, because each is a step of the browser's way back.
    """
    shown = st.query_params.to_dict()
    stale = chart_address().keys() - params.keys()
    wanted = {name: value for name, value in shown.items() if name not in stale} | params
    if wanted != shown:
        st.query_params.from_dict(wanted)
    st.session_state[_CHART_ADDRESS] = params


def leave_chart() -> None:
    """Take the chart's view out of the address on any other page; the chart itself remembers its view."""
    for name in st.session_state.pop(_CHART_ADDRESS, {}):
        st.query_params.pop(name, None)


def chart_renewals() -> int:
    """Return how often the chart's browser side has asked for another token in this session."""
    return int(st.session_state.get(_CHART_RENEWALS, 0))


def count_chart_renewal() -> None:
    """Count that the chart's browser side has asked for another token; a callback."""
    st.session_state[_CHART_RENEWALS] = chart_renewals() + 1


def take_chart_faults() -> list[str]:
    """Return the sentences about indicators that were typed wrongly, once."""
    return list(st.session_state.pop(_CHART_FAULTS, []))


def set_chart_faults(sentences: list[str]) -> None:
    """Keep what is wrong with the indicators that were typed, for the next run."""
    st.session_state[_CHART_FAULTS] = sentences


def order_cursors() -> list[str]:
    """Return where the second and each later known page of the order history begins."""
    return list(st.session_state.get(_ORDER_CURSORS, []))


def remember_order_cursor(page: int, next_cursor: str | None) -> None:
    """Remember where the page after this one begins; None means that this is the last."""
    kept = order_cursors()[: page - 1]
    st.session_state[_ORDER_CURSORS] = kept + ([next_cursor] if next_cursor is not None else [])


def forget_order_pages() -> None:
    """Begin the order history at its first page again, because it lists something else now."""
    st.session_state.pop(_ORDER_CURSORS, None)
    st.session_state.pop(ORDERS_PAGE, None)


def new_key() -> str | None:
    """Return the API key that was just made and is still to be copied."""
    found = st.session_state.get(_NEW_KEY)
    return str(found) if found else None


def set_new_key(text: str) -> None:
    """Keep a new API key for this browser session until the person has copied it."""
    st.session_state[_NEW_KEY] = text


def forget_new_key() -> None:
    """Forget the new API key; nothing can show it again."""
    st.session_state.pop(_NEW_KEY, None)


def orders_tabs_began(key: str, chosen: int) -> int:
    """Return the list that these tabs began with: the one that was chosen when they were first drawn."""
    kept = st.session_state.get(_ORDERS_TABS)
    if kept is None or kept[0] != key:
        kept = st.session_state[_ORDERS_TABS] = (key, chosen)
    return int(kept[1])


def forget_orders_tabs() -> None:
    """Let the tabs of Orders begin anew, at the list that is looked at."""
    st.session_state.pop(_ORDERS_TABS, None)


def orders_list() -> int:
    """Return which of the three lists of orders is looked at, counted from 0."""
    return int(st.session_state.get(_ORDERS_LIST, 0))


def set_orders_list(at: int) -> None:
    """Remember which list of orders is looked at."""
    st.session_state[_ORDERS_LIST] = at
