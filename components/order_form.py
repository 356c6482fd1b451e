"""The order form: every type and exit, checked by the gate as you type; it proposes, and the dialog sends."""

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, session
from components.exit_defaults import DEFAULT, FormDefaults, chosen_or_none, form_defaults, start_anew, words
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
    start_anew()


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


def _text(value: object) -> str:
    return "" if value is None else f"{value:f}"


def _form(services: "Services") -> None:
    with st.container(border=True, key="order_form"):
        st.subheader("New order", anchor=False)
        try:
            _fields(services)
            ready = preview(services, _form_now(form_defaults(services)))
        except TradingError as fault:
            faults.show(fault)
            return
        _button(services, ready=ready)


def _form_now(defaults: FormDefaults) -> OrderForm:
    """Return what the widgets hold at this moment, in a run as in a callback; the defaults where they hold nothing."""
    state = st.session_state
    typed = {
        name: _typed(key)
        for name, key in (("take_profit", session.ORDER_TAKE_PROFIT), ("stop_loss", session.ORDER_STOP_LOSS))
    }
    return OrderForm(
        symbol=state.get(session.ORDER_SYMBOL) or "",
        side=str(state.get(session.ORDER_SIDE) or Side.BUY),
        type=OrderType(state.get(session.ORDER_TYPE) or OrderType.MARKET),
        time_in_force=TimeInForce(chosen_or_none(session.ORDER_TIME_IN_FORCE) or defaults.time_in_force),
        order_class=_exits_now(defaults),
        size_in=state.get(session.ORDER_SIZE_IN) or SHARES,
        trail_in=state.get(session.ORDER_TRAIL_IN) or PERCENT,
        size=_typed(session.ORDER_SIZE),
        limit_price=_typed(session.ORDER_LIMIT),
        stop_price=_typed(session.ORDER_STOP),
        trail=_typed(session.ORDER_TRAIL),
        take_profit=typed["take_profit"] or defaults.prices.get("take_profit", ""),
        stop_loss=typed["stop_loss"] or defaults.prices.get("stop_loss", ""),
        reduce_only=state.get(session.ORDER_SIDE) == Side.SELL and bool(state.get(session.ORDER_ONLY_CLOSES)),
        extended_hours=bool(state.get(session.ORDER_EXTENDED)),
        stated={name: said for name, said in defaults.stated.items() if not typed[name]},
    )


def _exits_now(defaults: FormDefaults) -> OrderClass:
    """Return the chosen exits; a type that takes none has none, whatever was chosen before."""
    kind = st.session_state.get(session.ORDER_TYPE) or OrderType.MARKET
    chosen = chosen_or_none(session.ORDER_EXITS) or defaults.order_class
    return OrderClass(chosen) if kind in _EXIT_TYPES else OrderClass.SIMPLE


def _fields(services: "Services") -> None:
    names = {asset.symbol: asset.name for asset in services.market.assets() if asset.tradable}
    if st.session_state.get(session.ORDER_SYMBOL) not in names:
        st.session_state.pop(session.ORDER_SYMBOL, None)
    for key, first in _FIRST.items():
        st.session_state.setdefault(key, first)
    st.segmented_control(
        "Side", list(Side), format_func=SIDES.__getitem__, required=True, label_visibility="collapsed",
        key=session.ORDER_SIDE, width="stretch", persist_state="session",
    )  # fmt: skip
    st.selectbox(
        "Symbol", list(names), format_func=lambda one: f"{one} · {names[one]}", index=None,
        key=session.ORDER_SYMBOL, placeholder="Choose, or type a name", persist_state="session",
    )  # fmt: skip
    _size(services)
    _terms(services)
    form = _form_now(form_defaults(services))
    if st.session_state.get(session.ORDER_SIDE) == Side.SELL:
        st.checkbox(
            "Only closes what is held", key=session.ORDER_ONLY_CLOSES, persist_state="session",
            help="The order is refused if it would sell more than the position.",
        )  # fmt: skip
    if services.replay is None and services.matching is None and takes_extended_hours(form):
        st.checkbox(
            "Also before and after the session", key=session.ORDER_EXTENDED, persist_state="session",
            help="From 04:00 to 20:00 in New York. Fewer trade then: spreads are wider.",
        )  # fmt: skip


def _terms(services: "Services") -> None:
    """Draw type, life, exits and their prices."""
    defaults = form_defaults(services)
    with st.container(horizontal=True, gap="small"):
        _choice("Type", TYPES, session.ORDER_TYPE)
        kind = OrderType(st.session_state[session.ORDER_TYPE])
        _choice("Time in force", {DEFAULT: "Default"} | _lives(kind), session.ORDER_TIME_IN_FORCE)
    if kind in _EXIT_TYPES:
        _choice("Exits", {DEFAULT: "Default exits"} | CLASSES, session.ORDER_EXITS)
    if st.session_state.get(session.ORDER_SYMBOL) and kind in _EXIT_TYPES and not _is_all_chosen():
        st.caption(words(defaults))
    _prices(kind, _exits_now(defaults), defaults)


def _is_all_chosen() -> bool:
    return all(chosen_or_none(key) is not None for key in (session.ORDER_EXITS, session.ORDER_TIME_IN_FORCE))


def _lives(kind: OrderType) -> dict[TimeInForce, str]:
    """Return how long an order may live: stops, trails and whatever carries exits take day or until cancelled."""
    chosen = chosen_or_none(session.ORDER_EXITS)
    if kind in _EXIT_TYPES and chosen not in WITH_EXITS:
        return TIMES_IN_FORCE
    return {one: TIMES_IN_FORCE[one] for one in _EXIT_LIVES}


def _size(services: "Services") -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.session_state.get(session.ORDER_SIZE_IN) or SHARES
        _number("Shares" if chosen == SHARES else "Amount, USD", session.ORDER_SIZE)
        _unit("Size in", [SHARES, DOLLARS], session.ORDER_SIZE_IN)
    sizing_control(services, lambda: _form_now(form_defaults(services)))


def _prices(kind: OrderType, exits: OrderClass, defaults: FormDefaults) -> None:
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
                _number(*_PRICES[name], greyed=defaults.prices.get(name, ""))


def _number(label: str, key: str, *, greyed: str = "") -> None:
    st.text_input(
        label, key=key, live=_LIVE, autocomplete="off", persist_state="session", placeholder=greyed or None
    )  # fmt: skip


def _unit(label: str, units: list[str], key: str) -> None:
    st.segmented_control(label, units, key=key, required=True, label_visibility="collapsed", persist_state="session")


def _choice(label: str, labels: dict[Any, str], key: str) -> None:
    if st.session_state.get(key) not in labels:
        st.session_state.pop(key, None)
    st.selectbox(label, list(labels), format_func=labels.__getitem__, key=key, persist_state="session")


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
        form = _form_now(form_defaults(services))
        ticket, origin = ticket_of(replace(form, sized_by=sized_by(form)))
        proposal = services.desk.propose(ticket, origin, intent_key=f"form:{nonce}")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    else:
        session.set_review(proposal.id)
        st.session_state[session.ORDER_SIZE] = ""
        start_anew()
    session.draw_anew()
