"""The parts of the Charts page around the figure: the price line, the notes and the export."""

from typing import TYPE_CHECKING

import streamlit as st

from components import faults, formats, session
from components.chart_data import LastBar, csv_of, exported, price_columns
from components.chart_view import BAR_WORDS, ChartView
from components.desk_facts import LOOK_AGAIN_S
from components.price_age import price_age
from components.prose import plain
from trading.errors import TradingError
from trading.types import Asset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from components.charts.picture import Figure, Values
    from trading.services import Services

_GAP = "\u2003"
_TIED = "\u00a0"


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
    return f"**{plain(asset.name)}** :gray[{plain(asset.symbol)} · {BAR_WORDS[bars]}]{_GAP}"


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


def notes(asset: Asset, last: LastBar, left_out: "Sequence[str]", *, extended: bool, is_current: bool) -> None:
    """Say below the chart where its prices are from, how they were treated, and what it could not show."""
    parts = [plain(last.source), f"last session {plain(formats.weekday_and_time(last.as_of))}"]
    parts.append("adjusted for splits and dividends")
    if extended:
        parts.append("shaded: before the open and after the close; indicators count those bars too")
    if last.closes_only:
        parts.append("only closing prices are recorded, so it is a line without range and volume")
    if last.partial_volume:
        parts.append("volume is that of one exchange, a few percent of all trading")
    if not is_current:
        parts.append(f"its record ends {formats.day(asset.last)}, and nothing later is shown")
    if not asset.tradable:
        parts.append("an index, not tradable")
    st.caption(" · ".join(parts))
    for sentence in left_out:
        st.caption(f":material/info: {plain(sentence)}")


def export(title: str, make: "Callable[[], tuple[Sequence[int], Mapping[str, Values]]]") -> None:
    """Draw the CSV button, whose table is made when it is pressed."""
    st.download_button(
        "CSV",
        data=lambda: csv_of(*make()),
        file_name=f"{title.replace(' ', '-')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="chart_csv",
        help="Bars and indicators of the chosen range, as a table. The picture as PNG: a button at the chart's top.",
    )


def export_prices(services: "Services", view: ChartView, title: str, indicators: "Sequence[str]") -> None:
    """Draw the CSV button for one symbol's bars and indicators."""

    def table() -> "tuple[Sequence[int], Mapping[str, Values]]":
        columns = exported(services, view, indicators)
        return columns.time, price_columns(columns)

    export(title, table)


def keep_drawings(services: "Services", symbol: str, drawn: object) -> None:
    """Keep what the person drew on a symbol's chart; what cannot be kept is said in a sentence."""
    try:
        services.drawings.keep(symbol, drawn)
    except TradingError as fault:
        session.toast(f"The drawing was not kept: {faults.sentence(fault)}", ":material/error:")


def ask_chat(view: ChartView) -> None:
    """Draw the button that opens the chat with a question about what the chart shows, still to be sent."""
    if st.button("Ask", icon=":material/forum:", key="chart_ask", help="Ask the chat about this chart"):
        st.session_state[session.CHAT_INPUT] = question(view)
        st.switch_page("pages/chat.py")


def question(view: ChartView) -> str:
    """Return a question about the view in words that the desk's planner reads.

    >>> question(ChartView(symbol="AAPL", indicators=("rsi_14",)))
    'Analyze AAPL with RSI (14) (daily bars, 6M)'
    """
    if view.compare:
        return f"Compare {', '.join((view.symbol, *view.compare))}"
    from trading.indicators import named

    shown = " and ".join(named(name).label for name in view.indicators)
    return f"Analyze {view.symbol}{f' with {shown}' if shown else ''} ({view.bar_words} bars, {view.span})"


def draw(figure: "Figure", *, key: str, alt: str) -> None:
    """Draw an ECharts figure at its own height, under a key that stays, so that it changes without a flash."""
    st.echarts_chart(figure.option, height=figure.height, key=key, alt=alt)
