"""What the order form takes for exits and life where nobody chose or typed; it follows the price and is shown greyed.

Nothing is written into a widget: a value that code writes can cross one that somebody is typing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from components import session
from components.ticket_form import SHARES, plain_number
from components.ticket_words import TIMES_IN_FORCE
from trading.errors import InvalidTicket, TradingError
from trading.risk.exits import Exits, default_exits, exit_words, fills_at
from trading.types import OrderClass, OrderType, Side, TimeInForce
from trading.types.wire import decimal_text, number_in

if TYPE_CHECKING:
    from trading.services import Services

DEFAULT = "default"
"""The first choice of exits and of life on the form: whatever `form_defaults` says."""
_ENTRY_TYPES = (OrderType.MARKET, OrderType.LIMIT)
_FILLED = (OrderClass.BRACKET, OrderClass.OCO)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefaults:
    """What holds where nothing was chosen or typed: exits, life, and the text and the sentence of each exit price."""

    order_class: OrderClass = OrderClass.SIMPLE
    time_in_force: TimeInForce = TimeInForce.DAY
    prices: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)


def form_defaults(services: "Services") -> FormDefaults:
    """Return the defaults for what stands in the form now; without a price there are no exits among them."""
    chosen = chosen_or_none(session.ORDER_EXITS)
    exits = _exits(services, is_pair=chosen == OrderClass.OCO)
    own = _own_class(services, exits)
    holds = OrderClass(chosen or own)
    is_asked = holds in _FILLED or chosen is None
    prices, stated = _prices(services, exits) if exits is not None and is_asked else ({}, {})
    outlives = holds is not OrderClass.SIMPLE and _type() is OrderType.MARKET
    return FormDefaults(
        order_class=own,
        time_in_force=TimeInForce.GTC if outlives else TimeInForce.DAY,
        prices=prices,
        stated={} if holds is OrderClass.OCO else stated,
    )


def chosen_or_none(key: str) -> str | None:
    """Return what somebody chose in one of the two lists, None for the default."""
    value = st.session_state.get(key)
    return None if value in (None, DEFAULT) else str(value)


def start_anew() -> None:
    """Let the next order begin with its defaults, whatever was chosen or typed for the one before; for callbacks."""
    st.session_state[session.ORDER_EXITS] = st.session_state[session.ORDER_TIME_IN_FORCE] = DEFAULT
    st.session_state[session.ORDER_STOP_LOSS] = st.session_state[session.ORDER_TAKE_PROFIT] = ""


def words(defaults: FormDefaults) -> str:
    """Return what is taken where nothing was chosen, as one sentence for the form."""
    named = {"stop_loss": "a stop", "take_profit": "a target"}
    exits = " and ".join(named[name] for name in ("stop_loss", "take_profit") if name in defaults.prices)
    is_none = defaults.order_class is OrderClass.SIMPLE
    return f"By default: {'no exits' if is_none else exits}, {TIMES_IN_FORCE[defaults.time_in_force].lower()}."


def _type() -> OrderType:
    return OrderType(st.session_state.get(session.ORDER_TYPE) or OrderType.MARKET)


def _side() -> Side:
    return Side(str(st.session_state.get(session.ORDER_SIDE) or Side.BUY))


def _exits(services: "Services", *, is_pair: bool) -> Exits | None:
    """Return the exits from the limit or the price at which the order would fill, None where there is none yet."""
    symbol, side = st.session_state.get(session.ORDER_SYMBOL), _side()
    if not symbol or _type() not in _ENTRY_TYPES:
        return None
    try:
        typed = str(st.session_state.get(session.ORDER_LIMIT) or "")
        limit = number_in(plain_number(typed)) if _type() is OrderType.LIMIT and not is_pair else None
        base = limit or fills_at(services.market.quote(symbol), side)
        limits = services.limits.current()
    except TradingError:
        return None
    return default_exits(base, limits, is_long=(side is Side.BUY) != is_pair) if base > 0 else None


def _own_class(services: "Services", exits: Exits | None) -> OrderClass:
    """An entry has its exits; what closes, lives for one auction or is no whole number of shares has none."""
    life = chosen_or_none(session.ORDER_TIME_IN_FORCE)
    takes = life in (None, TimeInForce.DAY, TimeInForce.GTC) and not st.session_state.get(session.ORDER_EXTENDED)
    if exits is None or not takes or not _is_whole() or _closes(services):
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


def _prices(services: "Services", exits: Exits) -> tuple[dict[str, str], dict[str, str]]:
    """Return the text of each exit that there is, and the sentence that states it."""
    limits = services.limits.current()
    is_long = exits.stop < exits.base if exits.stop is not None else (exits.target or exits.base) > exits.base
    found = {
        name: (decimal_text(price), exit_words(percent, exits.base, is_above=is_above))
        for name, price, percent, is_above in (
            ("stop_loss", exits.stop, limits.default_stop_pct, not is_long),
            ("take_profit", exits.target, limits.default_target_pct, is_long),
        )
        if price is not None
    }
    return {name: text for name, (text, _) in found.items()}, {name: said for name, (_, said) in found.items()}
