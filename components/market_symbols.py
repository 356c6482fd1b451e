"""Which symbols the page Market looks at: those at hand, what is held, or a watchlist."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session_market
from components.prose import plain
from trading.analysis.at_hand import AtHand, symbols_at_hand
from trading.errors import TradingError

if TYPE_CHECKING:
    from trading.services import Services

AT_HAND, HELD = "All at hand", "What I hold"


def symbols_picker(services: "Services") -> AtHand:
    """Draw the picker and return the symbols with the words that say which they are. Raises Unavailable."""
    lists = _lists(services)
    names = [AT_HAND, HELD, *lists]
    session_market.begin_at(session_market.SYMBOLS_OF, names)
    chosen = st.selectbox("Symbols", names, key=session_market.SYMBOLS_OF, width=200, label_visibility="collapsed")
    session_market.write(session_market.SYMBOLS_OF, "" if chosen == AT_HAND else str(chosen))
    if chosen == HELD:
        symbols = _held(services)
        return AtHand(symbols=symbols, said=f"what you hold: {', '.join(symbols) or 'nothing'}")
    if chosen in lists and services.watchlists is not None:
        shown = services.watchlists.one(lists[str(chosen)])
        return AtHand(symbols=shown.symbols, said=f"{len(shown.symbols)} on the watchlist {shown.name}")
    return symbols_at_hand(services.market, services.watchlists, lambda: _held(services))


def looked_at(found: AtHand, missing: Mapping[str, str]) -> None:
    """Say which symbols were looked at, and which of them have no price in this session."""
    left_out = f" · {len(missing)} without a price in this session: {', '.join(missing)}" if missing else ""
    st.caption(f"Looked at {plain(found.said)}{plain(left_out)}", width="content")


def _lists(services: "Services") -> dict[str, str]:
    """Return the ids of the watchlists by their labels; lists that cannot be read are said and left out."""
    if services.watchlists is None:
        return {}
    try:
        return {f"List: {one.name}": one.id for one in services.watchlists.names()}
    except TradingError as fault:
        st.caption(faults.sentence(fault))
        return {}


def _held(services: "Services") -> tuple[str, ...]:
    return tuple(position.symbol for position in services.portfolio.snapshot().positions)
