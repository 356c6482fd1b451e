"""Score my own text: up to twenty lines, each judged by itself, with the words that weighed."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults, session_sentiment
from components.prose import plain
from components.sentiment_rows import draw_rows, judged
from trading.errors import TradingError
from trading.sentiment.scoring.bundled import BundledScorer
from trading.types import Score

if TYPE_CHECKING:
    from trading.services import Services

MOST_LINES, MOST_CHARS = 20, 10_000


def own_text(services: "Services") -> None:
    """Draw the field for lines of one's own and what the scorer made of them; the desk keeps none of it."""
    st.markdown("**Score my own text**")
    with st.form("sentiment_own", border=False):
        text = st.text_area(
            "One headline a line", key=session_sentiment.OWN_TEXT, height=96, max_chars=MOST_CHARS,
            placeholder="Acme beats forecasts and raises its outlook", persist_state="session",
        )  # fmt: skip
        is_asked = st.form_submit_button("Score", key="sentiment_score", icon=":material/balance:")
    if is_asked:
        session_sentiment.set_own_scores(_judged(services, str(text or "")))
    rows = [judged("", line, score) for line, score in session_sentiment.own_scores()]
    if rows:
        draw_rows(rows, label="Your lines with their scores")
    else:
        st.caption(f"Type 1 to {MOST_LINES} lines and press Score. {_where(services)}")


def _judged(services: "Services", text: str) -> list[tuple[str, Score]]:
    """Return the lines with their scores, none where they are too many or cannot be judged, which is said."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        st.warning(f"{len(lines)} lines are more than the {MOST_LINES} of one look; remove {len(lines) - MOST_LINES}.")
        return []
    try:
        return list(zip(lines, services.sentiment.score(lines), strict=True)) if lines else []
    except TradingError as fault:
        faults.show(fault)
        return []


def _where(services: "Services") -> str:
    scorer = services.sentiment.scorer
    if scorer == BundledScorer().name:
        return "They are judged on this machine."
    return f"They are sent to {plain(scorer)}."
