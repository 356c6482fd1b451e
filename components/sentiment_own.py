"""Score my own text: up to twenty lines, each judged by itself, with the words that weighed."""

from typing import TYPE_CHECKING

import streamlit as st

from components import session_sentiment
from components.sentiment_rows import judged, rows_html

if TYPE_CHECKING:
    from trading.services import Services

MOST_LINES, MOST_CHARS = 20, 10_000


def own_text(services: "Services") -> None:
    """Draw the field for lines of one's own and what the scorer makes of them; nothing is kept or sent."""
    st.markdown("**Score my own text**")
    with st.form("sentiment_own", border=False):
        text = st.text_area(
            "One headline a line", key=session_sentiment.OWN_TEXT, height=96, max_chars=MOST_CHARS,
            placeholder="Acme beats forecasts and raises its outlook", persist_state="session",
        )  # fmt: skip
        st.form_submit_button("Score", icon=":material/balance:")
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    if not lines:
        st.caption("Type 1 to 20 lines and press Score. They stay on this machine unless SENTIMENT\\_MODEL is set.")
        return
    if len(lines) > MOST_LINES:
        st.warning(f"{len(lines)} lines are more than the {MOST_LINES} of one look; remove {len(lines) - MOST_LINES}.")
        return
    scores = services.sentiment.score(lines)
    rows = [judged("", line, score) for line, score in zip(lines, scores, strict=True)]
    st.html(rows_html(rows, label="Your lines with their scores"))
