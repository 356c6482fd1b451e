"""Orders at the broker that can still fill: a table with Change and Cancel, both tickets that the dialog confirms."""

import uuid
from typing import TYPE_CHECKING

import streamlit as st

from components import confirm, faults, session
from components.cancel_all import cancel_all_button
from components.charts.palette import palette_of
from components.order_changes import CHANGEABLE, cancel_request, changeable, replace_request
from components.order_tables import OPEN_COLUMNS, open_row, state_colors
from components.prose import plain
from components.ticket_words import title
from trading.errors import TradingError
from trading.types import IN_DOUBT, Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trading.services import Services

CHANGE, CANCEL, ASK_NOW = ":material/edit: Change", ":material/cancel: Cancel", ":material/sync: Ask now"
_CLICK = "open_orders_click"


def open_orders(services: "Services", orders: "Sequence[Proposal]") -> None:
    """Draw the open orders, and below them the form that changes the one that was picked."""
    import pandas as pd

    if not orders:
        st.caption("No open orders. A limit or stop order that has not filled yet is listed here.")
        return
    cancel_all_button(services, orders)
    click_args = (services, list(orders), uuid.uuid4().hex)
    colors = state_colors(palette_of(st.context.theme.type))
    rows = [open_row(one) | {"": _actions(one)} for one in orders]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        row_height=36,
        height="content",
        placeholder="–",
        column_order=[*OPEN_COLUMNS, ""],
        column_config={
            "Time, ET": st.column_config.DatetimeColumn(format="DD MMM HH:mm:ss", timezone="America/New_York"),
            "State": st.column_config.MultiselectColumn(options=list(colors), color=list(colors.values())),
            "Size": st.column_config.TextColumn(alignment="right"),
            "Filled": st.column_config.TextColumn(alignment="right"),
            "Terms": st.column_config.TextColumn(width="medium"),
            "": st.column_config.ButtonColumn(key=_CLICK, on_click=_clicked, args=click_args),
        },
        alt="Open orders",
        key="open_orders",
    )
    chosen = next((one for one in orders if one.id == st.session_state.get(session.ORDER_CHOSEN)), None)
    if chosen is not None:
        _change_form(services, chosen)


def _actions(order: Proposal) -> list[str]:
    if order.status in IN_DOUBT:
        return [ASK_NOW]
    return [CHANGE, CANCEL] if changeable(order.ticket) else [CANCEL]


def _clicked(services: "Services", orders: "Sequence[Proposal]", nonce: str) -> None:
    click = st.session_state[_CLICK]
    order = orders[click["row"]]
    if click["label"] == CHANGE:
        st.session_state[session.ORDER_CHOSEN] = order.id
    elif click["label"] == ASK_NOW:
        confirm.ask_now(services.desk, order.id)
        confirm.look(services.desk, order.id)
    else:
        _propose(services, order, None, nonce)


def _change_form(services: "Services", order: Proposal) -> None:
    with st.form(f"change_{order.id}", border=True):
        st.markdown(f"**Change: {plain(title(order.ticket))}**")
        texts = {}
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            for name, text in changeable(order.ticket).items():
                texts[name] = f"change_{name}_{order.id}"
                st.text_input(CHANGEABLE[name], text, key=texts[name], width=150, autocomplete="off")
            st.form_submit_button(
                "Review the change", type="primary", on_click=_propose, args=(services, order, texts, uuid.uuid4().hex),
                help="A new order takes this one's place once you have approved it.",
            )  # fmt: skip
            st.form_submit_button("Keep it as it is", type="tertiary", on_click=_forget)


def _propose(services: "Services", order: Proposal, keys: dict[str, str] | None, nonce: str) -> None:
    """Propose to cancel the order, or to replace it by what these widgets hold, once a drawing; open the dialog."""
    try:
        if keys is None:
            ticket, origin = cancel_request(order)
        else:
            typed = {name: str(st.session_state.get(key) or "") for name, key in keys.items()}
            ticket, origin = replace_request(order, typed)
        proposal = services.desk.propose(ticket, origin, intent_key=f"form:{nonce}")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return
    _forget()
    session.set_review(proposal.id)


def _forget() -> None:
    st.session_state.pop(session.ORDER_CHOSEN, None)
