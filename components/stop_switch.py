"""The red switch on every page: it stops at once and asks nothing; to resume it asks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, formats, session
from components.figures import with_figures
from components.prose import plain
from components.reasons import in_one
from trading.errors import TradingError
from trading.types import OWNER, DeskState, Posture, PostureState

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services

EFFECTS = "desk.stop_effects"


def stop_switch(services: "Services", state: DeskState) -> None:
    """Draw Stop, or Resume while trading is stopped; both while the stop that is on leaves exits to rest."""
    if not state.stopped or state.stop_keeps_exits:
        st.button(
            "Stop",
            key="kill",
            icon=":material/front_hand:",
            on_click=_stop,
            args=(services.desk,),
            help="Cancels the protective exits too, which the stop that is on has left."
            if state.stopped
            else "Stops trading at once: no new order can be sent, and every resting order is cancelled.",
        )
    if not state.stopped:
        return
    with st.popover("Resume…", icon=":material/play_arrow:", key="resume"):
        st.markdown("**Resume trading?** Orders can be sent again. Cancelled orders stay cancelled.")
        st.button("Resume trading", key="resume_now", type="primary", on_click=_resume, args=(services.desk,))


def stopped_band(services: "Services", state: DeskState) -> None:
    """Say on every page that trading is stopped, or why orders are held; draws nothing while they can be sent."""
    if state.stopped:
        who = f" by {plain(state.stopped_by)}" if state.stopped_by else ""
        problems, unprotected, kept = _effects(services, state)
        left = _resting_words(services, checked=not problems, kept=kept)
        st.error(
            f"**Trading is stopped** since {formats.clock(state.stopped_at)}{who}. New orders: none can be sent. "
            f"{left} Positions are untouched. {plain(' '.join([*unprotected, *problems]))}",
            icon=":material/front_hand:",
        )
    elif state.reason:
        reason = f"{state.reason[:1].upper()}{state.reason[1:].rstrip('.')}."
        st.warning(f"**Orders are held.** {plain(reason)}", icon=":material/pause_circle:")


def exits_band(posture: Posture | None) -> None:
    """Say on every page that only exits pass, why, and until when; draws nothing in another posture."""
    if posture is None or posture.state is not PostureState.REDUCING:
        return
    causes = [cause for cause in posture.causes if cause.symbol is None]
    ends = [cause.until for cause in causes]
    until = max((end for end in ends if end is not None), default=None) if None not in ends else None
    reasons = " ".join(f"{c.reason[:1].upper()}{c.reason[1:].rstrip('.')}." for c in causes)
    when = "" if until is None else f" Until {formats.day_and_time(until)}."
    st.warning(f"**Only exits.** {plain(with_figures(reasons))}{when}", icon=":material/shield:")


def _effects(services: "Services", state: DeskState) -> tuple[list[str], list[str], frozenset[str]]:
    """Return what the stop could not do when it was last tried, and what it left without a stop, as sentences.

    Third are the ids of the exits that it leaves on purpose.
    """
    try:
        newest = services.desk.audit(kinds=(EFFECTS,), start=state.stopped_at, limit=1).items
    except TradingError as fault:
        return [faults.sentence(fault)], [], frozenset()
    report: Mapping[str, Any] = newest[0].body.get("report", {}) if newest else {}
    problems = [f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in map(str, report.get("problems") or ())]
    bare = ", ".join(map(str, report.get("unprotected") or ()))
    kept = frozenset(map(str, report.get("kept") or ())) if state.stop_keeps_exits else frozenset()
    return in_one(problems), [f"Without a stop now: {bare}."] if bare else [], kept


def _resting_words(services: "Services", *, checked: bool, kept: frozenset[str]) -> str:
    try:
        found = services.desk.orders(limit=50).items
    except TradingError as fault:
        return f"Resting orders: not known ({faults.sentence(fault)})"
    resting = [p for p in found if p.id not in kept]
    if not resting and checked and found:
        named = ", ".join(sorted({plain(p.ticket.symbol) for p in found}))
        return f"Resting orders: only exits that protect a position ({named}); Stop cancels them too."
    if resting:
        named = ", ".join(sorted({plain(p.ticket.symbol) for p in resting}))
        return f"Resting orders: {len(resting)} not cancelled yet ({named}); the desk keeps asking."
    if not checked:
        return "Resting orders: none is known here, but the broker could not be asked; the desk keeps asking."
    return "Resting orders: none is left, checked with the broker."


def _stop(desk: "OrderDesk") -> None:
    try:
        desk.stop_trading(actor=OWNER)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")


def _resume(desk: "OrderDesk") -> None:
    try:
        desk.resume_trading(actor=OWNER)
        session.toast("Trading is on again.", ":material/play_arrow:")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
