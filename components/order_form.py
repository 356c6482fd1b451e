"""The order form: every type and exit, checked by the gate as you type; it proposes, and the dialog sends."""

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import exit_defaults, faults, session
from components.order_preview import preview
from components.prose import plain
from components.sizing_control import sized_by, sizing_control
from components.ticket_form import (
    DOLLARS,
    PERCENT,
    SHARES,
    WITH_EXITS,
    OrderForm,
    prices_shown,
    takes_extended_hours,
    ticket_of,
)
from components.ticket_words import CLASSES, SIDES, TIMES_IN_FORCE, TYPES
from trading.errors import TradingError
from trading.types import OrderClass, OrderType, Side, Ticket, TimeInForce

if TYPE_CHECKING:
    from trading.services import Services

_LIVE = "300ms"
_PRICES = {
    "limit_price": ("Limit, USD", session.ORDER_LIMIT),
    "stop_price": ("Stop, USD", session.ORDER_STOP),
    "take_profit": ("Take profit, USD", session.ORDER_TAKE_PROFIT),
    "stop_loss": ("Stop loss, USD", session.ORDER_STOP_LOSS),
}
_FIRST = {session.ORDER_SIDE: Side.BUY, session.ORDER_SIZE_IN: SHARES, session.ORDER_TRAIL_IN: PERCENT}
_EXIT_TYPES = (OrderType.MARKET, OrderType.LIMIT)
_EXIT_LIVES = (TimeInForce.DAY, TimeInForce.GTC)


def order_form(services: "Services") -> None:
    """Draw the form with its live preview; only this part of the page runs again while somebody types."""
    st.fragment(_form)(services)


def fill_in(symbol: str, *, side: Side = Side.BUY) -> None:
    """Start the form on a symbol; for buttons of other pages."""
    st.session_state[session.ORDER_SYMBOL] = symbol
    st.session_state[session.ORDER_SIDE] = side
    exit_defaults.start_anew()


def edit(ticket: Ticket) -> None:
    """Put a ticket back into the form, for "Edit order"; sizes and prices as they were."""
    fill_in(ticket.symbol, side=ticket.side or Side.BUY)
    loss, profit = ticket.stop_loss, ticket.take_profit
    trail = ticket.trail_percent if ticket.trail_percent is not None else ticket.trail_price
    values: dict[str, Any] = {
        session.ORDER_SIZE_IN: DOLLARS if ticket.notional is not None else SHARES,
        session.ORDER_SIZE: _text(ticket.notional if ticket.notional is not None else ticket.qty),
        session.ORDER_TYPE: ticket.type or OrderType.MARKET,
        session.ORDER_TIME_IN_FORCE: ticket.time_in_force or TimeInForce.DAY,
        session.ORDER_EXITS: ticket.order_class or OrderClass.SIMPLE,
        session.ORDER_LIMIT: _text(ticket.limit_price),
        session.ORDER_STOP: _text(ticket.stop_price),
        session.ORDER_TRAIL: _text(trail),
        session.ORDER_TRAIL_IN: DOLLARS if ticket.trail_price is not None else PERCENT,
        session.ORDER_TAKE_PROFIT: _text(profit.limit_price if profit else None),
        session.ORDER_STOP_LOSS: _text(loss.stop_price if loss else None),
        session.ORDER_ONLY_CLOSES: ticket.reduce_only,
        session.ORDER_EXTENDED: ticket.extended_hours,
    }
    st.session_state.update(values)
    exit_defaults.keep_all()


def _text(value: object) -> str:
    return "" if value is None else f"{value:f}"


def _form(services: "Services") -> None:
    with st.container(border=True, key="order_form"):
        st.subheader("New order", anchor=False)
        try:
            _fields(services)
            ready = preview(services, _form_now())
        except TradingError as fault:
            faults.show(fault)
            return
        _button(services, ready=ready)


def _form_now() -> OrderForm:
    """Return what the widgets hold at this moment, in a run as in a callback."""
    state, exits = st.session_state, _exits_now()
    return OrderForm(
        symbol=state.get(session.ORDER_SYMBOL) or "",
        side=str(state.get(session.ORDER_SIDE) or Side.BUY),
        type=OrderType(state.get(session.ORDER_TYPE) or OrderType.MARKET),
        time_in_force=TimeInForce(state.get(session.ORDER_TIME_IN_FORCE) or TimeInForce.DAY),
        order_class=exits,
        size_in=state.get(session.ORDER_SIZE_IN) or SHARES,
        trail_in=state.get(session.ORDER_TRAIL_IN) or PERCENT,
        size=_typed(session.ORDER_SIZE),
        limit_price=_typed(session.ORDER_LIMIT),
        stop_price=_typed(session.ORDER_STOP),
        trail=_typed(session.ORDER_TRAIL),
        take_profit=_typed(session.ORDER_TAKE_PROFIT),
        stop_loss=_typed(session.ORDER_STOP_LOSS),
        reduce_only=state.get(session.ORDER_SIDE) == Side.SELL and bool(state.get(session.ORDER_ONLY_CLOSES)),
        extended_hours=bool(state.get(session.ORDER_EXTENDED)),
        stated=exit_defaults.sources(exits),
    )


def _exits_now() -> OrderClass:
    """Return the chosen exits; a type that takes none has none, whatever was chosen before."""
    kind = st.session_state.get(session.ORDER_TYPE) or OrderType.MARKET
    chosen = st.session_state.get(session.ORDER_EXITS) or OrderClass.SIMPLE
    return OrderClass(chosen) if kind in _EXIT_TYPES else OrderClass.SIMPLE


def _fields(services: "Services") -> None:
    names = {asset.symbol: asset.name for asset in services.market.assets() if asset.tradable}
    if st.session_state.get(session.ORDER_SYMBOL) not in names:
        st.session_state.pop(session.ORDER_SYMBOL, None)
    for key, first in _FIRST.items():
        st.session_state.setdefault(key, first)
    exit_defaults.settle(services)
    st.segmented_control(
        "Side", list(Side), format_func=SIDES.__getitem__, required=True, label_visibility="collapsed",
        key=session.ORDER_SIDE, width="stretch", persist_state="session",
    )  # fmt: skip
    st.selectbox(
        "Symbol", list(names), format_func=lambda one: f"{one} · {names[one]}", index=None,
        key=session.ORDER_SYMBOL, placeholder="Choose, or type a name", persist_state="session",
    )  # fmt: skip
    _size(services)
    with st.container(horizontal=True, gap="small"):
        _choice("Type", TYPES, session.ORDER_TYPE)
        kind = OrderType(st.session_state[session.ORDER_TYPE])
        _choice("Time in force", _lives(kind), session.ORDER_TIME_IN_FORCE)
    if kind in _EXIT_TYPES:
        _choice("Exits", CLASSES, session.ORDER_EXITS)
    _prices(kind, _exits_now())
    if st.session_state.get(session.ORDER_SIDE) == Side.SELL:
        st.checkbox(
            "Only closes what is held", key=session.ORDER_ONLY_CLOSES, persist_state="session",
            help="The order is refused if it would sell more than the position.",
        )  # fmt: skip
    if services.replay is None and takes_extended_hours(_form_now()):
        st.checkbox(
            "Also before and after the session", key=session.ORDER_EXTENDED, persist_state="session",
            help="From 04:00 to 20:00 in New York. Fewer trade then: spreads are wider.",
        )  # fmt: skip


def _lives(kind: OrderType) -> dict[TimeInForce, str]:
    """Return how long an order may live: stops, trails and whatever carries exits take day or until cancelled."""
    if kind in _EXIT_TYPES and _exits_now() not in WITH_EXITS:
        return TIMES_IN_FORCE
    return {one: TIMES_IN_FORCE[one] for one in _EXIT_LIVES}


def _size(services: "Services") -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.session_state.get(session.ORDER_SIZE_IN) or SHARES
        _number("Shares" if chosen == SHARES else "Amount, USD", session.ORDER_SIZE)
        _unit("Size in", [SHARES, DOLLARS], session.ORDER_SIZE_IN)
    sizing_control(services, _form_now)


def _prices(kind: OrderType, exits: OrderClass) -> None:
    shown = prices_shown(kind, exits)
    if not shown:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for name in shown:
            if name == "trail":
                by = "%" if (st.session_state.get(session.ORDER_TRAIL_IN) or PERCENT) == PERCENT else "USD"
                _number(f"Trails by, {by}", session.ORDER_TRAIL)
                _unit("Trail in", [PERCENT, DOLLARS], session.ORDER_TRAIL_IN)
            else:
                _number(*_PRICES[name])


def _number(label: str, key: str) -> None:
    st.text_input(label, key=key, live=_LIVE, autocomplete="off", persist_state="session")


def _unit(label: str, units: list[str], key: str) -> None:
    st.segmented_control(label, units, key=key, required=True, label_visibility="collapsed", persist_state="session")


def _choice(label: str, words: dict[Any, str], key: str) -> None:
    if st.session_state.get(key) not in words:
        st.session_state.pop(key, None)
    st.selectbox(
        label, list(words), format_func=words.__getitem__, key=key, persist_state="session",
        on_change=exit_defaults.touched, args=(key,),
    )  # fmt: skip


def _typed(key: str) -> str:
    return str(st.session_state.get(key) or "")


def _button(services: "Services", *, ready: bool) -> None:
    state = services.desk.state()
    why = "Trading is stopped" if state.stopped else "Orders are held" if state.reason else ""
    st.button(
        why or "Review order",
        key="order_review",
        type="primary",
        icon=":material/fact_check:",
        width="stretch",
        disabled=bool(why) or not ready,
        on_click=_propose,
        args=(services, uuid.uuid4().hex),
        help=plain(state.reason) if state.reason else "Nothing is sent yet: the next step shows all of it and asks.",
    )


def _propose(services: "Services", nonce: str) -> None:
    """Write the ticket, once for each drawing of the button so that a double click makes one, and review it."""
    try:
        form = _form_now()
        ticket, origin = ticket_of(replace(form, sized_by=sized_by(form)))
        proposal = services.desk.propose(ticket, origin, intent_key=f"form:{nonce}")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    else:
        session.set_review(proposal.id)
        st.session_state[session.ORDER_SIZE] = ""
        exit_defaults.start_anew()
    session.draw_anew()
