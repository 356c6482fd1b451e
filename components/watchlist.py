"""Watchlists: the picker and the names that two pages share, and the popover beside the chart."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session
from components.chart_toolbar import show_symbol
from components.prose import plain
from trading.errors import TradingError
from trading.types import Asset, Watchlist

if TYPE_CHECKING:
    from trading.ports import Watchlists

WIDTH = 340


def watchlist_popover(lists: "Watchlists", assets: Sequence[Asset], symbol: str) -> None:
    """Draw the button; the venue is asked only while what it opens is open."""
    popover = st.popover(
        "Watchlist", icon=":material/bookmarks:", key=session.WATCHLIST_OPEN, on_change="rerun",
    )  # fmt: skip
    if popover.open:
        with popover:
            try:
                _lists(lists, {asset.symbol for asset in assets}, symbol)
            except TradingError as fault:
                faults.show(fault)


def list_picker(lists: "Watchlists") -> Watchlist | None:
    """Draw the choice of a list and return it with its symbols, None when there is no list. Raises Unavailable."""
    names = {one.id: one.name for one in lists.names()}
    if not names:
        return None
    if st.session_state.get(session.WATCHLIST) not in names:
        st.session_state[session.WATCHLIST] = next(iter(names))
    chosen = st.selectbox(
        "List", list(names), format_func=lambda one: names[one], key=session.WATCHLIST,
        label_visibility="collapsed", width=WIDTH, persist_state="session",
    )  # fmt: skip
    return lists.one(str(chosen))


def _lists(lists: "Watchlists", known: Collection[str], symbol: str) -> None:
    shown = list_picker(lists)
    if shown is not None:
        _symbols(shown, known, symbol)
        _put_or_take(lists, shown, symbol)
    else:
        st.caption(f"The account has no watchlist yet. Name one below; it begins with {plain(symbol)}.", width=WIDTH)
    list_names(lists, shown, (symbol,))


def _symbols(shown: Watchlist, known: Collection[str], symbol: str) -> None:
    """Draw the symbols of a list as buttons that open their chart."""
    if not shown.symbols:
        st.caption("This list is empty.", width=WIDTH)
        return
    with st.container(horizontal=True, gap="xsmall", width=WIDTH):
        for one in shown.symbols:
            st.button(
                one,
                key=f"watch_{one}",
                on_click=show_symbol,
                args=(one,),
                type="primary" if one == symbol else "secondary",
                disabled=one not in known,
                help=None if one in known else "This desk has no prices of it.",
            )


def _put_or_take(lists: "Watchlists", shown: Watchlist, symbol: str) -> None:
    """Draw the one button that puts the shown symbol on the list or takes it off."""
    if symbol in shown.symbols:
        st.button(
            f"Take {symbol} off", key="watch_remove", icon=":material/bookmark_remove:", on_click=told, width=WIDTH,
            args=(lambda: lists.remove(shown.id, symbol), f"{symbol} is off {shown.name}."),
        )  # fmt: skip
    else:
        st.button(
            f"Add {symbol}", key="watch_add", icon=":material/bookmark_add:", on_click=told, width=WIDTH,
            args=(lambda: lists.add(shown.id, symbol), f"{symbol} is on {shown.name}."),
        )  # fmt: skip


def list_names(lists: "Watchlists", shown: Watchlist | None, first: Sequence[str]) -> None:
    """Draw what makes, renames and deletes a list; a new one begins with these symbols.

    A list is deleted only by its own name, typed.
    """
    st.text_input(
        "Name of a list", key=session.WATCHLIST_NAME, placeholder="Name of a list", label_visibility="collapsed",
        max_chars=64, width=WIDTH,
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", width=WIDTH):
        st.button("Make a list", key="watch_make", on_click=_make, args=(lists, tuple(first)))
        if shown is not None:
            st.button("Rename", key="watch_rename", on_click=_rename, args=(lists, shown))
            st.button(
                "Delete", key="watch_delete", on_click=_delete, args=(lists, shown), type="tertiary",
                help=f"Type {plain(shown.name)} first: what {plain(lists.keeper)} has deleted is gone.",
            )  # fmt: skip


def _make(lists: "Watchlists", first: tuple[str, ...]) -> None:
    name = _typed()

    def make() -> None:
        st.session_state[session.WATCHLIST] = lists.make(name, first).id

    on_it = f"{', '.join(first)} is on it" if first else "it is empty"
    told(make, f"The list {name} is made; {on_it}.", clears=session.WATCHLIST_NAME)


def _rename(lists: "Watchlists", shown: Watchlist) -> None:
    name = _typed()
    told(lambda: lists.rename(shown.id, name), f"The list {shown.name} is now {name}.", clears=session.WATCHLIST_NAME)


def _delete(lists: "Watchlists", shown: Watchlist) -> None:
    if _typed() != shown.name:
        session.toast(plain(f"Type the list's name, {shown.name}, to delete it. Nothing was changed."))
        return
    told(lambda: lists.delete(shown.id), f"The list {shown.name} is deleted.", clears=session.WATCHLIST_NAME)


def _typed() -> str:
    return str(st.session_state.get(session.WATCHLIST_NAME, "")).strip()


def told(change: Callable[[], object], done: str, *, clears: str | None = None) -> None:
    """Carry out a change of what is kept and say what became of it; `clears` is the field that it empties."""
    try:
        change()
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return
    if clears is not None:
        st.session_state[clears] = ""
    session.toast(plain(done), ":material/bookmarks:")
