"""What a page says when something failed: one sentence and one next step, never a traceback."""

import logging

import streamlit as st

from components.figures import with_figures
from components.prose import plain
from trading.errors import TradingError

log = logging.getLogger("pages")


def sentence(fault: Exception) -> str:
    """Return what a person should read of a fault, as Markdown; only our own errors speak for themselves."""
    if isinstance(fault, TradingError):
        return sentence_of(str(fault))
    return "Something failed on this page, and nothing was sent by it. Reload the page; the log has the details."


def sentence_of(text: str) -> str:
    """Return what one of our errors said, as it is kept with what failed, as a sentence in Markdown."""
    shown = with_figures(text)
    return plain(shown[:1].upper() + shown[1:].rstrip(".") + ".")


def show(fault: Exception) -> bool:
    """Draw a fault in place of what it interrupted. Returns True: nothing more needs to be shown."""
    if not isinstance(fault, TradingError):
        log.error("a page failed", exc_info=fault)
    st.error(sentence(fault), icon=":material/error:")
    return True
