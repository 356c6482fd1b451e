"""What a person can do with a run, as callbacks: ask, stop, ask again, take the words back into the input."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session
from trading.errors import NotFound, TradingError
from trading.types import OWNER

if TYPE_CHECKING:
    from bootstrap import Wiring

STARTERS = {
    "Buy 1 share of AAPL at market price": ":material/shopping_cart: Buy 1 share of AAPL at market price",
    "What is the price of Microsoft?": ":material/sell: What is the price of Microsoft?",
    "What is the RSI of AAPL?": ":material/show_chart: What is the RSI of AAPL?",
    "Compare IBM and MSFT": ":material/compare_arrows: Compare IBM and MSFT",
    "What is said of AAPL?": ":material/newspaper: What is said of AAPL?",
    "Backtest AAPL with SMA 20/50": ":material/experiment: Backtest AAPL with SMA 20/50",
    "How is my portfolio doing?": ":material/pie_chart: How is my portfolio doing?",
    "What can you do?": ":material/help: What can you do?",
}
"""The questions that a new chat offers: what is asked, and how its chip reads."""
STARTER_PILLS = "starters"


def ask(wired: "Wiring", query: str) -> None:
    """Write a run down, put its conversation into the address and hand it to the team."""
    runs, conversation_id = wired.services.runs, session.conversation_id()
    try:
        try:
            run = runs.create(query, actor=OWNER, conversation_id=conversation_id)
        except NotFound:  # an address of another data folder: begin a new conversation
            run = runs.create(query, actor=OWNER)
        session.set_conversation(run.conversation_id)
        wired.jobs.submit_run(run.id)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")


def ask_typed(wired: "Wiring") -> None:
    """Ask what was typed into the chat input; a callback."""
    text = st.session_state.get(session.CHAT_INPUT)
    if text:
        ask(wired, str(text))


def ask_starter(wired: "Wiring") -> None:
    """Ask the starter whose chip was clicked; a callback."""
    chosen = st.session_state.get(STARTER_PILLS)
    if chosen in STARTERS:
        st.session_state[STARTER_PILLS] = None
        ask(wired, str(chosen))


def ask_again(wired: "Wiring", query: str) -> None:
    """Ask the same words anew; a callback that draws the whole page."""
    ask(wired, query)
    session.draw_anew()


def edit(query: str) -> None:
    """Put the words back into the chat input to be changed; a callback that draws the whole page."""
    st.session_state[session.CHAT_INPUT] = query
    session.draw_anew()


def stop(wired: "Wiring", run_id: str) -> None:
    """Ask a run to stop; a callback."""
    try:
        wired.services.runs.request_stop(run_id)
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")


def open_conversation(conversation_id: str | None) -> None:
    """Show a past conversation, or a new chat; a callback."""
    session.set_conversation(conversation_id)
