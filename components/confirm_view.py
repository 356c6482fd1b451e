"""What the confirmation dialog shows in each state of a proposal: sent, done and why, and the buttons that answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session
from components.confirm_tables import effect_table, rules_tables, sent_table
from components.desk_facts import mode_words
from components.figures import with_figures
from components.order_tables import asked
from components.prose import plain
from components.session import Note
from components.standing import CHANGES, HURRY, Tone, never_sent, shown_status, standing
from trading.orders.wording import took_back
from trading.ports import Clock
from trading.types import Action, MarketMode, Proposal, Status, Ticket

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk

Answer = Callable[["OrderDesk", str], None]
TYPED = "typed_symbol"
TICK_S = 1.0
_WORDS = {
    Action.ORDER: ("Cancel", "Send {money} order"),
    Action.REPLACE: ("Keep it as it is", "Send the change"),
    Action.CANCEL: ("Keep the order", "Cancel the order at the broker"),
}
"""What the two answers say: the one that sends nothing, and the one that sends."""
MONEY = {MarketMode.LIVE: "live", MarketMode.PAPER: "paper", MarketMode.REPLAY: "paper"}
"""What kind of order the send button speaks of."""
_KEEP_HELP = "Discards this ticket; nothing is sent"
_NO_MORE_GATE = frozenset({Status.UNKNOWN, Status.EXPIRED, Status.NEVER_ARRIVED, Status.CANCELLED})
_SENT = frozenset({Status.FILLED, Status.SENT, Status.PARTLY_FILLED, Status.REPLACED})
_FUTURE = ("What will be sent", "What it will do", "Why it may")
_PAST = ("What was sent", "What it does", "Why it could be sent")
_UNSENT = ("The order", "What it would have done", "Why it may not")
ALERTS = {
    Tone.GOOD: st.success,
    Tone.BAD: st.error,
    Tone.DOUBT: st.warning,
    Tone.RESTS: st.info,
    Tone.QUIET: st.info,
    Tone.WAITS: st.info,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that one drawing of the dialog depends on. `stopped` is why Send is off, empty when it is not.

    `target` is the order that a cancel or a replacement is about.
    """

    proposal: Proposal
    note: Note | None
    now: datetime
    mode: MarketMode
    stopped: str
    asset_name: str
    account: str
    target: Ticket | None = None

    @property
    def waits(self) -> bool:
        """Say whether a person may still answer."""
        return shown_status(self.proposal, self.now) is Status.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The callbacks behind the buttons; each may be repeated without harm."""

    desk: "OrderDesk"
    approve: Callable[["OrderDesk", str, str], None]
    cancel: Answer
    again: Answer
    ask_now: Answer
    edit: Answer
    close: Answer


def draw(view: View, answers: Answers, clock: Clock) -> None:
    """Draw the whole dialog.

    Every state fills the same places, with nothing where it has nothing to say: a click that interrupts a drawing
    can then leave no button of an earlier state behind.
    """
    status = shown_status(view.proposal, view.now)
    done = status in _SENT or took_back(view.proposal)
    heads = _PAST if done else _UNSENT if status in _NO_MORE_GATE | {Status.REFUSED} else _FUTURE
    _top_line(view)
    for alert in (_note_alert, _hold_alert, _change_alert):
        alert(view)
    _standing_line(view, answers, clock)
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        sent_table(view.proposal, name=view.asset_name, account=view.account, target=view.target, heading=heads[0])
    with right:
        effect_table(view.proposal, heading=heads[1], now="Before" if done else "Now")
    rules_tables(None if status in _NO_MORE_GATE or _refused_now(view) else view.proposal.gate, heading=heads[2])
    _buttons(view, answers)


def _refused_now(view: View) -> bool:
    """Say whether the gate has refused an order that still waits: what it said before no longer holds."""
    return view.waits and view.note is not None and view.note.kind == "refused" and view.proposal.gate.allowed


def _top_line(view: View) -> None:
    quote = view.proposal.quote
    with st.container(horizontal=True, vertical_alignment="center"):
        real = " · real money" if view.mode is MarketMode.LIVE else ""
        st.markdown(mode_words(view.mode) + real, width="content")
        st.space("stretch")
        if quote is not None:
            old = formats.as_of(quote.at) if view.mode is MarketMode.REPLAY else formats.moment(quote.at, view.now)
            last = plain(formats.dollars_a_share(quote.last))
            st.caption(f"Last **{last}** · {plain(old)}", width="content")


def _note_alert(view: View) -> None:
    note = view.note
    if note is None or note.kind not in {"refused", "fault"}:
        st.empty()
        return
    unsent = "Nothing was sent." if never_sent(view.proposal) else "The desk could not finish."
    title = f"**The gate says no. {unsent}**" if note.kind == "refused" else f"**{unsent}**"
    st.error(f"{title} {plain(_sentence(with_figures(note.text)))}", icon=":material/block:")


def _hold_alert(view: View) -> None:
    if view.waits and view.stopped:
        st.error(f"**{view.stopped}. Nothing was sent.** Resume on the desk bar first.", icon=":material/front_hand:")
    elif view.waits and not view.proposal.gate.allowed:
        count = len(view.proposal.gate.reasons)
        rules = "One rule says" if count == 1 else f"{count} rules say"
        st.error(f"**Nothing was sent.** {rules} no at the present price.", icon=":material/block:")
    else:
        st.empty()


def _change_alert(view: View) -> None:
    note = view.note
    if view.waits and note is not None and note.kind == "drifted":
        st.warning(
            f"**The price moved while you read.** {plain(note.text)} The figures below are new. "
            "Approve again or cancel.",
            icon=":material/trending_up:",
        )
    elif view.waits and note is not None and note.kind == "changed":
        st.warning(
            "**The figures changed while you read.** The figures below are new. Approve again or cancel.",
            icon=":material/sync_problem:",
        )
    else:
        st.empty()


def _standing_line(view: View, answers: Answers, clock: Clock) -> None:
    """Draw the countdown or the outcome in one fragment that every state has, so that no tick outlives its state."""
    changes = shown_status(view.proposal, view.now) in CHANGES
    st.fragment(_standing, run_every=TICK_S if changes else None)(view, answers.desk, clock)


def _standing(view: View, desk: "OrderDesk", clock: Clock) -> None:
    proposal, now = desk.proposal(view.proposal.id), clock.now()
    if shown_status(proposal, now) is not shown_status(view.proposal, view.now):
        session.draw_anew()
    if view.waits:
        desk.look_ahead(proposal.ticket.symbol)
        _countdown(proposal, now)
        return
    said = standing(proposal, now)
    ALERTS[said.tone](f"**{plain(said.title)}** {plain(said.text)}", icon=said.icon)


def _countdown(proposal: Proposal, now: datetime) -> None:
    left = proposal.expires_at - now
    whole = max(1.0, (proposal.expires_at - proposal.updated_at).total_seconds())
    text = formats.countdown(left)
    shown = f":orange[**{text}**]" if left <= HURRY else f"**{text}**"
    st.progress(min(1.0, max(0.0, left.total_seconds() / whole)), text=f"This approval expires in {shown}")


def _buttons(view: View, answers: Answers) -> None:
    typed = _typed(view)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(asked(view.proposal)))
        st.space("stretch")
        if view.waits:
            _answering(view, answers, typed=typed)
        else:
            _answered(view, answers)


def _typed(view: View) -> bool:
    """Say whether the symbol was typed where real money asks for it."""
    if view.mode is not MarketMode.LIVE or not view.waits:
        st.empty()
        return True
    symbol, key = view.proposal.ticket.symbol, f"{TYPED}_{view.proposal.id}"
    given = st.text_input(f"Type **{plain(symbol)}** to send this order with real money", key=key, live=True)
    return (given or "").strip().upper() == symbol.upper()


def _answering(view: View, answers: Answers, *, typed: bool) -> None:
    proposal, args = view.proposal, (answers.desk, view.proposal.id)
    keep, send = _WORDS[proposal.ticket.action]
    st.button(keep, key=f"cancel_{proposal.id}", on_click=answers.cancel, args=args, help=_KEEP_HELP)
    if not proposal.gate.allowed:
        st.empty()
        return
    why_not = view.stopped or ("" if typed else f"Type {plain(proposal.ticket.symbol)} first")
    drifted = view.note is not None and view.note.kind in {"drifted", "changed"}
    st.button(
        "Approve the new price" if drifted else send.format(money=MONEY[view.mode]),
        key=f"send_{proposal.id}_{proposal.approval_hash[:8]}",
        type="primary",
        icon=":material/send:",
        on_click=answers.approve,
        args=(*args, proposal.approval_hash),
        disabled=bool(why_not),
        help=why_not or None,
    )


def _answered(view: View, answers: Answers) -> None:
    proposal, args = view.proposal, (answers.desk, view.proposal.id)
    status = shown_status(proposal, view.now)
    if status in {Status.UNKNOWN, Status.SENDING}:
        st.button("Ask now", key=f"ask_{proposal.id}", type="primary", on_click=answers.ask_now, args=args)
    elif status in {Status.EXPIRED, Status.NEVER_ARRIVED} and proposal.order is None:
        st.button("Propose again", key=f"again_{proposal.id}", type="primary", on_click=answers.again, args=args)
    elif status is Status.REFUSED and proposal.ticket.action is Action.ORDER:
        st.button("Edit order", key=f"edit_{proposal.id}", type="primary", on_click=answers.edit, args=args)
    else:
        st.empty()
    done = status in _SENT or took_back(proposal)
    kind = "primary" if done else "secondary"
    st.button("Done" if done else "Close", key=f"close_{proposal.id}", type=kind, on_click=answers.close, args=args)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
