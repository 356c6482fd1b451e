"""What is said of a company inside an answer: the newest headlines with their scores, and the index of its days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from components import formats
from components.charts.mood import index_figure
from components.charts.palette import palette_of
from components.prose import plain
from components.sentiment_rows import Row, draw_rows
from trading.sentiment.days import mean_mood
from trading.types import DayMood, Mood, RunStep

MOST_ROWS = 4
LEAST_DAYS = 3
"""Fewer bars are no picture: the headlines above say it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodShown:
    """What an answer shows of a look at headlines: whom it is about, the rows, how many there are, and the days."""

    symbol: str
    rows: tuple[Row, ...]
    count: int
    days: tuple[DayMood, ...]
    scorer: str


def moods_of(steps: Sequence[RunStep]) -> tuple[MoodShown, ...]:
    """Return one look at headlines a symbol; of two looks at the same the one that has an index."""
    shown: dict[str, MoodShown] = {}
    for step in steps:
        found = mood_in(step)
        if found is not None and (found.symbol not in shown or found.days):
            shown[found.symbol] = found
    return tuple(shown.values())


def mood_in(step: RunStep) -> MoodShown | None:
    """Return what a step has found of headlines, None for other steps and for looks that found none."""
    body = step.observation
    if step.error is not None or not isinstance(body, Mapping) or not body.get("headlines"):
        return None
    told = body["headlines"]
    if not isinstance(told, list) or not all(isinstance(one, Mapping) and "title" in one for one in told):
        return None
    return MoodShown(
        symbol=str(body.get("symbol") or ""),
        rows=tuple(_row(one) for one in told[:MOST_ROWS]),
        count=int(body.get("count") or len(told)),
        days=tuple(_day(one) for one in body.get("days", ())),
        scorer=str(body.get("scorer") or ""),
    )


def draw_mood(shown: MoodShown, *, key: str) -> None:
    """Draw the rows, the index where there are days enough, and the way to the page."""
    about = f" about {shown.symbol}" if shown.symbol else ""
    judged = f", judged by {shown.scorer}" if shown.scorer else ""
    st.caption(plain(f"{len(shown.rows)} of {shown.count} headlines{about}, newest first{judged}"))
    draw_rows(shown.rows, label=f"Headlines{about}")
    if len(shown.days) >= LEAST_DAYS:
        first, last = formats.day(shown.days[0].day), formats.day(shown.days[-1].day)
        title = f"Mean score of the {len(shown.days)} newest sessions with a headline, {first} to {last}"
        st.caption(plain(f"{title}, \u22121 is all negative, 1 all positive"))
        figure = index_figure([(one, mean_mood(one.score)) for one in shown.days], palette_of(st.context.theme.type))
        st.echarts_chart(figure.option, height=figure.height, key=key, alt=f"{title}{about}")
    if shown.symbol:
        address = urlencode({"about": shown.symbol})
        st.link_button("Open on Sentiment", f"sentiment?{address}", icon=":material/newspaper:", key=f"{key}_open")


def _row(told: Mapping[str, Any]) -> Row:
    symbols = told.get("symbols") or ()
    about = f" · {', '.join(map(str, symbols[:4]))}" if len(symbols) > 1 else ""
    at = formats.day_and_time(datetime.fromisoformat(str(told["published_at"])))
    return Row(
        above=f"{at} · {told.get('source', '')}{about}",
        title=str(told["title"]),
        score=float(told["score"]),
        mood=Mood(told["label"]),
    )


def _day(told: Mapping[str, Any]) -> DayMood:
    day = date.fromisoformat(str(told["day"]))
    return DayMood(day=day, score=float(told["score"]), headlines=int(told["headlines"]))
