"""What the dialog of Close all shows: a row a ticket with what the gate says or what became of it, and the answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session
from components.close_all_rows import Row, cells, is_refused, sentence, total_cells
from components.confirm_view import MONEY, TICK_S
from components.desk_facts import mode_words
from components.figures import with_figures
from components.prose import plain
from components.small_table import small_table
from components.standing import CHANGES, HURRY, never_sent, shown_status
from components.ticket_words import STATES
from trading.types import IN_DOUBT, MarketMode, Proposal, Status

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services

WORD = "CLOSE ALL"
"""What has to be typed where the money is real."""
_SAID = ("drifted", "changed")
_BEFORE = ("Symbol", "Order", "Value, about", "What the gate says")
_AFTER = ("Symbol", "Order", "Value", "What became of it")


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
        if any(is_refused(row, view.now) for row in view.rows):
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
    heads = _BEFORE if seen.waiting else _AFTER
    counted = seen.sendable if seen.waiting else [row.proposal for row in rows if not never_sent(row.proposal)]
    table = [cells(row, now, is_counted=row.proposal in counted) for row in rows]
    total = total_cells(counted, of=len(rows), said="to be sent" if seen.waiting else "sent")
    small_table(heads, [*table, total], right=heads[1:3], alt="The orders that close the positions")
    works = dict.fromkeys(one.impact.session for one in seen.sendable if one.impact.session)
    st.caption(" ".join(f":material/schedule: {plain(sentence(with_figures(said)))}" for said in works))


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
            "Try again", key="close_all_again", on_click=answers.again, args=(answers.services,),
            help="Lists a new order for each position that is still held; nothing is sent before you do",
        )  # fmt: skip
    else:
        st.empty()
    st.button("Done", key="close_all_done", type="primary", on_click=answers.close)
