"""How good the bundled scorer is: the figure of its model card, and the card itself."""

import re
from pathlib import Path

import streamlit as st

from components import session
from trading.sentiment.scoring.bundled import BundledScorer

CARD = Path(__file__).parents[1] / "docs" / "sentiment_model.md"
_FIGURE = re.compile(r"macro[- ]F1\D{0,120}?(0\.\d{2,4})", re.IGNORECASE)
_OTHERS = re.compile(r"VADER|TF-IDF", re.IGNORECASE)
"""Lines of the card with these names tell how good others are."""


def how_good(scorer: str) -> str:
    """Return how good a scorer is in a few words; of one without a model card, that nothing is known."""
    if scorer != BundledScorer().name:
        return "no held-out figure is known of it"
    figure = held_out(_card())
    return "" if figure is None else f"macro-F1 {figure} on held-out text"


def held_out(card: str) -> str | None:
    r"""Return the first macro-F1 that a model card tells of its own model, as it is written there; None for no figure.

    >>> held_out("VADER has macro-F1 0.43.\n\nMacro-F1 on the held-out fifth: **0.834**."), held_out("none")
    ('0.834', None)
    """
    found = _FIGURE.search("\n".join(line for line in card.splitlines() if not _OTHERS.search(line)))
    return found.group(1) if found else None


def card_popover(scorer: str) -> None:
    """Draw the button that opens the model card; nothing for a scorer that has none here."""
    card = _card() if scorer == BundledScorer().name else ""
    if card:
        shown = st.popover(
            "Model card", icon=":material/description:", type="tertiary", width="content", key="sentiment_card",
            on_change="rerun",
        )  # fmt: skip
        if shown.open:
            with shown:
                st.caption("docs/sentiment\\_model.md")
                st.markdown(card)


def _card() -> str:
    return session.kept("sentiment card", lambda: CARD.read_text() if CARD.is_file() else "")
