"""The head of the page Sentiment: the choice of a symbol and a span, what is said in one line, and what is missing."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from components import formats, session_sentiment
from components.prose import plain
from components.sentiment_card import card_popover, how_good
from components.sentiment_rows import ICONS, signed
from trading.errors import NoData
from trading.sentiment.desk import MOST_SHOWN, PATIENCE_S
from trading.types import Mood, Sentiment

if TYPE_CHECKING:
    from trading.services import Services

_GAP = "\u2003"
FIRST_SPAN = "1Y"
ALL, ALL_COMPANIES = "", "All companies"
"""No symbol in the address: the whole market."""
SPANS = {"1M": 31, "3M": 92, "1Y": 366, "3Y": 1096, "10Y": 3653}
AGAIN_S = 0.2
COLORS = {Mood.POSITIVE: "green", Mood.NEUTRAL: "gray", Mood.NEGATIVE: "red"}


def picker(services: "Services") -> tuple[str, date]:
    """Draw the choice of a symbol and of a span, both in the address; return them as a symbol and a first day.

    The symbol is empty for all companies.
    """
    names = {asset.symbol: asset.name for asset in services.market.assets()}
    if not names:
        raise NoData("the market lists no symbol now; look again in a minute")
    free = services.replay is None
    session_sentiment.begin_at(session_sentiment.ABOUT, (ALL, *names), ALL, is_free=free)
    session_sentiment.begin_at(session_sentiment.OVER, SPANS, FIRST_SPAN)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chosen = st.selectbox(
            "Symbol",
            [ALL, *names],
            format_func=lambda one: f"{one} · {names[one]}" if one in names else one or ALL_COMPANIES,
            key=session_sentiment.ABOUT,
            label_visibility="collapsed",
            width=260,
            persist_state="session",
            accept_new_options=free,
        )
        span = st.segmented_control(
            "Span",
            list(SPANS),
            key=session_sentiment.OVER,
            label_visibility="collapsed",
            required=True,
            persist_state="session",
        )
        if st.session_state[session_sentiment.ABOUT]:
            st.button(ALL_COMPANIES, icon=":material/arrow_back:", type="tertiary", key="sentiment_all", on_click=show)
        st.space("stretch")
        card_popover(services.sentiment.scorer)
    symbol = str(chosen or ALL).strip().upper()
    session_sentiment.write(session_sentiment.ABOUT, symbol)
    session_sentiment.write(session_sentiment.OVER, str(span))
    today = services.market_clock.now().astimezone(formats.NEW_YORK).date()
    return symbol, today - timedelta(days=SPANS[str(span)])


def show(symbol: str = ALL) -> None:
    """Make the page show a symbol, or all companies, at its next run; for buttons."""
    st.session_state[session_sentiment.ABOUT] = symbol


def about_whom(symbol: str) -> str:
    """Return whom texts are about, as it stands within a sentence."""
    return symbol or ALL_COMPANIES.lower()


def looked_up(services: "Services", symbol: str, start: date) -> Sentiment:
    """Return what is said, waiting for slow sources at the first look only; a click on the page waits for none."""
    patience_s = PATIENCE_S if session_sentiment.is_first_look(f"{symbol} {start}") else AGAIN_S
    with st.spinner(f"Reads what is said of {plain(about_whom(symbol))} …"):  # shown only where it takes a while
        if not symbol:
            return services.sentiment.everything(start=start, patience_s=patience_s)
        return services.sentiment.sentiment(symbol, start=start, patience_s=patience_s)


def subject_line(services: "Services", found: Sentiment) -> None:
    """Draw the name, the mean with its mood, of how many texts, from where, as of when, and who judged them."""
    name = plain(services.market.asset(found.symbol).name if found.symbol else ALL_COMPANIES)
    told = len(found.river)
    count = "no headline" if not told else "mean of 1 headline" if told == 1 else f"mean of {told} headlines"
    span = f"{formats.day(found.start)} to {formats.day(found.end)}"
    st.markdown(
        f"**{name}**{f' :gray[{plain(found.symbol)}]' if found.symbol else ''}{_GAP}"
        f"{mood_words(found.score, found.mood)}{_GAP}"
        f":gray[{plain(f'{count}, {span}')}]"
    )
    sources = ", ".join(one.source for one in found.sources) or ", ".join(services.sentiment.sources)
    parts = [sources, formats.as_of(found.as_of), f"judged by {found.scorer}", how_good(found.scorer)]
    if len(found.river) >= MOST_SHOWN:
        parts.append(f"the newest {MOST_SHOWN}, older ones are left out")
    st.caption(" · ".join(plain(part) for part in parts if part))
    about = services.sentiment.about(found.river)
    if about:
        st.caption(f":material/info: {plain(about)}")


def mood_words(score: float | None, mood: Mood | None) -> str:
    """Return a mean with its icon, sign and word as Markdown, a dash where there is nothing to judge."""
    if score is None or mood is None:
        return formats.MISSING
    return f":{COLORS[mood]}[**{ICONS[mood]} {plain(signed(score))}**] {mood.value}"


def failures(failed: Sequence[str]) -> None:
    """Say of each source that could not be read why, a sentence each."""
    if failed:
        st.warning("  \n".join(plain(said) for said in failed), icon=":material/cloud_off:")


def nothing_told(services: "Services", found: Sentiment) -> None:
    """Say that there is nothing in the span, and the one next step."""
    if not services.sentiment.sources:
        st.info(
            "No source of headlines is chosen. Name some in NEWS\\_SOURCES or NEWS\\_FEEDS and start the desk again.",
            icon=":material/rss_feed:",
        )
        return
    longest = list(SPANS)[-1]
    is_longest = st.session_state.get(session_sentiment.OVER) == longest
    told = ", ".join(services.sentiment.sources)
    span = f"from {formats.day(found.start)} to {formats.day(found.end)}"
    further = "Choose another symbol." if found.symbol else "Add a source in NEWS\\_SOURCES and start the desk again."
    st.info(
        plain(f"Nothing about {about_whom(found.symbol)} {span} in {told}. ")
        + (further if is_longest else "Look further back."),
        icon=":material/info:",
    )
    if not is_longest:
        st.button(f"Look back {longest}", key="sentiment_longest", icon=":material/history:", on_click=_look_back)


def _look_back() -> None:
    st.session_state[session_sentiment.OVER] = list(SPANS)[-1]
