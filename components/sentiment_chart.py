"""The price of the span beside the daily index, read once for the chart and for the days that stand out."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults, formats
from components.chart_parts import draw
from components.charts.mood import mood_figure
from components.charts.palette import Palette
from components.prose import plain
from components.session_drawn import drawn_once
from trading.errors import TradingError
from trading.sentiment.days import mean_mood
from trading.types import Bars, Sentiment

if TYPE_CHECKING:
    from trading.services import Services

BEFORE = timedelta(days=10)
"""Days read before the span, so that its first session has a return over a long weekend too."""


def prices_of(services: "Services", found: Sentiment) -> Bars | None:
    """Return the adjusted daily bars of the span and a few days before; None, said, where headlines stand alone."""
    try:
        return services.market.bars(found.symbol, start=found.start - BEFORE, end=found.end)
    except TradingError as fault:
        st.caption(f":orange[:material/cloud_off: No prices beside the headlines: {faults.sentence(fault)}]")
        return None


def index_chart(services: "Services", found: Sentiment, bars: Bars, colors: Palette) -> None:
    """Draw the price over the index, and say where the prices are from."""
    drawn_once(
        f"mood {found.symbol} {found.start} {found.as_of} {found.days} {len(bars.frame)} {colors.background}",
        lambda: _draw(found, bars, colors),
    )
    st.caption(
        f"{plain(services.market.source)} · adjusted closes · the index is the mean score of the headlines that were "
        "known by a session's close, −1 to 1; days without one have no bar"
    )


def _draw(found: Sentiment, bars: Bars, colors: Palette) -> None:
    frame = bars.frame
    times: Any = frame.index
    days = [at.date() for at in times.tz_convert(formats.NEW_YORK)]
    closes = zip(days, frame["close"], strict=True)
    shown = [(day.isoformat(), float(close)) for day, close in closes if day >= found.start]
    figure = mood_figure(
        [day for day, _ in shown],
        [close for _, close in shown],
        [(one, mean_mood(one.score)) for one in found.days],
        colors,
        title=f"{found.symbol} sentiment",
    )
    draw(figure, key="mood_chart", alt=f"Price of {found.symbol} over the daily index of what is said of it")
