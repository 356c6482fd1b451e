"""The river of headlines page by page, the mean by source, and the days that stand out."""

from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session_sentiment
from components.prose import plain
from components.sentiment_rows import draw_rows, row_of, signed
from components.sentiment_view import about_whom, mood_words
from components.small_table import small_table
from trading.sentiment.days import mean_mood, session_day
from trading.sentiment.turns import Turn
from trading.types import Sentiment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trading.services import Services

ROWS = 8
MOST_TITLES = 2
LONGEST_TITLE = 120
_TIED = "\u00a0"


def river(services: "Services", found: Sentiment) -> None:
    """Draw one page of the headlines, the newest first, with the pages below."""
    key = session_sentiment.river_page_key(f"{found.symbol} {found.start}")
    pages = -(-len(found.river) // ROWS)
    page = min(int(st.session_state.get(key) or 1), pages)
    shown = found.river[(page - 1) * ROWS : page * ROWS]
    st.markdown("**Headlines**")
    rows = [
        row_of(one, session_day(one.headline.published_at, services.calendar), chips=not found.symbol) for one in shown
    ]
    draw_rows(rows, label=f"Headlines about {about_whom(found.symbol)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        first = (page - 1) * ROWS + 1
        st.caption(
            f"{first} to {first + len(shown) - 1} of {len(found.river)}, newest first. A chip below a headline is a "
            "word that weighed, with how far it moved the score.",
        )
        if pages > 1:
            st.pagination(pages, key=key, max_visible_pages=5)


def by_source(found: Sentiment) -> None:
    """Draw the mean of each source, and of how many headlines it is the mean."""
    st.markdown("**By source**")
    rows = [
        [plain(one.source), f"{one.headlines:,}", mood_words(one.score, mean_mood(one.score))] for one in found.sources
    ]
    small_table(
        ["Source", "Headlines", "Mean score"], rows, right=["Headlines", "Mean score"],
        alt=f"What is said of {about_whom(found.symbol)}, by source",
    )  # fmt: skip


def what_moved(found: Sentiment, turns: "Sequence[Turn]", *, title: str = "What moved it") -> None:
    """Draw the sessions that stand out, each with its return, its index and the headlines beside them."""
    st.markdown(f"**{plain(title)}**")
    if not turns:
        st.caption("No session with a price is in this span.")
        return
    rows = [[_tied(formats.day(one.day)), _return(one), _index(one), _titles(one)] for one in turns]
    small_table(
        ["Session", "Return", "Index", "Headlines"], rows, right=["Return", "Index"],
        alt=f"Sessions of {found.symbol} that stand out",
    )  # fmt: skip
    st.caption(
        "The largest returns from close to close and the largest changes of the index, which stand in brackets. What "
        "stands beside a move has not proved to have made it."
    )


def _return(one: Turn) -> str:
    if one.return_pct is None:
        return formats.MISSING
    color = "gray" if round(one.return_pct, 2) == 0 else "green" if one.return_pct > 0 else "red"
    return f":{color}[{plain(formats.percent_change(one.return_pct))}]"


def _index(one: Turn) -> str:
    if one.score is None:
        return formats.MISSING
    changed = "" if one.change is None else f"{_TIED}:gray[:small[{plain(f'({signed(one.change)})')}]]"
    return f"{plain(signed(one.score))}{changed}"


def _titles(one: Turn) -> str:
    if not one.headlines:
        return ":gray[none told]"
    told = [plain(_cut(each.headline.title)) for each in one.headlines[:MOST_TITLES]]
    more = len(one.headlines) - MOST_TITLES
    return " · ".join([*told, *([f":gray[{more} more]"] if more > 0 else [])])


def _tied(words: str) -> str:
    return words.replace(" ", _TIED)


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
