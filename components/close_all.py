"""Close all: a ticket a position, listed in one dialog, sent one after another by one approval of what it shows."""

from typing import TYPE_CHECKING

import streamlit as st

from components import batch, session
from components.close_all_words import NAME, wording
from components.ticket_form import form_origin
from trading.types.wire import to_wire

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services
    from trading.types import Ticket

OPEN_ORDERS = 1
"""Where the list of open orders stands among the tabs of Orders."""


def close_all_button(services: "Services") -> None:
    """Draw the button that proposes to close every position and opens their dialog."""
    stopped = services.desk.state().stopped
    st.button(
        "Close all",
        key=NAME,
        type="tertiary",
        icon=":material/playlist_remove:",
        on_click=press,
        args=(services,),
        disabled=stopped,
        help="Trading is stopped" if stopped else "Lists an order for each position; nothing is sent before you do",
    )


def press(services: "Services") -> None:
    """Write a ticket for each position, unless one of a former press still waits, and open the dialog; a callback."""
    batch.open_on(services, NAME, _choose)


def request(ticket: "Ticket") -> batch.Request:
    """Return what closes one position, known by its symbol."""
    said = {name: value for name, value in to_wire(ticket).items() if value not in (None, False)}
    return batch.Request(ticket=ticket, origin=form_origin(said), about=ticket.symbol)


def _choose(desk: "OrderDesk") -> batch.Chosen:
    requests = [request(ticket) for ticket in desk.close_tickets()]
    return batch.Chosen(requests=requests, nothing="Nothing is held any more.")


def _go_to_orders() -> None:
    session.set_batch(None)
    session.set_orders_list(OPEN_ORDERS)
    session.forget_orders_tabs()
    st.switch_page("pages/orders.py")


CLOSE_ALL = batch.Kind(wording=wording(orders=_go_to_orders), press=press)
