"""The smaller parts of Settings: the replay's clock and book, what paper does not do, and where the data is from."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session
from components.prose import plain
from trading.errors import TradingError

if TYPE_CHECKING:
    from trading.automation.replay_player import ReplayPlayer
    from trading.services import Services

OWN_FILES = (
    "Prices are those of your own files, read when the app starts: what you change there is seen after a restart.",
    "Shorter bars stand at the time they begin, New York's unless it says its offset or BARS_TIMEZONE another zone.",
    "Dividends and splits of positions are those of actions.csv alone; without it none are paid.",
    "This folder has a paper account and a book of its own.",
)


def replay_settings(player: "ReplayPlayer") -> None:
    """Draw where the replay stands, and the two ways to move it from here: to a day, or to a new book."""
    state = player.state()
    playing = "playing" if state.playing else "standing"
    st.table(
        {
            "Now": f"**{plain(formats.weekday_and_time(state.now))}**, {playing}",
            "Recorded": f"{formats.day(state.first)} to {formats.day(state.last)}",
            "Steps and play": "behind the REPLAY badge at the top left of every page",
        },
        border="horizontal",
        alt="Where the replay stands",
    )
    with st.form("replay_form", border=True):
        st.markdown("**Set the market's now**")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.date_input(
                "Day", state.session_day, min_value=state.first, max_value=state.last, key=session.REPLAY_DAY,
                format="YYYY-MM-DD", width=180,
            )  # fmt: skip
            st.form_submit_button("Go to this day", on_click=_go, args=(player,), disabled=state.playing)
        st.caption("Forward plays every session on the way. Back goes no further than the newest fill of this book.")
        st.checkbox("Yes, begin a new, empty paper book there; the old one is kept as an archive", key=session.NEW_BOOK)
        st.form_submit_button("Begin a new book", on_click=_reset, args=(player,), icon=":material/restart_alt:")


def paper_notes() -> None:
    """List what the paper broker does not do, so that nobody takes its fills for a real broker's."""
    from trading.broker.paper import NOT_SIMULATED

    st.markdown("**What paper does not simulate**")
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in NOT_SIMULATED))


def data_notes(services: "Services") -> None:
    """Show where the recorded prices are from: the user's own files, or the bundled ones with their licences."""
    if services.settings.data_source == "files":
        st.markdown(f"**{plain(services.market.source)}**")
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in OWN_FILES))
        return
    import trading.market.replay

    notes = Path(trading.market.replay.__file__).parent / "data" / "PROVENANCE.md"
    try:
        with st.container(key="data_notes"):
            st.markdown(notes.read_text(encoding="utf-8"))
    except OSError:
        st.error(
            "The note on where the bundled data comes from cannot be read; restore PROVENANCE.md beside the data.",
            icon=":material/error:",
        )


def _go(player: "ReplayPlayer") -> None:
    day: date = st.session_state[session.REPLAY_DAY]
    _told(lambda: player.go_to(day), f"The market stands at {formats.day(day)} or the session before it.")


def _reset(player: "ReplayPlayer") -> None:
    day: date = st.session_state[session.REPLAY_DAY]
    if not st.session_state.get(session.NEW_BOOK):
        session.toast("Tick the box first: a new book begins empty. Nothing was changed.", ":material/info:")
        return
    if _told(lambda: player.reset(day), "A new paper book has begun; the old one is kept."):
        st.session_state[session.NEW_BOOK] = False


def _told(move: Callable[[], object], done: str) -> bool:
    try:
        move()
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
        return False
    session.toast(plain(done), ":material/history:")
    return True
