"""The dialog over several tickets: a row a ticket with what the gate says or what became of it, and the answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session
from components.batch_rows import View, Wording, is_refused
from components.confirm_view import ALERTS, TICK_S
from components.desk_facts import mode_words
from components.prose import plain
from components.small_table import small_table
from components.standing import CHANGES, HURRY
from trading.types import IN_DOUBT, MarketMode

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services

_SAID = ("drifted", "changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The callbacks behind the buttons, each of which may be repeated without harm, and `look`, a newer reading."""

    services: "Services"
    look: Callable[[], View]
    send: Callable[["OrderDesk", Sequence[tuple[str, str]]], None]
    keep: Callable[["OrderDesk", Sequence[str], str], None]
    again: Callable[["Services"], None]
    done: Callable[["OrderDesk", Sequence[str]], None]


def draw(view: View, wording: Wording, answers: Answers) -> None:
    """Draw the whole dialog; every state fills the same places, with nothing where it has nothing to say."""
    _top_line(view, wording)
    changes = any(view.status(row) in CHANGES for row in view.rows) or any(
        order.status in IN_DOUBT for order in view.left_out
    )
    st.fragment(_list, run_every=TICK_S if changes else None)(view, wording, answers)
    typed = _typed(view, wording)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if wording.elsewhere is not None and any(is_refused(row, view.now) for row in view.rows):
            label, go = wording.elsewhere
            st.button(label, key=f"{wording.name}_elsewhere", type="tertiary", on_click=go)
        else:
            st.empty()
        st.space("stretch")
        if view.waiting:
            _answering(view, wording, answers, typed=typed)
        else:
            _answered(view, wording, answers)


def _top_line(view: View, wording: Wording) -> None:
    real = " · real money" if view.mode is MarketMode.LIVE else ""
    st.markdown(f"{mode_words(view.mode)}{real} · {plain(view.account)}")
    if view.waiting and _is_held(view, wording):
        st.error("**Trading is stopped. Nothing was sent.** Resume first.", icon=":material/front_hand:")
    elif view.waiting and any(row.note is not None and row.note.kind in _SAID for row in view.rows):
        st.warning(
            "**A price moved while you read.** The rows that were not sent have new figures. Approve again or cancel.",
            icon=":material/trending_up:",
        )
    else:
        st.empty()


def _list(view: View, wording: Wording, answers: Answers) -> None:
    """Draw the countdown or the outcome, and the rows; the dialog is drawn anew when any of them has moved on."""
    seen = answers.look()
    if seen.state != view.state:
        session.draw_anew()
    if seen.waiting:
        _countdown(seen)
    else:
        outcome = wording.outcome(seen)
        ALERTS[outcome.tone](outcome.text, icon=outcome.icon)
    heads = wording.heads(seen)
    small_table(heads, wording.table(seen), right=[heads[at] for at in wording.right], alt=wording.alt)
    st.caption(wording.foot(seen))


def _countdown(view: View) -> None:
    left = min(proposal.expires_at for proposal in view.waiting) - view.now
    whole = max((one.expires_at - one.updated_at).total_seconds() for one in view.waiting)
    text = formats.countdown(left)
    shown = f":orange[**{text}**]" if left <= HURRY else f"**{text}**"
    share = min(1.0, max(0.0, left.total_seconds() / max(1.0, whole)))
    st.progress(share, text=f"This approval expires in {shown}")


def _typed(view: View, wording: Wording) -> bool:
    """Say whether the words were typed where real money asks for them."""
    if view.mode is not MarketMode.LIVE or not view.sendable or not wording.typed:
        st.empty()
        return True
    key = f"typed_{view.rows[0].proposal.id}"
    given = st.text_input(f"Type **{wording.typed}** to send these orders with real money", key=key, live=True)
    return " ".join((given or "").split()).upper() == wording.typed


def _is_held(view: View, wording: Wording) -> bool:
    return view.stopped and not wording.passes_stop


def _answering(view: View, wording: Wording, answers: Answers, *, typed: bool) -> None:
    desk, shown = answers.services.desk, [(one.id, one.approval_hash) for one in view.sendable]
    st.button(
        wording.keep, key=f"{wording.name}_keep", on_click=answers.keep, help=wording.keep_help,
        args=(desk, [one.id for one in view.waiting], wording.kept),
    )  # fmt: skip
    if not shown:
        st.empty()
        return
    why_not = "Trading is stopped" if _is_held(view, wording) else "" if typed else f"Type {wording.typed} first"
    st.button(
        wording.send(view),
        key=f"{wording.name}_send_{'_'.join(approval_hash[:8] for _, approval_hash in shown)}",
        type="primary",
        icon=":material/send:",
        on_click=answers.send,
        args=(desk, shown),
        disabled=bool(why_not),
        help=why_not or None,
    )


def _answered(view: View, wording: Wording, answers: Answers) -> None:
    if wording.again(view) and not _is_held(view, wording):
        st.button(
            "Try again", key=f"{wording.name}_again", on_click=answers.again, args=(answers.services,),
            help=wording.again_help,
        )  # fmt: skip
    else:
        st.empty()
    left = [row.proposal.id for row in view.rows if row.came_late]
    args = (answers.services.desk, left)
    st.button("Done", key=f"{wording.name}_done", type="primary", on_click=answers.done, args=args)
