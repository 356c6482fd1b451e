"""The parts of the Charts page around the figure: the price line, the notes and the export."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats
from components.chart_data import ChartData, LastBar, csv_of, price_columns
from components.chart_view import ChartView
from components.desk_facts import LOOK_AGAIN_S
from components.price_age import price_age
from components.prose import plain
from trading.errors import TradingError
from trading.types import Asset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.charts.picture import Figure, Values
    from trading.services import Services

_GAP = "\u2003"
_TIED = "\u00a0"
_ONE_EXCHANGE = "IEX feed"


def price_line(asset: Asset, last: LastBar, bars: str) -> None:
    """Draw name, last price, change and the newest session's figures in one line."""
    st.markdown(f"{_name(asset, bars)}{_priced(last.close, last.change_pct)}{_GAP}{_session_figures(last)}")


def live_line(services: "Services", asset: Asset, last: LastBar, bars: str) -> None:
    """Draw the same line with the price of now while the exchange is open, read again every few seconds."""
    now = services.market_clock.now()
    session = services.calendar.session_at(now)
    if services.replay is not None or session is None or not session.opens <= now < session.closes:
        price_line(asset, last, bars)
    else:
        st.fragment(_live_line, run_every=LOOK_AGAIN_S)(services, asset, last, bars)


def _live_line(services: "Services", asset: Asset, last: LastBar, bars: str) -> None:
    try:
        quote = services.market.quote(asset.symbol)
        made = price_age(services, quote)
    except TradingError as fault:
        price_line(asset, last, bars)
        st.caption(f":orange[:material/cloud_off: no price of now: {faults.sentence(fault)}]")
        return
    change = (float(quote.last) / last.close - 1) * 100 if last.close else None
    st.markdown(
        f"{_name(asset, bars)}{_priced(float(quote.last), change)} :gray[{made}]{_GAP}"
        f":gray[{formats.day(last.as_of)}]{_TIED}{_session_figures(last)}"
    )


def _name(asset: Asset, bars: str) -> str:
    length = {"Day": "daily", "Week": "weekly"}[bars]
    return f"**{plain(asset.name)}** :gray[{plain(asset.symbol)} · {length}]{_GAP}"


def _priced(price: float, change_pct: float | None) -> str:
    if change_pct is None:
        return f"**{plain(formats.price(price))}**"
    color, arrow = ("green", "▴") if change_pct >= 0 else ("red", "▾")
    return f"**{plain(formats.price(price))}**\u2002:{color}[{arrow} {plain(formats.percent_change(change_pct))}]"


def _session_figures(last: LastBar) -> str:
    if last.closes_only:
        return ""
    return _GAP.join(
        f":gray[{letter}]{_TIED}{plain(text)}"
        for letter, text in (
            ("O", formats.price(last.open)),
            ("H", formats.price(last.high)),
            ("L", formats.price(last.low)),
            ("V", formats.volume(last.volume)),
        )
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
    if _ONE_EXCHANGE in columns.source:
        parts.append("volume is that of IEX alone, a few percent of all trading")
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
