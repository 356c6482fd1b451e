"""The desk bar: mode, account value and its change, open proposals, and the switch that stops trading."""

import time
from contextlib import suppress
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session
from components.bell import bell
from components.desk_facts import Facts, mode_words, read_facts
from components.prose import plain
from components.replay_controls import replay_controls
from components.stop_switch import stop_switch, stopped_band
from trading.errors import TradingError
from trading.types import DeskState

if TYPE_CHECKING:
    from trading.services import Services

LOOK_AGAIN_S = 5.0
COUNTING_S = 1.0
JUST_READ_S = 0.5


def desk_bar(services: "Services", state: DeskState, facts: Facts) -> None:
    """Draw the bar that stays at the top of every page, and the band below it while orders are held."""
    session.set_drawn_at(facts.as_of)
    waits = services.desk.open_count() > 0
    replay, playing = services.replay, False
    with suppress(TradingError):  # the replay's controls say what is wrong
        playing = replay is not None and replay.state().playing
    with st.container(key="deskbar", gap="xsmall"):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
            if replay is not None:
                replay_controls(replay)
            else:
                st.markdown(mode_words(state.mode), width="content")
            pace = COUNTING_S if waits or playing else LOOK_AGAIN_S
            st.fragment(_live, run_every=pace)(services, facts, stopped=state.stopped, waits=waits)
            stop_switch(services, state)
        stopped_band(services, state)


def _live(services: "Services", first: Facts, *, stopped: bool, waits: bool) -> None:
    """Draw what changes by itself: worth, change and bell; the page is drawn anew when the market or the bell moved."""
    facts = first if time.monotonic() - first.read_at < JUST_READ_S else read_facts(services)
    count = services.desk.open_count()
    moved = facts.as_of != session.drawn_at()
    if moved or (count > 0) != waits or services.desk.state().stopped != stopped:
        st.rerun()
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.markdown(_value_words(facts), width="content", help=plain(facts.fault) or None)
        st.space("stretch")
        bell(services, count, stopped=stopped)


def _value_words(facts: Facts) -> str:
    if facts.equity is None:
        return ":orange[:material/cloud_off: account not known]"
    change = facts.day_change_pct
    colour, arrow = ("green", "▴ ") if (change or 0) > 0 else ("red", "▾ ") if (change or 0) < 0 else ("gray", "")
    return f"**{plain(formats.money(facts.equity))}** :{colour}[{arrow}{plain(formats.percent_change(change))}]"
