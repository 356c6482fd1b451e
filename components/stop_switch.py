"""The red switch on every page: it stops at once and asks nothing; to resume it asks."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session
from components.prose import plain
from trading.errors import TradingError
from trading.types import OWNER, DeskState, StopReport

if TYPE_CHECKING:
    from trading.orders.desk import OrderDesk
    from trading.services import Services


def stop_switch(services: "Services", state: DeskState) -> None:
    """Draw Stop, or Resume while trading is stopped."""
    if not state.stopped:
        st.button(
            "Stop",
            key="kill",
            icon=":material/front_hand:",
            on_click=_stop,
            args=(services.desk,),
            help="Stops trading at once: no new order can be sent, and every resting order is cancelled.",
        )
        return
    with st.popover("Resume…", icon=":material/play_arrow:", key="resume"):
        st.markdown("**Resume trading?** Orders can be sent again. Cancelled orders stay cancelled.")
        st.button("Resume trading", key="resume_now", type="primary", on_click=_resume, args=(services.desk,))


def stopped_band(services: "Services", state: DeskState) -> None:
    """Say on every page that trading is stopped, or why orders are held; draws nothing while they can be sent."""
    if state.stopped:
        who = f" by {plain(state.stopped_by)}" if state.stopped_by else ""
        left = _resting_words(services)
        st.error(
            f"**Trading is stopped** since {formats.clock(state.stopped_at)}{who}. New orders: none can be sent. "
            f"{left} Positions are untouched. {plain(session.stop_words())}",
            icon=":material/front_hand:",
        )
    elif state.reason:
        st.warning(f"**Orders are held.** {plain(state.reason)}", icon=":material/pause_circle:")


def _resting_words(services: "Services") -> str:
    try:
        resting = services.desk.orders(limit=50).items
    except TradingError as fault:
        return f"Resting orders: not known ({faults.sentence(fault)})"
    if not resting:
        return "Resting orders: none is left, checked with the broker."
    named = ", ".join(sorted({plain(p.ticket.symbol) for p in resting}))
    return f"Resting orders: {len(resting)} not cancelled yet ({named}); the desk keeps asking."


def _stop(desk: "OrderDesk") -> None:
    try:
        session.set_stop_words(_what_is_left(desk.stop_trading(actor=OWNER)))
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")


def _what_is_left(report: StopReport) -> str:
    parts = [f"Without a stop now: {', '.join(report.unprotected)}."] if report.unprotected else []
    return " ".join([*parts, *report.problems])


def _resume(desk: "OrderDesk") -> None:
    try:
        desk.resume_trading(actor=OWNER)
        session.set_stop_words("")
        session.toast("Trading is on again.", ":material/play_arrow:")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
