"""What became of past orders and tickets, page by page, each with the reason of whatever did not happen."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import confirm, order_form, session
from components.charts.palette import palette_of
from components.executions import executions
from components.order_tables import HISTORY_COLUMNS, history_csv, history_row, state_colors
from trading.types import IN_FLIGHT, Action, Page, Proposal, Status, Ticket, first_of_all

if TYPE_CHECKING:
    from trading.services import Services

PAST = tuple(sorted(set(Status) - IN_FLIGHT - {Status.PROPOSED, Status.OPEN}))
ROWS, MOST_EXPORTED = 12, 5_000
RECORD, EDIT = ":material/open_in_new: Record", ":material/edit: Edit"
_RECORD_CLICK, _EDIT_CLICK = "history_record", "history_edit"
EVERYTHING, EXECUTIONS = "All", "Executions"
SHOWN = {
    EVERYTHING: PAST,
    "Filled": (Status.FILLED, Status.REPLACED),
    "Refused": (Status.REFUSED, Status.REJECTED, Status.NEVER_ARRIVED),
    "Cancelled": (Status.CANCELLED,),
    "Expired": (Status.EXPIRED,),
}
_EDITABLE = frozenset({Status.REFUSED, Status.REJECTED, Status.EXPIRED, Status.CANCELLED, Status.NEVER_ARRIVED})


def order_history(services: "Services") -> None:
    """Draw one page of the history with its filter above, and its pages and the export of all of it below."""
    shown = _filter()
    if shown == EXECUTIONS:
        executions(services)
        return
    page, number = _page(services, SHOWN[shown])
    if not page.items:
        st.caption(
            "No order has been answered yet. What was filled, refused, cancelled or expired is listed here."
            if shown == EVERYTHING
            else "No order has ended so yet. Choose All to see the others."
        )
        return
    _table(services, page.items)
    with st.container(horizontal=True, vertical_alignment="center"):
        first = (number - 1) * ROWS + 1
        st.caption(f"{first} to {first + len(page.items) - 1}, newest first", width="content")
        st.download_button(
            "CSV",
            data=lambda: history_csv(_all(services, SHOWN[shown])),
            file_name="orders.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key="history_csv",
        )
        st.space("stretch")
        st.pagination(len(session.order_cursors()) + 1, key=session.ORDERS_PAGE, max_visible_pages=5)


def _filter() -> str:
    st.session_state.setdefault(session.ORDERS_SHOWN, EVERYTHING)
    chosen = st.segmented_control(
        "Show",
        [*SHOWN, EXECUTIONS],
        key=session.ORDERS_SHOWN,
        required=True,
        label_visibility="collapsed",
        on_change=session.forget_order_pages,
        persist_state="session",
    )
    return str(chosen)


def _page(services: "Services", statuses: Collection[Status]) -> tuple[Page[Proposal], int]:
    """Return the chosen page and its number, and remember where the next begins."""
    cursors = session.order_cursors()
    number = min(int(st.session_state.get(session.ORDERS_PAGE) or 1), len(cursors) + 1)
    cursor = cursors[number - 2] if number > 1 else None
    page = services.desk.proposals(statuses=statuses, limit=ROWS, cursor=cursor)
    session.remember_order_cursor(number, page.next_cursor)
    return page, number


def _table(services: "Services", items: Sequence[Proposal]) -> None:
    import pandas as pd

    colors = state_colors(palette_of(st.context.theme.type))
    st.dataframe(
        pd.DataFrame([history_row(one) | {"": RECORD, " ": _edit_label(one)} for one in items]),
        hide_index=True,
        row_height=36,
        height="content",
        placeholder="–",
        column_order=[*HISTORY_COLUMNS, "", " "],
        column_config={
            "Time, ET": st.column_config.DatetimeColumn(format="DD MMM HH:mm:ss", timezone="America/New_York"),
            "Size": st.column_config.TextColumn(alignment="right"),
            "State": st.column_config.MultiselectColumn(options=list(colors), color=list(colors.values())),
            "Filled": st.column_config.TextColumn(alignment="right"),
            "Fill": st.column_config.NumberColumn(format="%,.2f"),
            "Reason": st.column_config.TextColumn(width=260),
            "": st.column_config.ButtonColumn(
                key=_RECORD_CLICK, type="tertiary", on_click=_look, args=(services, [one.id for one in items])
            ),
            " ": st.column_config.ButtonColumn(
                key=_EDIT_CLICK,
                type="tertiary",
                on_click=_edit,
                args=([one.ticket for one in items],),
                help="Puts the order back into the form, to be changed.",
            ),
        },
        alt="Past orders with their state and reason",
        key="order_history",
    )


def _edit_label(proposal: Proposal) -> str | None:
    made_an_order = proposal.ticket.action is Action.ORDER and not proposal.adopted
    return EDIT if made_an_order and proposal.status in _EDITABLE else None


def _look(services: "Services", ids: Sequence[str]) -> None:
    confirm.look(services.desk, ids[st.session_state[_RECORD_CLICK]["row"]])


def _edit(tickets: Sequence[Ticket]) -> None:
    order_form.edit(tickets[st.session_state[_EDIT_CLICK]["row"]])


def _all(services: "Services", statuses: Collection[Status]) -> list[Proposal]:
    return first_of_all(lambda at: services.desk.proposals(statuses=statuses, limit=200, cursor=at), most=MOST_EXPORTED)
