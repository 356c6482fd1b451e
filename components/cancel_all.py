"""Cancel all: a cancel ticket for each order that can still fill, listed in one dialog, sent by one approval of it."""

from typing import TYPE_CHECKING

import streamlit as st

from components import batch
from components.batch_rows import can_still_fill
from components.cancel_all_words import NAME, WORDING
from components.order_changes import cancel_request
from trading.types import IN_DOUBT, Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trading.orders.desk import OrderDesk
    from trading.services import Services

FROM = 2
"""From how many open orders on the button is shown; one alone has its own."""
_PAGE = 200


def cancel_all_button(services: "Services", orders: "Sequence[Proposal]") -> None:
    """Draw the button that proposes to cancel every open order and opens their dialog; a stop does not hold it."""
    if len(orders) < FROM:
        return
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button(
            "Cancel all",
            key=NAME,
            type="tertiary",
            icon=":material/playlist_remove:",
            on_click=press,
            args=(services,),
            help="Lists every order that can still fill; nothing is cancelled before you do",
        )


def press(services: "Services") -> None:
    """Write a cancel for each order, unless one of a former press still stands, and open the dialog; a callback."""
    batch.open_on(services, NAME, _choose)


def _choose(desk: "OrderDesk") -> batch.Chosen:
    orders = _open_orders(desk)
    doubted = tuple(order.id for order in orders if order.status in IN_DOUBT)
    nothing = "No order can be cancelled now: the broker has not said yet whether it has them."
    return batch.Chosen(
        requests=[_request(order) for order in orders if can_still_fill(order)],
        left_out=doubted,
        nothing=nothing if doubted else "No order is open any more.",
    )


def _request(order: Proposal) -> batch.Request:
    ticket, origin = cancel_request(order)
    return batch.Request(ticket=ticket, origin=origin, about=order.id)


def _open_orders(desk: "OrderDesk") -> list[Proposal]:
    page = desk.orders(limit=_PAGE)
    found = list(page.items)
    while page.next_cursor is not None:
        page = desk.orders(limit=_PAGE, cursor=page.next_cursor)
        found += page.items
    return found


CANCEL_ALL = batch.Kind(wording=WORDING, press=press)
