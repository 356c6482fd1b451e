"""Past conversations in the sidebar: new chat, search, and one row a conversation by its day."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from components import session
from components.chat import asking
from components.formats import NEW_YORK
from components.prose import one_line

if TYPE_CHECKING:
    from bootstrap import Wiring
    from trading.types import Conversation

MOST_LISTED = 30


def conversations(wired: "Wiring") -> None:
    """Draw the sidebar of the chat."""
    current = session.conversation_id()
    with st.sidebar:
        st.button(
            "New chat",
            key="new_chat",
            icon=":material/edit_square:",
            width="stretch",
            on_click=asking.open_conversation,
            args=(None,),
        )
        text = st.text_input(
            "Search conversations",
            key=session.CONVERSATION_SEARCH,
            placeholder="Search conversations",
            icon=":material/search:",
            label_visibility="collapsed",
            live=True,
        )
        found = wired.services.runs.conversations(search=text or None, limit=MOST_LISTED)
        if not found:
            st.caption("No conversation has these words." if text else "Your conversations will be listed here.")
        today = wired.services.wall_clock.now().astimezone(NEW_YORK).date()
        for heading, group in groupby(found, key=lambda c: since(c.updated_at, today)):
            st.caption(heading)
            with st.container(gap=None):
                for conversation in group:
                    _row(conversation, is_current=conversation.id == current)


def since(at: datetime, today: date) -> str:
    """Return the heading under which a time is listed.

    >>> from datetime import UTC
    >>> since(datetime(2026, 11, 21, 18, tzinfo=UTC), date(2026, 11, 22))
    'Yesterday'
    """
    days = (today - at.astimezone(NEW_YORK).date()) // timedelta(days=1)
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    return "Last seven days" if days <= 7 else "Earlier"


def _row(conversation: "Conversation", *, is_current: bool) -> None:
    words = one_line(conversation.title, 34)
    st.button(
        f"**{words}**" if is_current else words,
        key=f"conversation_{conversation.id}",
        type="tertiary",
        on_click=asking.open_conversation,
        args=(conversation.id,),
        wrap=False,
    )
