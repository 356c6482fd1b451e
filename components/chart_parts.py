"""The parts of the Charts page around the figure: the price line, the notes and the export."""

from typing import TYPE_CHECKING

import streamlit as st

from components import formats
from components.chart_data import ChartData, LastBar, csv_of, price_columns
from components.chart_view import ChartView
from components.prose import plain
from trading.types import Asset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.charts.picture import Figure, Values

_GAP = "\u2003"
_TIED = "\u00a0"


def price_line(asset: Asset, last: LastBar, bars: str) -> None:
    """Draw name, last price, change and the newest session's figures in one line."""
    change = ""
    if last.change_pct is not None:
        color, arrow = ("green", "▴") if last.change_pct >= 0 else ("red", "▾")
        change = f"\u2002:{color}[{arrow} {plain(formats.percent_change(last.change_pct))}]"
    figures = (
        ""
        if last.closes_only
        else _GAP.join(
            f":gray[{letter}]{_TIED}{plain(text)}"
            for letter, text in (
                ("O", formats.price(last.open)),
                ("H", formats.price(last.high)),
                ("L", formats.price(last.low)),
                ("V", formats.volume(last.volume)),
            )
        )
    )
    length = {"Day": "daily", "Week": "weekly"}[bars]
    st.markdown(
        f"**{plain(asset.name)}** :gray[{plain(asset.symbol)} · {length}]{_GAP}"
        f"**{plain(formats.price(last.close))}**{change}{_GAP}{figures}"
    )


def notes(asset: Asset, data: ChartData, view: ChartView, *, is_current: bool) -> None:
    """Say below the chart where its prices are from, how they were treated, and what it could not show."""
    columns = data.columns
    parts = [plain(columns.source), f"last bar {plain(formats.weekday_and_time(columns.as_of))}"]
    parts.append("adjusted for splits and dividends" if columns.adjusted else "as traded")
    if columns.bucketed:
        parts.append(f"several {view.bars.lower()}s in one bar, {len(columns.time):,} bars")
    if columns.closes_only:
        parts.append("only closing prices are recorded, so it is a line without range and volume")
    if not is_current:
        parts.append(f"its record ends {formats.day(asset.last)}, and nothing later is shown")
    if not asset.tradable:
        parts.append("an index, not tradable")
    st.caption(" · ".join(parts))
    for sentence in data.left_out:
        st.caption(f":material/info: {plain(sentence)}")


def export(title: str, times: "Sequence[int]", columns: "Mapping[str, Values]") -> None:
    """Draw the CSV button; the PNG is the camera at the chart's top right, which knows its present zoom."""
    st.download_button(
        "CSV",
        data=lambda: csv_of(times, columns),
        file_name=f"{title.replace(' ', '-')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="chart_csv",
        help="What the chart shows, as a table. The picture as PNG: the button at the chart's top right.",
    )


def export_prices(data: ChartData) -> None:
    """Draw the CSV button for one symbol's bars and indicators."""
    export(data.picture.title, data.columns.time, price_columns(data.columns))


def draw(figure: "Figure", *, key: str, alt: str) -> None:
    """Draw an ECharts figure at its own height, under a key that stays, so that it changes without a flash."""
    st.echarts_chart(figure.option, height=figure.height, key=key, alt=alt)
