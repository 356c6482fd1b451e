"""Chat, the first page: ask, follow the team step by step, review what it proposes."""

import streamlit as st

from components import session
from components.chat import asking
from components.chat.empty import empty_chat
from components.chat.run_view import run_view
from components.chat.sidebar import conversations
from components.desk_facts import data_words, read_facts
from components.layout import open_page

WIDTH = 820

wired = open_page("Chat", title_row=False)
conversations(wired)

current = session.conversation_id()
runs = wired.services.runs.conversation_runs(current) if current else []
with st.container(horizontal_alignment="center"), st.container(width=WIDTH):
    if runs:
        for run in runs:
            run_view(wired, run)
    else:
        empty_chat(wired)

with st.bottom, st.container(horizontal_alignment="center", gap="xsmall"):
    st.chat_input(
        "Ask, or say what to trade",
        key=session.CHAT_INPUT,
        width=WIDTH,
        max_chars=4_000,
        on_submit=asking.ask_typed,
        args=(wired,),
    )
    data_words(wired.services, read_facts(wired.services), alignment="center")
