"""From the words of a person to the form of the rules: what was read, what was assumed, what could not be expressed."""

from typing import TYPE_CHECKING

import streamlit as st

from components import session_strategies as keys
from components.prose import plain
from components.rule_editor import open_sheet
from components.rule_sheet import sheet_of

if TYPE_CHECKING:
    from trading.services import Services
    from trading.strategies.words.reading import Reading

EXAMPLE = "Buy AAPL when RSI falls under 30 and sell above 70, risk 1 % a trade, stop 5 %"
_OPEN = "Say the missing part in the words above, then press Read again."


def describe(services: "Services") -> "Reading | None":
    """Draw the field for words and what was last read in them; return that reading."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_area(
            "Describe it in words", key=keys.WORDS, placeholder=EXAMPLE, height=72, max_chars=2_000,
            persist_state="session", width="stretch",
        )  # fmt: skip
        st.button(
            "Read", icon=":material/auto_stories:", key="strategy_read", on_click=_read, args=(services,),
            help="Turn the words into the rules below. Nothing is run or saved by this.",
        )  # fmt: skip
    words = keys.words_read()
    if not words:
        return None
    reading = read(services, words)
    for sentence in reading.missing:
        st.error(plain(sentence), icon=":material/help:")
    for sentence in reading.unread:
        st.warning(plain(sentence), icon=":material/block:")
    if reading.rules is None:
        st.caption(_OPEN)
    elif reading.assumed:
        st.info("Assumed, because the words leave it open: " + plain(" ".join(reading.assumed)), icon=":material/info:")
    else:
        st.success("The rules below say what the words say.", icon=":material/check:")
    return reading


def read(services: "Services", words: str) -> "Reading":
    """Return what the words say; the same words on the same day are read once."""
    from trading.strategies.words.reader import read_rules
    from trading.words.names import make_lexicon

    def make() -> "Reading":
        return read_rules(words, make_lexicon(services.market.assets()))

    return keys.read_once((services.account_id, str(services.market_clock.now().date()), words), make)


def _read(services: "Services") -> None:
    words = str(st.session_state.get(keys.WORDS) or "").strip()
    keys.set_words_read(words)
    found = read(services, words) if words else None
    if found is not None and found.rules is not None:
        open_sheet(sheet_of(found.rules))
