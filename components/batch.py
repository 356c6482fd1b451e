"""Several tickets in one dialog: each written once, listed with what the gate says, and sent one after another."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components import batch_view, confirm, faults, session
from components.batch_rows import Row, View, Wording
from components.prose import one_line
from components.standing import shown_status
from trading.errors import AlreadyAnswered, ApprovalExpired, NotFound, TradingError
from trading.types import IN_FLIGHT, OWNER, Action, DeskState, Origin, Proposal, Status, Ticket

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One ticket to be written. `about` names within a day what it is for: the symbol or the order."""

    ticket: Ticket
    origin: Origin
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a press asks for, and the orders that it must leave out, by id. `nothing` says that there is none."""

    requests: Sequence[Request]
    left_out: tuple[str, ...] = ()
    nothing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of batch: how it speaks, and the callback that begins it."""

    wording: Wording
    press: Callable[["Services"], None]


def open_on(services: "Services", name: str, choose: Callable[["OrderDesk"], Chosen]) -> None:
    """Write each ticket, unless one of a former press still stands, and open the dialog over them; for a callback."""
    found: list[str] = []
    left_out: tuple[str, ...] = ()
    said, icon = "", ":material/info:"
    try:
        chosen = choose(services.desk)
        left_out, said = chosen.left_out, "" if chosen.requests else chosen.nothing
        for request in chosen.requests:
            found.append(standing_or_new(services, name, request).id)
    except TradingError as fault:
        said, icon = faults.sentence(fault), ":material/error:"
        found = []  # a part of the list would look like all of it; the next press finds what was written
    if said:
        session.toast(said, icon)
    session.set_batch(session.Batch(name=name, tickets=tuple(found), left_out=left_out) if found else None)
    session.draw_anew()


def send_all(desk: "OrderDesk", shown: Sequence[tuple[str, str]]) -> None:
    """Send the tickets that were shown, by id and approval hash, each once; a second click changes nothing. A callback.

    Nothing of the browser session is touched between two of them: that is where a newer click may end a callback.
    """
    batch = session.batch()
    ids = batch.tickets if batch is not None else ()
    notes = {proposal_id: note for proposal_id in ids if (note := session.note_of(proposal_id))}
    for proposal_id, approval_hash in shown:
        try:
            note = confirm.answer(desk, proposal_id, approval_hash)
        except (AlreadyAnswered, ApprovalExpired):
            continue  # the dialog shows where the ticket stands
        notes.pop(proposal_id, None)
        if note is not None:
            notes[proposal_id] = note
    session.set_notes(*notes.values())


def keep_all(desk: "OrderDesk", proposal_ids: Sequence[str], kept: str) -> None:
    """Discard the tickets that still wait, say so in these words, and close the dialog; a callback."""
    session.toast(_discard(desk, proposal_ids) or kept, ":material/delete:")
    _close()


def render_dialog(services: "Services", state: DeskState, kinds: Sequence[Kind]) -> None:
    """Draw the dialog of the batch that is looked at over the page; call it once in each page run."""
    shown = session.batch()
    kind = next((one for one in kinds if shown is not None and one.wording.name == shown.name), None)
    if shown is None or kind is None:
        return
    view = _view(services, shown, state)
    if not view.rows:
        session.set_batch(None)
        return
    heading = one_line(kind.wording.heading(view))
    dialog = st.dialog(heading, width=confirm.WIDTH, icon=kind.wording.icon, on_dismiss=_dismissed)
    dialog(_body)(services, shown, state, kind)


def standing_or_new(services: "Services", name: str, request: Request) -> Proposal:
    """Return the ticket of a former press that still stands for this, else one that is written now.

    Tickets of one day are numbered for each thing that they are about, so presses in two tabs find the same one. One
    that waits is priced anew, or discarded when its size no longer fits; a cancel that the broker was asked for is
    not asked for by another ticket before it has ended.
    """
    desk, now, ticket = services.desk, services.wall_clock.now(), request.ticket
    for number in itertools.count(1):
        key = f"{name.replace('_', '-')}/{now:%Y-%m-%d}/{request.about}/{number}"
        former = desk.proposal_for(key)
        if former is None:
            return desk.propose(ticket, request.origin, intent_key=key)
        if former.ticket.action is Action.CANCEL and former.status in IN_FLIGHT:
            return former
        if shown_status(former, now) is not Status.OPEN:
            continue
        try:
            if (former.ticket.side, former.ticket.qty) == (ticket.side, ticket.qty):
                return desk.reprice(former.id, actor=OWNER)
            desk.cancel(former.id, actor=OWNER)
        except (AlreadyAnswered, ApprovalExpired):
            continue
    raise AssertionError("counting ends only by a return")


def _body(services: "Services", shown: session.Batch, state: DeskState, kind: Kind) -> None:
    if session.batch() != shown:
        session.draw_anew()
    answers = batch_view.Answers(
        services=services,
        look=lambda: _view(services, shown, state),
        send=send_all,
        keep=keep_all,
        again=kind.press,
        done=_done,
    )
    batch_view.draw(answers.look(), kind.wording, answers)


def _view(services: "Services", shown: session.Batch, state: DeskState) -> View:
    desk = services.desk
    rows = []
    for proposal in _known(desk, shown.tickets):
        target = next(iter(_known(desk, [proposal.ticket.target_id or ""])), None)
        rows.append(Row(proposal=proposal, note=session.note_of(proposal.id), target=target))
    return View(
        rows=tuple(rows),
        left_out=tuple(_known(desk, shown.left_out)),
        now=services.wall_clock.now(),
        mode=state.mode,
        account=confirm.account_words(state),
        stopped=desk.state().stopped,
    )


def _known(desk: "OrderDesk", ids: Sequence[str]) -> list[Proposal]:
    found = []
    for proposal_id in filter(None, ids):
        try:
            found.append(desk.proposal(proposal_id))
        except NotFound:
            continue
    return found


def _discard(desk: "OrderDesk", proposal_ids: Sequence[str]) -> str:
    """Cancel tickets that wait; return what there is to say when one of them did not."""
    said = ""
    for proposal_id in proposal_ids:
        try:
            desk.cancel(proposal_id, actor=OWNER)
        except (AlreadyAnswered, ApprovalExpired):
            said = "Some of these orders had been answered before; look at Orders."
        except TradingError as fault:
            said = faults.sentence(fault)
    return said


def _done(desk: "OrderDesk", late: Sequence[str]) -> None:
    """Close the dialog; a ticket whose order ended before it could be sent waits for nobody."""
    _discard(desk, [one.id for one in _known(desk, late) if one.status is Status.OPEN])
    _close()


def _dismissed() -> None:
    session.set_batch(None)


def _close() -> None:
    session.set_batch(None)
    session.draw_anew()
