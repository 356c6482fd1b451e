"""The watchlists as tables: choose one, see its symbols, put one on or take one off, make, rename and delete lists."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session, session_market
from components.market_overview import notes
from components.market_tables import FIRST_LIST, symbols_table
from components.prose import plain
from components.watchlist import list_names, list_picker, told
from trading.analysis.at_hand import symbols_at_hand
from trading.errors import TradingError

if TYPE_CHECKING:
    from trading.ports import Watchlists
    from trading.services import Services
    from trading.types import Watchlist

MOST_OFFERED = 40


def market_lists(services: "Services") -> None:
    """Draw the list that is chosen; without any list one is offered and forced on nobody. Raises Unavailable."""
    lists = services.watchlists
    if lists is None:
        st.info("This account keeps no watchlists.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        shown = list_picker(lists)
        if shown is not None:
            _search(services, lists, shown)
        st.space("stretch")
        with st.popover("Lists", icon=":material/edit:", key="market_lists_popover"):
            list_names(lists, shown, ())
    if shown is None:
        _offer(services, lists)
        return
    if not shown.symbols:
        st.info(f"{plain(shown.name)} is empty. Find a symbol above, or press Watch on any row of the other views.")
        return
    scan = services.scan.scan(shown.symbols)
    if scan.rows:
        symbols_table(
            scan.rows, lists, key=f"market_list_{shown.id}", click=session_market.LIST_CLICK, list_id=shown.id
        )
        notes(scan)
    for symbol, why in scan.unread.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"**{plain(symbol)}**: {plain(why)}.")
            st.button(
                f"Take {symbol} off", key=f"market_off_{symbol}", type="tertiary", on_click=told,
                args=(lambda gone=symbol: lists.remove(shown.id, gone), f"{symbol} is off {shown.name}."),
            )  # fmt: skip


def _offer(services: "Services", lists: "Watchlists") -> None:
    hand = symbols_at_hand(services.market, None, tuple)
    tradable = [symbol for symbol in hand.symbols if symbol != services.portfolio.benchmark][:MOST_OFFERED]
    st.info(f"No watchlist yet. Name one under Lists, press Watch on any row, or begin with {len(tradable)} symbols.")
    st.button(
        f"Make a list of these {len(tradable)}", key="market_offer", icon=":material/bookmark_add:", on_click=told,
        args=(lambda: lists.make(FIRST_LIST, tradable), f"The list {FIRST_LIST} is made."), help=", ".join(tradable),
    )  # fmt: skip


def _search(services: "Services", lists: "Watchlists", shown: "Watchlist") -> None:
    """Draw the search that puts a symbol on the list: by symbol or by the name of the company."""
    text = st.text_input(
        "Add a symbol", key=session_market.LIST_SYMBOL, placeholder="Add: symbol or company", width=220,
        label_visibility="collapsed", max_chars=60,
    )  # fmt: skip
    if not text.strip():
        return
    try:
        found = [asset for asset in services.market.search(text, limit=6) if asset.symbol not in shown.symbols]
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return
    if not found:
        st.caption("Nothing new matches.")
    for asset in found[:3]:
        st.button(
            f"Add {asset.symbol}", key=f"market_add_{asset.symbol}", help=plain(asset.name), on_click=_add,
            args=(lists, shown, asset.symbol),
        )  # fmt: skip


def _add(lists: "Watchlists", shown: "Watchlist", symbol: str) -> None:
    told(lambda: lists.add(shown.id, symbol), f"{symbol} is on {shown.name}.", clears=session_market.LIST_SYMBOL)
