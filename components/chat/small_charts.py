"""Small charts inside an answer: the price or the indicator that a step looked at, up to the step's own time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import formats, session
from components.prose import plain
from trading.errors import FixInput, TradingError, Unavailable
from trading.indicators import named
from trading.types import RunStep

if TYPE_CHECKING:
    from trading.analysis.analyst import Analyst

HEIGHT = 180
CALENDAR_DAYS = 182
LEAST_POINTS = 8
MOST_LINES = 4
_GUIDES: Mapping[str, tuple[float, ...]] = {"rsi": (30.0, 70.0), "macd": (0.0,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a chart shows: one symbol's price, an indicator of it, or several symbols against each other."""

    symbols: tuple[str, ...]
    indicator: str | None
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart's data: its caption, the days, and named lines of equal length; `guides` are dotted levels."""

    caption: str
    days: Sequence[str]
    lines: Mapping[str, Sequence[float | None]]
    guides: tuple[float, ...] = ()


def subject_of(step: RunStep) -> Subject | None:
    """Return what a step is worth a chart of, None for steps that looked at no price."""
    body = step.observation
    if step.error is not None or not isinstance(body, Mapping) or not body.get("at") or "chart" in body:
        return None
    until = datetime.fromisoformat(str(body["at"])).date()
    rows = body.get("rows")
    if isinstance(rows, list):
        symbols = tuple(str(row["symbol"]) for row in rows if isinstance(row, Mapping) and "symbol" in row)
        return Subject(symbols=symbols[:MOST_LINES], indicator=None, until=until) if len(symbols) > 1 else None
    symbol, indicator = body.get("symbol"), body.get("indicator")
    if not isinstance(symbol, str) or not {"last", "value", "indicators"} & set(body):
        return None
    return Subject(symbols=(symbol,), indicator=str(indicator) if indicator else None, until=until)


def indicator_words(name: str) -> str:
    """Return an indicator as people write it; what the catalogue does not know stands for itself.

    >>> indicator_words("macd_12_26_9"), indicator_words("x")
    ('MACD (12, 26, 9)', 'x')
    """
    try:
        return named(name).label
    except FixInput:
        return name


def draw_chart(analyst: "Analyst", subject: Subject, *, key: str) -> None:
    """Draw the chart of a subject; a market that cannot show it (a replay set back) leaves it out."""
    drawn_at = session.drawn_at()
    if drawn_at is not None and drawn_at.date() < subject.until:
        return
    try:
        drawing = session.kept(f"chart {subject}", lambda: drawing_of(analyst, subject))
    except Unavailable:
        return  # not kept: the next look asks again
    if drawing is not None:
        draw_lines(drawing, key=key)


def draw_lines(drawing: Drawing, *, key: str) -> None:
    """Draw the lines of a drawing under its caption."""
    st.caption(plain(drawing.caption))
    st.echarts_chart(_option(drawing), height=HEIGHT, key=key, alt=drawing.caption)


def drawing_of(analyst: "Analyst", subject: Subject) -> Drawing | None:
    """Read the bars that a chart needs, None when the market does not have enough of them. Raises Unavailable."""
    start = subject.until - timedelta(days=CALENDAR_DAYS)
    names = [subject.indicator] if subject.indicator else []
    try:
        found = [
            analyst.bar_buckets(symbol, start=start, end=subject.until, indicators=names) for symbol in subject.symbols
        ]
    except Unavailable:
        raise
    except TradingError:
        return None
    if min(len(bars.time) for bars in found) < LEAST_POINTS:
        return None
    first = found[0]
    days = [formats.day(datetime.fromtimestamp(at, UTC)) for at in first.time]
    told = f"{first.source}, {formats.as_of(first.as_of)}"
    if subject.indicator:
        lines: dict[str, Sequence[float | None]] = dict(first.indicators)
        guides = next((levels for name, levels in _GUIDES.items() if subject.indicator.startswith(name)), ())
        return Drawing(
            caption=f"{first.symbol} {indicator_words(subject.indicator)} · {told}",
            days=days,
            lines=lines,
            guides=guides,
        )
    if len(found) == 1:
        return Drawing(
            caption=f"{first.symbol}, adjusted close in USD, half a year · {told}",
            days=days,
            lines={first.symbol: list(first.close)},
        )
    by_time = [dict(zip(bars.time, bars.close, strict=True)) for bars in found]
    shared = sorted(set.intersection(*(set(series) for series in by_time)))
    if len(shared) < LEAST_POINTS:
        return None
    changes = {
        bars.symbol: [(series[at] / series[shared[0]] - 1) * 100 for at in shared]
        for bars, series in zip(found, by_time, strict=True)
    }
    days = [formats.day(datetime.fromtimestamp(at, UTC)) for at in shared]
    return Drawing(caption=f"Change in %, half a year · {told}", days=days, lines=changes)


def _option(drawing: Drawing) -> dict[str, Any]:
    from components.charts.palette import palette_of

    colours = palette_of(st.context.theme.type)
    single = len(drawing.lines) == 1
    guides = {
        "silent": True,
        "symbol": "none",
        "label": {"show": False},
        "lineStyle": {"color": colours.label, "type": "dashed", "width": 1},
        "data": [{"yAxis": level} for level in drawing.guides],
    }
    series = [
        {
            "name": name,
            "type": "line",
            "data": [None if value is None else round(value, 4) for value in values],
            "showSymbol": False,
            "itemStyle": {"color": colours.lines[at]},
            "lineStyle": {"color": colours.lines[at], "width": 2, "type": "dashed" if at == 1 else "solid"},
            **({"areaStyle": {"color": colours.lines[0], "opacity": 0.07}} if single and not drawing.guides else {}),
            **({"markLine": guides} if at == 0 and drawing.guides else {}),
        }
        for at, (name, values) in enumerate(drawing.lines.items())
    ]
    label = {"color": colours.label, "fontSize": 11}
    return {
        "animation": False,
        "grid": {"left": 2, "right": 52, "top": 10 if single else 28, "bottom": 24, "outerBoundsMode": "none"},
        "legend": {"show": not single, "top": 0, "left": 0, "itemHeight": 2, "textStyle": label},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "data": list(drawing.days),
            "boundaryGap": False,
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": colours.grid}},
            "axisLabel": {**label, "alignMinLabel": "left", "alignMaxLabel": "right", "hideOverlap": True},
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "position": "right",
            "splitNumber": 3,
            "axisLabel": label,
            "splitLine": {"lineStyle": {"color": colours.grid}},
        },
        "series": series,
    }
