"""The desk bar: mode, account value and its change, open proposals, and the switch that stops trading."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, news, session, turned_up
from components.bell import bell
from components.desk_facts import JUST_READ_S, LOOK_AGAIN_S, Facts, latest, mode_words, read_facts
from components.prose import plain
from components.replay_controls import replay_controls
from components.stop_switch import exits_band, stop_switch, stopped_band
from trading.errors import TradingError
from trading.types import DeskGlance

if TYPE_CHECKING:
    from trading.services import Services

COUNTING_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the page was drawn for: how many orders wait and whether trading is stopped; `read_at` is monotonic."""

    count: int
    stopped: bool
    read_at: float


def desk_bar(services: "Services", glance: DeskGlance) -> Facts:
    """Draw the bar that stays at the top of every page, and the bands below it while orders are held.

    The mode and the switch come before the account is read: a venue that takes its time must not keep them away.
    Returns the facts that were read.
    """
    session.set_drawn_news(news.newest(services))
    state, waits = glance.state, glance.waiting > 0
    first = Waiting(count=glance.waiting, stopped=state.stopped, read_at=time.monotonic())
    found = turned_up.surprises(services, glance.newest_seq)
    if found is not None:
        turned_up.tell(services, found)
    replay, playing = services.replay, False
    with st.container(key="deskbar", gap="xsmall"):
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
            if replay is not None:
                playing = replay_controls(replay)
            else:
                st.markdown(mode_words(state.mode), width="content")
            worth = st.container()
            follows = waits or services.runs_by_itself
            pace = COUNTING_S if follows or playing else LOOK_AGAIN_S
            with st.container(width="content"):
                st.fragment(_bell, run_every=pace)(services, first, found or [])
            stop_switch(services, state)
        stopped_band(services, state)
        trouble = st.container()
    facts = read_facts(services, glance.newest_seq)
    session.set_drawn_at(facts.as_of)
    with trouble:
        exits_band(facts.posture)
    pace = COUNTING_S if playing or (waits and replay is not None) else LOOK_AGAIN_S
    with worth:
        st.fragment(_worth, run_every=pace)(services, facts)
    if services.runs_by_itself and not state.reason:
        with trouble:
            st.fragment(_trouble, run_every=LOOK_AGAIN_S)(services, facts)
    return facts


def _worth(services: "Services", first: Facts) -> None:
    """Draw the account's worth and change; in replay the page is drawn anew when the market's clock has moved."""
    facts = latest(services, first)
    if services.replay is not None and facts.as_of != session.drawn_at():
        session.draw_anew()
    st.markdown(_value_words(facts), width="content", help=plain(facts.fault) or None)


def _bell(services: "Services", first: Waiting, found: list[turned_up.Surprise]) -> None:
    """Draw the bell; when it looks again, draw the page anew if it moved or the desk has heard news of the venue."""
    count = first.count
    if time.monotonic() - first.read_at >= JUST_READ_S:
        count = services.desk.open_count()
        moved = (count > 0) != (first.count > 0) or services.desk.state().stopped != first.stopped
        if moved or news.newest(services) != session.drawn_news():
            session.draw_anew()
    bell(services, count, stopped=first.stopped, found=found)


def _trouble(services: "Services", first: Facts) -> None:
    """Say on every page that the venue cannot be read, for as long as that is so."""
    facts = latest(services, first)
    if facts.fault:
        said = faults.sentence(TradingError(facts.fault))
        st.warning(f"**The account cannot be read, so no order can be sent.** {said}", icon=":material/cloud_off:")


def _value_words(facts: Facts) -> str:
    if facts.equity is None:
        return ":orange[:material/cloud_off: account not known]"
    change = facts.day_change_pct
    colour, arrow = ("green", "▴ ") if (change or 0) > 0 else ("red", "▾ ") if (change or 0) < 0 else ("gray", "")
    return f"**{plain(formats.money(facts.equity))}** :{colour}[{arrow}{plain(formats.percent_change(change))}]"
