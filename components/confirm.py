"""The confirmation dialog: opened from state on any page, answered by callbacks, safe to repeat."""

from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from components import confirm_view, faults, formats, session
from components.prose import one_line
from components.reasons import in_one
from components.session import Note
from components.standing import shown_status
from components.ticket_words import title
from trading.errors import (
    AlreadyAnswered,
    ApprovalChanged,
    ApprovalExpired,
    NotFound,
    PriceDrifted,
    Refused,
    TradingError,
)
from trading.types import OWNER, DeskState, MarketMode, Proposal, Status, Ticket

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services

WIDTH = 760
_ICONS = {Status.REFUSED: ":material/block:", Status.FILLED: ":material/check_circle:"}


def review(desk: "OrderDesk", proposal_id: str) -> None:
    """Open the dialog on a proposal, priced anew; a callback for any button that says Review."""
    session.set_review(proposal_id)
    _reprice(desk, proposal_id)
    session.draw_anew()


def look(_desk: "OrderDesk", proposal_id: str) -> None:
    """Open the dialog on a proposal that has been answered, as it stands; a callback."""
    session.set_review(proposal_id)
    session.draw_anew()


def discard(desk: "OrderDesk", proposal_id: str) -> None:
    """Cancel a proposal that waits, and say what became of it; a callback."""
    try:
        desk.cancel(proposal_id, actor=OWNER)
        session.toast("Discarded. Nothing was sent.", ":material/delete:")
    except AlreadyAnswered:
        session.toast("This order had been answered before; look at its card.", ":material/info:")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    _close()


def propose_again(desk: "OrderDesk", proposal_id: str) -> None:
    """Write a new ticket like an expired one, at today's figures, and review it; a callback."""
    try:
        session.set_review(desk.propose_again(proposal_id, actor=OWNER).id)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    session.draw_anew()


def approve(desk: "OrderDesk", proposal_id: str, approval_hash: str) -> None:
    """Send what was shown, once; a second click finds it answered and changes nothing. A callback."""
    try:
        note = answer(desk, proposal_id, approval_hash)
    except (AlreadyAnswered, ApprovalExpired):
        return  # the dialog shows where the proposal stands
    session.set_notes(*([] if note is None else [note]))


def answer(desk: "OrderDesk", proposal_id: str, approval_hash: str) -> Note | None:
    """Approve what was shown; return what the dialog must say when it was not sent, or not for certain.

    Touches nothing of the browser session. Raises AlreadyAnswered, ApprovalExpired.
    """
    shown = _last_price(desk, proposal_id)
    try:
        desk.approve(proposal_id, approval_hash, actor=OWNER)
    except (AlreadyAnswered, ApprovalExpired):
        raise
    except PriceDrifted:
        text = _drift_words(shown, _last_price(desk, proposal_id))
        return Note(proposal_id=proposal_id, kind="drifted", text=text)
    except ApprovalChanged as fault:
        return Note(proposal_id=proposal_id, kind="changed", text=str(fault))
    except Refused as fault:
        return Note(proposal_id=proposal_id, kind="refused", text=" ".join(in_one(fault.reasons)))
    except TradingError as fault:
        return Note(proposal_id=proposal_id, kind="fault", text=str(fault))
    return None


def edit(desk: "OrderDesk", proposal_id: str) -> None:
    """Put a refused order back into the order form and go there; a callback."""
    from components import order_form

    order_form.edit(desk.proposal(proposal_id).ticket)
    session.set_review(None)
    st.switch_page("pages/orders.py")


def ask_now(desk: "OrderDesk", proposal_id: str) -> None:
    """Ask the broker at once about an order whose answer did not arrive; a callback."""
    try:
        desk.ask_now(proposal_id)
    except TradingError as fault:
        session.set_notes(Note(proposal_id=proposal_id, kind="fault", text=str(fault)))


def render_dialog(services: "Services", state: DeskState) -> None:
    """Draw the dialog over the page when a proposal is under review; call it once in each page run."""
    proposal_id = session.review_id()
    if proposal_id is None:
        return
    try:
        proposal = services.desk.proposal(proposal_id)
    except NotFound:
        session.set_review(None)
        return
    dialog = st.dialog(
        _title(proposal, services), width=WIDTH, icon=_ICONS.get(proposal.status, ":material/receipt_long:"),
        on_dismiss=_dismissed,
    )  # fmt: skip
    dialog(_body)(services, proposal_id, state)


def _body(services: "Services", proposal_id: str, state: DeskState) -> None:
    if session.review_id() != proposal_id:
        session.draw_anew()
    proposal = services.desk.proposal(proposal_id)
    view = confirm_view.View(
        proposal=proposal,
        note=session.note_of(proposal_id),
        now=services.wall_clock.now(),
        mode=state.mode,
        stopped="Trading is stopped" if services.desk.state().stopped else "",
        asset_name=_asset_name(services, proposal),
        account=account_words(state),
        target=_target(services.desk, proposal),
    )
    answers = confirm_view.Answers(
        approve=approve,
        cancel=discard,
        again=propose_again,
        ask_now=ask_now,
        edit=edit,
        close=_closed,
        desk=services.desk,
    )
    confirm_view.draw(view, answers, services.wall_clock)


def _title(proposal: Proposal, services: "Services") -> str:
    said = title(proposal.ticket)
    refused = shown_status(proposal, services.wall_clock.now()) is Status.REFUSED
    return one_line(f"Refused: {said[0].lower()}{said[1:]}" if refused else said)


def _asset_name(services: "Services", proposal: Proposal) -> str:
    try:
        return services.market.asset(proposal.ticket.symbol).name
    except TradingError:
        return ""


def account_words(state: DeskState) -> str:
    """Return whose book the orders go to."""
    return "Paper book of the replay" if state.mode is MarketMode.REPLAY else state.account_id


def _target(desk: "OrderDesk", proposal: Proposal) -> Ticket | None:
    if proposal.ticket.target_id is None:
        return None
    try:
        return desk.proposal(proposal.ticket.target_id).ticket
    except TradingError:
        return None


def _reprice(desk: "OrderDesk", proposal_id: str) -> None:
    try:
        desk.reprice(proposal_id, actor=OWNER)
    except (AlreadyAnswered, ApprovalExpired):
        return  # the dialog shows where the proposal stands
    except TradingError as fault:
        session.set_notes(Note(proposal_id=proposal_id, kind="fault", text=str(fault)))


def _last_price(desk: "OrderDesk", proposal_id: str) -> Decimal | None:
    try:
        quote = desk.proposal(proposal_id).quote
    except TradingError:
        return None
    return quote.last if quote else None


def _drift_words(shown: Decimal | None, now: Decimal | None) -> str:
    if not shown or now is None:
        return ""
    change = formats.percent_change((now / shown - 1) * 100)
    return f"{formats.dollars_a_share(shown)} → {formats.dollars_a_share(now)} ({change}), more than your limit allows."


def _dismissed() -> None:
    session.set_review(None)


def _closed(_desk: "OrderDesk", _proposal_id: str) -> None:
    _close()


def _close() -> None:
    session.set_review(None)
    session.draw_anew()
