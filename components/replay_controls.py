"""The replay's controls: step, play, pause and set the market's now, from the badge of every page."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session
from components.desk_facts import mode_words
from components.prose import plain
from trading.errors import TradingError
from trading.types import MarketMode

if TYPE_CHECKING:
    from trading.automation.replay_player import ReplayPlayer, ReplayState

SPEEDS = {"1 in 2 s": 0.5, "1 a second": 1.0, "4 a second": 4.0, "20 a second": 20.0}
"""Sessions a second, as the control names them."""
GO_TO, SPEED, NEW_BOOK = "replay_day", "replay_speed", "replay_new_book"


def replay_controls(player: "ReplayPlayer") -> bool:
    """Draw the REPLAY badge and say whether it plays; it opens the controls, which are drawn only while they are open.

    That it plays is no part of the button: one whose label changes is a new one, and closes.
    """
    try:
        state = player.state()
    except TradingError as fault:
        st.markdown(mode_words(MarketMode.REPLAY), width="content", help=faults.sentence(fault))
        return False
    popover = st.popover(mode_words(MarketMode.REPLAY), type="tertiary", key=session.REPLAY_OPEN, on_change="rerun")
    if state.playing:
        st.markdown(":violet[:material/play_arrow:]", width="content")
    if popover.open:
        with popover:
            _controls(player, state)
    return state.playing


def _controls(player: "ReplayPlayer", state: "ReplayState") -> None:
    st.markdown(f"**The market stands at {plain(formats.weekday_and_time(state.now))}**")
    st.caption("Prices, orders, the account and the team all live at this moment; nothing later can be seen.")
    _movement(player, state)
    _jump(player, state)


def _movement(player: "ReplayPlayer", state: "ReplayState") -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        for days, label, icon in (
            (1, "Next day", ":material/skip_next:"),
            (5, "+5 days", None),
            (21, "+21 days", None),
        ):
            st.button(
                label,
                key=f"replay_step_{days}",
                icon=icon,
                on_click=_step,
                args=(player, days),
                disabled=state.playing,
                help="Pause first" if state.playing else None,
            )
        if state.playing:
            st.button("Pause", key="replay_pause", icon=":material/pause:", on_click=_pause, args=(player,))
        else:
            st.button("Play", key="replay_play", icon=":material/play_arrow:", on_click=_play, args=(player,))
    st.segmented_control(
        "Days while it plays", list(SPEEDS), default="1 a second", key=SPEED, required=True, persist_state="session"
    )


def _jump(player: "ReplayPlayer", state: "ReplayState") -> None:
    key = f"{GO_TO}_{state.session_day}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.date_input(
            "Go to", state.session_day, min_value=state.first, max_value=state.last, key=key, format="YYYY-MM-DD",
            persist_state="session",
        )  # fmt: skip
        st.button("Go", key="replay_go", on_click=_go, args=(player, key), disabled=state.playing)
    st.checkbox(
        "with a new, empty paper book",
        key=NEW_BOOK,
        help="The clock cannot go back past a fill. A new book starts there with the first cash; the old one is kept.",
    )


def _step(player: "ReplayPlayer", days: int) -> None:
    _told(lambda: player.step(days))


def _play(player: "ReplayPlayer") -> None:
    _told(lambda: player.play(SPEEDS.get(st.session_state.get(SPEED), 1.0)))


def _pause(player: "ReplayPlayer") -> None:
    _told(player.pause)


def _go(player: "ReplayPlayer", key: str) -> None:
    day: date = st.session_state[key]
    reset = bool(st.session_state.get(NEW_BOOK))
    if _told(lambda: player.reset(day) if reset else player.go_to(day)):
        st.session_state[NEW_BOOK] = False


def _told(move: Callable[[], object]) -> bool:
    try:
        move()
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return False
    return True
