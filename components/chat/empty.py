"""A new chat: what can be asked, as chips, and how the market stands."""

from typing import TYPE_CHECKING

import streamlit as st

from components.chat import asking
from components.prose import plain

if TYPE_CHECKING:
    from bootstrap import Wiring


def empty_chat(wired: "Wiring") -> None:
    """Draw the starters and the engine's name."""
    st.space("large")
    st.header("What do you want to know or do?", anchor=False, text_alignment="center")
    st.caption(
        "Ask about a stock or your account, or say what to trade. An order is only ever proposed here; you send it.",
        text_alignment="center",
    )
    with st.container(horizontal_alignment="center"):
        st.pills(
            "Starters",
            list(asking.STARTERS),
            format_func=asking.STARTERS.__getitem__,
            key=asking.STARTER_PILLS,
            label_visibility="collapsed",
            wrap=True,
            on_change=asking.ask_starter,
            args=(wired,),
        )
        st.space("small")
        st.caption(engine_words(wired.team.planner), text_alignment="center")


def engine_words(planner: str) -> str:
    """Return who plans the runs, as Markdown."""
    if planner == "offline planner":
        return ":material/memory: Offline planner, no model is used"
    return f":material/neurology: {plain(planner)}"
