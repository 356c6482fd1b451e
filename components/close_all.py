"""Close all: a ticket a position, listed in one dialog, sent one after another by one approval of what it shows."""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import close_all_view, confirm, faults, session
from components.close_all_rows import Row
from components.prose import one_line
from components.standing import shown_status
from components.ticket_form import form_origin
from trading.errors import AlreadyAnswered, ApprovalExpired, NotFound, TradingError
from trading.types import OWNER, DeskState, Proposal, Status, Ticket
from trading.types.wire import to_wire

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services

OPEN_ORDERS = 1
"""Where the list of open orders stands among the tabs of Orders."""


def close_all_button(services: "Services") -> None:
    """Draw the button that proposes to close every position and opens their dialog."""
    stopped = services.desk.state().stopped
    st.button(
        "Close all",
        key="close_all",
        type="tertiary",
        icon=":material/playlist_remove:",
        on_click=press,
        args=(services,),
        disabled=stopped,
        help="Trading is stopped" if stopped else "Lists an order for each position; nothing is sent before you do",
    )


def press(services: "Services") -> None:
    """Write a ticket for each position, unless one of a former press still waits, and open the dialog; a callback."""
    found, said = [], ""
    try:
        for ticket in services.desk.close_tickets():
            found.append(_waiting_or_new(services, ticket).id)
    except TradingError as fault:
        said = faults.sentence(fault)
    if said or not found:
        session.toast(said or "Nothing is held any more.", ":material/error:" if said else ":material/info:")
    session.set_closing(found)
    session.draw_anew()


def send_all(desk: "OrderDesk", shown: Sequence[tuple[str, str]]) -> None:
    """Send the tickets that were shown, by id and approval hash, each once; a second click changes nothing. A callback.

    Nothing of the browser session is touched between two of them: that is where a newer click may end a callback.
    """
    kept = [note for proposal_id in session.closing_ids() if (note := session.note_of(proposal_id))]
    notes = {note.proposal_id: note for note in kept}
    for proposal_id, approval_hash in shown:
        try:
            note = confirm.answer(desk, proposal_id, approval_hash)
        except (AlreadyAnswered, ApprovalExpired):
            continue  # the dialog shows where the ticket stands
        notes.pop(proposal_id, None)
        if note is not None:
            notes[proposal_id] = note
    session.set_notes(*notes.values())


def discard_all(desk: "OrderDesk", proposal_ids: Sequence[str]) -> None:
    """Cancel the tickets that still wait and close the dialog; a callback."""
    said = "Discarded. Nothing was sent."
    for proposal_id in proposal_ids:
        try:
            desk.cancel(proposal_id, actor=OWNER)
        except (AlreadyAnswered, ApprovalExpired):
            said = "Some of these orders had been answered before; look at Orders."
        except TradingError as fault:
            said = faults.sentence(fault)
    session.toast(said, ":material/delete:")
    _close()


def render_dialog(services: "Services", state: DeskState) -> None:
    """Draw the dialog over the page while Close all is looked at; call it once in each page run."""
    ids = session.closing_ids()
    if not ids:
        return
    view = _view(services, ids, state)
    count = len(view.rows)
    heading = (
        f"Close {count} positions" if count != 1 else f"Close the position in {view.rows[0].proposal.ticket.symbol}"
    )
    dialog = st.dialog(one_line(heading), width=confirm.WIDTH, icon=":material/playlist_remove:", on_dismiss=_dismissed)
    dialog(_body)(services, ids, state)


def _body(services: "Services", ids: list[str], state: DeskState) -> None:
    if session.closing_ids() != ids:
        session.draw_anew()
    answers = close_all_view.Answers(
        send=send_all, discard=discard_all, again=press, orders=_go_to_orders, close=_close, services=services
    )
    close_all_view.draw(_view(services, ids, state), answers)


def _view(services: "Services", ids: list[str], state: DeskState) -> close_all_view.View:
    rows = []
    for proposal_id in ids:
        try:
            proposal = services.desk.proposal(proposal_id)
        except NotFound:
            continue
        rows.append(Row(proposal=proposal, note=session.note_of(proposal_id)))
    return close_all_view.View(
        rows=tuple(rows),
        now=services.wall_clock.now(),
        mode=state.mode,
        account=confirm.account_words(state),
        stopped=services.desk.state().stopped,
    )


def _waiting_or_new(services: "Services", ticket: Ticket) -> Proposal:
    """Return the ticket of a former press that waits for this position, priced anew, else one that is written now.

    Tickets of one day are numbered for each symbol, so presses in two tabs find the same one. One whose position has
    another size by now is discarded.
    """
    desk, now = services.desk, services.wall_clock.now()
    for number in itertools.count(1):
        key = f"close-all/{now:%Y-%m-%d}/{ticket.symbol}/{number}"
        former = desk.proposal_for(key)
        if former is None:
            said = {name: value for name, value in to_wire(ticket).items() if value not in (None, False)}
            return desk.propose(ticket, form_origin(said), intent_key=key)
        if shown_status(former, now) is not Status.OPEN:
            continue
        try:
            if (former.ticket.side, former.ticket.qty) == (ticket.side, ticket.qty):
                return desk.reprice(former.id, actor=OWNER)
            desk.cancel(former.id, actor=OWNER)
        except (AlreadyAnswered, ApprovalExpired):
            continue
    raise AssertionError("counting ends only by a return")


def _go_to_orders() -> None:
    session.set_closing([])
    session.set_orders_list(OPEN_ORDERS)
    session.forget_orders_tabs()
    st.switch_page("pages/orders.py")


def _dismissed() -> None:
    session.set_closing([])


def _close() -> None:
    session.set_closing([])
    session.draw_anew()
