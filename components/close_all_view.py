"""What the dialog of Close all shows: a row a ticket with what the gate says or what became of it, and the answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session
from components.confirm_view import MONEY, TICK_S
from components.desk_facts import mode_words
from components.figures import with_figures
from components.order_tables import reason
from components.prose import plain
from components.reasons import in_one
from components.session import Note
from components.small_table import small_table
from components.standing import CHANGES, HURRY, Tone, never_sent, shown_status, standing
from components.ticket_words import SIDES, STATES
from trading.types import IN_DOUBT, MarketMode, Proposal, Status

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services

WORD = "CLOSE ALL"
"""What has to be typed where the money is real."""
_SAID = ("drifted", "changed")
_COLUMNS = ("Symbol", "Side", "Shares", "Value", "What the gate says")
_COLUMNS_AFTER = (*_COLUMNS[:-1], "What became of it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ticket of the list, and what the dialog must say of it besides its state."""

    proposal: Proposal
    note: Note | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that one drawing of the dialog depends on."""

    rows: tuple[Row, ...]
    now: datetime
    mode: MarketMode
    account: str
    stopped: bool

    @property
    def waiting(self) -> list[Proposal]:
        """Return the tickets that a person may still answer."""
        return [row.proposal for row in self.rows if shown_status(row.proposal, self.now) is Status.OPEN]

    @property
    def sendable(self) -> list[Proposal]:
        """Return those of them that the gate lets through."""
        return [proposal for proposal in self.waiting if proposal.gate.allowed]

    @property
    def state(self) -> list[tuple[Status, str]]:
        """Return what a newer reading is held against: where each ticket stands, and its approval hash."""
        return [(shown_status(row.proposal, self.now), row.proposal.approval_hash) for row in self.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The callbacks behind the buttons; each may be repeated without harm."""

    services: "Services"
    send: Callable[["OrderDesk", Sequence[tuple[str, str]]], None]
    discard: Callable[["OrderDesk", Sequence[str]], None]
    again: Callable[["Services"], None]
    orders: Callable[[], None]
    close: Callable[[], None]


def draw(view: View, answers: Answers) -> None:
    """Draw the whole dialog; every state fills the same places, with nothing where it has nothing to say."""
    _top_line(view)
    changes = any(status in CHANGES for status, _ in view.state)
    st.fragment(_list, run_every=TICK_S if changes else None)(view, answers)
    typed = _typed(view)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if any(_is_refused(row, view.now) for row in view.rows):
            st.button("Open orders", key="close_all_orders", type="tertiary", on_click=answers.orders)
        else:
            st.empty()
        st.space("stretch")
        if view.waiting:
            _answering(view, answers, typed=typed)
        else:
            _answered(view, answers)


def _top_line(view: View) -> None:
    real = " · real money" if view.mode is MarketMode.LIVE else ""
    st.markdown(f"{mode_words(view.mode)}{real} · {plain(view.account)}")
    if view.waiting and view.stopped:
        st.error("**Trading is stopped. Nothing was sent.** Resume first.", icon=":material/front_hand:")
    elif view.waiting and any(row.note is not None and row.note.kind in _SAID for row in view.rows):
        st.warning(
            "**A price moved while you read.** The rows that were not sent have new figures. Approve again or cancel.",
            icon=":material/trending_up:",
        )
    else:
        st.empty()


def _list(view: View, answers: Answers) -> None:
    """Draw the countdown or the outcome, and the rows; the dialog is drawn anew when any of them has moved on."""
    desk, now = answers.services.desk, answers.services.wall_clock.now()
    rows = tuple(Row(proposal=desk.proposal(row.proposal.id), note=row.note) for row in view.rows)
    seen = View(rows=rows, now=now, mode=view.mode, account=view.account, stopped=view.stopped)
    if seen.state != view.state:
        session.draw_anew()
    if seen.waiting:
        _countdown(seen)
    else:
        _outcome(seen)
    heads = _COLUMNS if seen.waiting else _COLUMNS_AFTER
    table = [_cells(row, now) for row in rows] + [_total(seen)]
    small_table(heads, table, right=["Shares", "Value"], alt="The orders that close the positions")
    works = dict.fromkeys(one.impact.session for one in seen.sendable if one.impact.session)
    st.caption(" ".join(f":material/schedule: {plain(_sentence(with_figures(said)))}" for said in works))


def _countdown(view: View) -> None:
    left = min(proposal.expires_at for proposal in view.waiting) - view.now
    whole = max((one.expires_at - one.updated_at).total_seconds() for one in view.waiting)
    text = formats.countdown(left)
    shown = f":orange[**{text}**]" if left <= HURRY else f"**{text}**"
    share = min(1.0, max(0.0, left.total_seconds() / max(1.0, whole)))
    st.progress(share, text=f"This approval expires in {shown}")


def _outcome(view: View) -> None:
    statuses = [status for status, _ in view.state]
    counted = Counter(STATES[status] for status in statuses)
    words = ", ".join(f"{count} {word}" for word, count in counted.items())
    unsent = all(never_sent(row.proposal) for row in view.rows)
    text = f"**{words[:1].upper()}{words[1:]}.** {'Nothing was sent.' if unsent else ''}"
    if all(status is Status.FILLED for status in statuses):
        st.success(f"**Every position is closed.** {text}", icon=":material/check_circle:")
    elif any(status in IN_DOUBT for status in statuses):
        st.warning(f"{text} The desk asks the broker; nothing is sent again.", icon=":material/help:")
    elif all(status in (*CHANGES, Status.FILLED) for status in statuses):
        st.info(f"{text} What is open fills at the broker by itself.", icon=":material/send:")
    else:
        st.warning(f"{text} What is not closed is still held.", icon=":material/info:")


def _cells(row: Row, now: datetime) -> tuple[str, str, str, str, str]:
    proposal = row.proposal
    ticket = proposal.ticket
    side = SIDES[ticket.side] if ticket.side else ""
    value = plain(formats.money(_value(proposal)))
    return f"**{plain(ticket.symbol)}**", side, plain(formats.shares(ticket.qty)), value, _said(row, now)


def _total(view: View) -> tuple[str, str, str, str, str]:
    """Return the last row: what Send would send, or, once nothing waits, what was sent."""
    counted = view.sendable if view.waiting else [row.proposal for row in view.rows if not never_sent(row.proposal)]
    values = [_value(proposal) for proposal in counted]
    known = [value for value in values if value is not None]
    total = plain(formats.money(sum(known, Decimal(0)) if len(known) == len(values) else None))
    said = "will be sent" if view.waiting else "sent"
    return "**Total**", "", "", f"**{total}**", f"{len(counted)} of {len(view.rows)} {said}"


def _value(proposal: Proposal) -> Decimal | None:
    """Return what was traded, and before that what the gate expects, in USD; None is not known."""
    order, cost = proposal.order, proposal.impact.cost
    if order is not None and order.filled_qty and order.filled_avg_price is not None:
        return order.filled_qty * order.filled_avg_price
    return None if cost is None else abs(cost)


def _said(row: Row, now: datetime) -> str:
    """Return what the gate says of a ticket that waits, or what became of it, as Markdown."""
    proposal, note = row.proposal, row.note
    status = shown_status(proposal, now)
    if status is Status.OPEN and note is not None and note.kind == "drifted":
        return f":orange[:material/trending_up: The price moved:] {plain(note.text)} Not sent."
    if status is Status.OPEN and note is not None and note.kind == "changed":
        return ":orange[:material/sync_problem: The figures changed while you read.] Not sent."
    if status is Status.OPEN and note is not None:
        return f":red[:material/block: Not sent:] {_plain(note.text)}"
    if _is_refused(row, now):
        why = " ".join(map(_sentence, in_one(proposal.gate.reasons))) or reason(proposal)
        return f":red[:material/block: Refused:] {_plain(why)}"
    if status is Status.OPEN:
        return f":green[:material/check: all {len(proposal.gate.rules)} rules pass]"
    said = standing(proposal, now)
    color = {Tone.DOUBT: "orange"}.get(said.tone, said.tone.value)
    more = f" {plain(said.text)}" if said.tone in (Tone.BAD, Tone.DOUBT) else ""
    return f":{color}[{said.icon} {plain(said.title)}]{more}"


def _is_refused(row: Row, now: datetime) -> bool:
    status = shown_status(row.proposal, now)
    return status is Status.REFUSED or (status is Status.OPEN and not row.proposal.gate.allowed)


def _typed(view: View) -> bool:
    """Say whether the word was typed where real money asks for it."""
    if view.mode is not MarketMode.LIVE or not view.sendable:
        st.empty()
        return True
    key = f"typed_{view.rows[0].proposal.id}"
    given = st.text_input(f"Type **{WORD}** to send these orders with real money", key=key, live=True)
    return " ".join((given or "").split()).upper() == WORD


def _answering(view: View, answers: Answers, *, typed: bool) -> None:
    desk = answers.services.desk
    waiting, shown = view.waiting, [(one.id, one.approval_hash) for one in view.sendable]
    st.button(
        "Cancel", key="close_all_discard", on_click=answers.discard, args=(desk, [one.id for one in waiting]),
        help="Discards what was not sent; every position stays as it is",
    )  # fmt: skip
    if not shown:
        st.empty()
        return
    why_not = "Trading is stopped" if view.stopped else "" if typed else f"Type {WORD} first"
    noun = "order" if len(shown) == 1 else "orders"
    st.button(
        f"Send {len(shown)} {MONEY[view.mode]} {noun}",
        key=f"close_all_send_{'_'.join(approval_hash[:8] for _, approval_hash in shown)}",
        type="primary",
        icon=":material/send:",
        on_click=answers.send,
        args=(desk, shown),
        disabled=bool(why_not),
        help=why_not or None,
    )


def _answered(view: View, answers: Answers) -> None:
    lapsed = any(never_sent(row.proposal) for row in view.rows)
    if lapsed and not view.stopped:
        st.button(
            "Price again", key="close_all_again", on_click=answers.again, args=(answers.services,),
            help="Lists a new order for each position that is still held",
        )  # fmt: skip
    else:
        st.empty()
    st.button("Done", key="close_all_done", type="primary", on_click=answers.close)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _plain(text: str) -> str:
    return plain(_sentence(with_figures(text)))
