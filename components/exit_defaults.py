"""The exits that the order form fills in by itself: they follow the price until somebody chooses or types another."""

from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from components import session
from components.ticket_form import SHARES, plain_number
from trading.errors import InvalidTicket, TradingError
from trading.risk.exits import Exits, default_exits, exit_words, fills_at
from trading.types import OrderClass, OrderType, Side, TimeInForce
from trading.types.wire import decimal_text, number_in

if TYPE_CHECKING:
    from trading.services import Services

_PRICES = {"stop_loss": session.ORDER_STOP_LOSS, "take_profit": session.ORDER_TAKE_PROFIT}
_ENTRY_TYPES = (OrderType.MARKET, OrderType.LIMIT)


def start_anew() -> None:
    """Forget what was chosen and typed, so that the next order begins with its defaults."""
    st.session_state[session.ORDER_TOUCHED] = ()
    st.session_state[session.ORDER_FILLED] = {}
    for key in _PRICES.values():
        st.session_state[key] = ""


def keep_all() -> None:
    """Take what stands in the form as chosen and typed: a ticket was put into it."""
    st.session_state[session.ORDER_TOUCHED] = (session.ORDER_EXITS, session.ORDER_TIME_IN_FORCE)
    st.session_state[session.ORDER_FILLED] = {}


def touched(key: str) -> None:
    """Remember that somebody chose a value; a callback."""
    st.session_state[session.ORDER_TOUCHED] = (*_touched(), key)


def settle(services: "Services") -> None:
    """Write the defaults into the form, before its widgets are drawn, where nothing else was chosen or typed."""
    exits = _exits(services)
    if session.ORDER_EXITS not in _touched():
        _put(session.ORDER_EXITS, _default_class(services, exits))
    chosen = _chosen()
    if session.ORDER_TIME_IN_FORCE not in _touched():
        outlives = chosen in (OrderClass.BRACKET, OrderClass.OTO, OrderClass.OCO) and _type() is OrderType.MARKET
        _put(session.ORDER_TIME_IN_FORCE, TimeInForce.GTC if outlives else TimeInForce.DAY)
    _fill(services, exits, chosen)


def sources(order_class: OrderClass) -> dict[str, str]:
    """Return the sentence of each exit price that still stands as it was filled in, by its field."""
    filled = st.session_state.get(session.ORDER_FILLED) or {}
    if order_class not in (OrderClass.BRACKET, OrderClass.OTO):
        return {}
    return {
        name: filled[f"{name} said"]
        for name, key in _PRICES.items()
        if filled.get(name) and filled[name] == st.session_state.get(key)
    }


def is_default_class() -> bool:
    """Say whether nobody chose the exits."""
    return session.ORDER_EXITS not in _touched()


def _put(key: str, value: object) -> None:
    """Write a widget's value where it changes: each writing draws it anew, and closes a list that stands open."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _touched() -> tuple[str, ...]:
    return tuple(st.session_state.get(session.ORDER_TOUCHED) or ())


def _chosen() -> OrderClass:
    return OrderClass(st.session_state.get(session.ORDER_EXITS) or OrderClass.SIMPLE)


def _type() -> OrderType:
    return OrderType(st.session_state.get(session.ORDER_TYPE) or OrderType.MARKET)


def _side() -> Side:
    return Side(str(st.session_state.get(session.ORDER_SIDE) or Side.BUY))


def _exits(services: "Services") -> Exits | None:
    """Return the exits from the price at which the order would fill, None where there is no price yet."""
    symbol, side = st.session_state.get(session.ORDER_SYMBOL), _side()
    if not symbol:
        return None
    is_pair = _chosen() is OrderClass.OCO and not is_default_class()
    try:
        typed = str(st.session_state.get(session.ORDER_LIMIT) or "")
        limit = number_in(plain_number(typed)) if _type() is OrderType.LIMIT and not is_pair else None
        base = limit or fills_at(services.market.quote(symbol), side)
        limits = services.limits.current()
    except TradingError:
        return None
    return default_exits(base, limits, is_long=(side is Side.BUY) != is_pair) if base > 0 else None


def _default_class(services: "Services", exits: Exits | None) -> OrderClass:
    """An entry has its exits; what closes, and what a venue takes alone only, has none."""
    if exits is None or _type() not in _ENTRY_TYPES or not _is_whole() or _closes(services):
        return OrderClass.SIMPLE
    return exits.order_class


def _is_whole() -> bool:
    if (st.session_state.get(session.ORDER_SIZE_IN) or SHARES) != SHARES:
        return False
    try:
        size = number_in(plain_number(str(st.session_state.get(session.ORDER_SIZE) or "1")))
    except InvalidTicket:
        return True
    return size is None or size == size.to_integral_value()


def _closes(services: "Services") -> bool:
    """Say whether the order would close a position; a sale of what cannot be read is no entry."""
    symbol, side = st.session_state.get(session.ORDER_SYMBOL), _side()
    try:
        positions = services.risk.reader.positions()
    except TradingError:
        return side is Side.SELL
    held = next((one.qty for one in positions if one.symbol == symbol), Decimal(0))
    return held > 0 if side is Side.SELL else held < 0


def _fill(services: "Services", exits: Exits | None, chosen: OrderClass) -> None:
    """Write the default prices where they are shown; one that was typed over stays, until symbol or side change."""
    state = st.session_state
    about = f"{state.get(session.ORDER_SYMBOL)} {_side()}"
    filled = dict(state.get(session.ORDER_FILLED) or {})
    is_asked = chosen in (OrderClass.BRACKET, OrderClass.OCO) or is_default_class()
    if chosen is OrderClass.OTO and not is_asked:
        _take_back(filled)
    if exits is None or not is_asked or chosen is OrderClass.SIMPLE:
        return
    limits = services.limits.current()
    is_above = exits.stop is not None and exits.stop > exits.base
    for name, price, percent, above in (
        ("stop_loss", exits.stop, limits.default_stop_pct, is_above),
        ("take_profit", exits.target, limits.default_target_pct, not is_above),
    ):
        key, before = _PRICES[name], filled.get(name)
        is_typed = filled.get("about") == about and before is not None and state.get(key) != before
        if price is None or is_typed or (before is None and state.get(key)):
            continue
        filled[name] = decimal_text(price)
        _put(key, filled[name])
        filled[f"{name} said"] = exit_words(percent, exits.base, is_above=above)
    filled["about"] = about
    state[session.ORDER_FILLED] = filled


def _take_back(filled: dict[str, str]) -> None:
    """Empty what was filled in and not typed over: which exit the one exit is, somebody says."""
    for name, key in _PRICES.items():
        if name in filled and st.session_state.get(key) == filled.pop(name):
            st.session_state[key] = ""
    st.session_state[session.ORDER_FILLED] = filled
