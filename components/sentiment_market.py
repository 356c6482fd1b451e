"""All companies together: the mood of each as a table that can be sorted, and what moved the market."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from components import formats
from components.charts.palette import Palette
from components.sentiment_chart import index_chart, prices_of
from components.sentiment_river import what_moved
from components.sentiment_rows import ICONS, TONES
from components.sentiment_view import show
from trading.sentiment.days import mean_mood
from trading.sentiment.turns import turns
from trading.types import CompanyMood, Mood, Sentiment

if TYPE_CHECKING:
    from trading.services import Services

OPEN = ":material/arrow_forward: Open"
_CLICK = "sentiment_company"
_NEWEST_WIDTH, _OPEN_WIDTH = 96, 64


def by_company(services: "Services", companies: Sequence[CompanyMood], colors: Palette) -> None:
    """Draw the mood of each company, sortable by its heads; a row's button shows that company alone."""
    st.markdown("**Mood by company**")
    if not companies:
        st.caption("No headline of this span names a company that is known here.")
        return
    import pandas as pd

    names = {asset.symbol: asset.name for asset in services.market.assets()}
    frame = pd.DataFrame(
        [
            {
                "Symbol": one.symbol,
                "Mood": f"{ICONS[mean_mood(one.score)]} {mean_mood(one.score).value}",
                "Score": one.score,
                "Headlines": one.headlines,
                "Newest": one.newest.astimezone(formats.NEW_YORK).date(),
                "Name": names.get(one.symbol, ""),
                "": [OPEN],
            }
            for one in companies
        ]
    )[["Symbol", "Mood", "Score", "", "Headlines", "Newest", "Name"]]
    symbols = [one.symbol for one in companies]
    st.dataframe(
        frame.style.map(lambda words: f"color: {_ink(words, colors)}", subset=["Mood"]),
        hide_index=True,
        row_height=36,
        height=min(36 * (len(symbols) + 1) + 2, 398),
        column_config={
            "Symbol": st.column_config.TextColumn(pinned=True, width=70),
            "Mood": st.column_config.TextColumn(width=92),
            "Score": st.column_config.NumberColumn(format="%+.2f", width=60, help="The mean of its headlines, −1 to 1"),
            "Headlines": st.column_config.NumberColumn(width=80),
            "Newest": st.column_config.DateColumn(format="D MMM YYYY", width=_NEWEST_WIDTH),
            "": st.column_config.ButtonColumn(key=_CLICK, on_click=_clicked, args=(symbols,), width=_OPEN_WIDTH),
        },
        alt="What is said of each company",
        key="sentiment_companies",
    )


def what_moved_the_market(services: "Services", found: Sentiment, colors: Palette) -> None:
    """Draw the benchmark over the index of all headlines, and the sessions of it that stand out."""
    benchmark = services.portfolio.benchmark
    market = replace(found, symbol=benchmark)
    bars = prices_of(services, market)
    if bars is not None:
        index_chart(services, market, bars, colors)
        what_moved(market, turns(market, bars, services.calendar), title=f"What moved the market ({benchmark})")


def _ink(words: str, colors: Palette) -> str:
    mood = next(mood for mood in Mood if words.endswith(mood.value))
    return str(getattr(colors, TONES[mood]))


def _clicked(symbols: Sequence[str]) -> None:
    show(symbols[st.session_state[_CLICK]["row"]])
