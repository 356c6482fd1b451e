"""The chart's toolbar: symbol, length of a bar, span, indicators and comparison, kept in the address."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from components import session
from components.chart_indicators import indicator_picker
from components.chart_view import (
    BAR_LENGTHS,
    BAR_WORDS,
    KINDS,
    MOST_COMPARED,
    ChartView,
    own_params,
    view_from_params,
    view_to_params,
)
from trading.analysis.chart_request import MOST_INDICATORS
from trading.errors import NoData
from trading.types import Asset, Capabilities

FIRST_SYMBOL = "AAPL"
FEW = 3
"""So many lengths of a bar are buttons side by side, more a list."""


def chart_toolbar(assets: Sequence[Asset], offered: Capabilities) -> ChartView:
    """Draw the toolbar and return the view that it asks for; the address follows it and leads it on arrival.

    Only the lengths of a bar and the hours that the market has are offered.

    Raises NoData for a market without a stock.
    """
    names = {asset.symbol: asset.name for asset in assets}
    if not names:
        raise NoData("the market lists no stock now; look again in a minute")
    lengths = [name for name, timeframe in BAR_LENGTHS.items() if timeframe in offered.timeframes]
    _follow_address(names, lengths)
    symbol = st.selectbox(
        "Symbol",
        list(names),
        format_func=lambda one: f"{one} · {names[one]}",
        key=session.CHART_SYMBOL,
        label_visibility="collapsed",
        width=200,
        persist_state="session",
    )
    bars = _length(lengths)
    span = _choice("Range", list(ChartView(symbol=str(symbol), bars=bars).spans), session.CHART_SPAN)
    indicators = indicator_picker()
    compare = _compare(names, str(symbol))
    hours = offered.extended_hours and not compare and ChartView(symbol=str(symbol), bars=bars).is_intraday
    kind, profile, extended = _look(hours=hours)
    view = ChartView(
        symbol=str(symbol),
        bars=bars,
        span=span,
        indicators=tuple(indicators[:MOST_INDICATORS]),
        compare=tuple(compare),
        kind=kind,
        profile=profile,
        extended=extended,
    )
    session.write_chart_address(view_to_params(view))
    return view


def show_symbol(symbol: str) -> None:
    """Make the chart show a symbol at its next run; for buttons of other pages."""
    st.session_state[session.CHART_SYMBOL] = symbol
    st.session_state[session.CHART_COMPARE] = []


def _follow_address(names: dict[str, str], lengths: Sequence[str]) -> None:
    """Put the address into the widgets when it says something that the toolbar did not write itself."""
    first = FIRST_SYMBOL if FIRST_SYMBOL in names else next(iter(names))
    kept = st.session_state.get(session.CHART_SYMBOL)
    base = ChartView(
        symbol=kept if kept in names else first,
        bars=st.session_state.get(session.CHART_BARS) or "Day",
        span=st.session_state.get(session.CHART_SPAN) or "6M",
        indicators=tuple(st.session_state.get(session.CHART_INDICATORS, ChartView(symbol=first).indicators)),
        compare=tuple(one for one in st.session_state.get(session.CHART_COMPARE, ()) if one in names),
        kind=st.session_state.get(session.CHART_KIND) or "Candles",
        profile=bool(st.session_state.get(session.CHART_PROFILE)),
        extended=bool(st.session_state.get(session.CHART_EXTENDED)),
    )
    asked = own_params(st.query_params.to_dict())
    view = view_from_params(asked, base, names) if asked and asked != session.chart_address() else base
    view = _offered(view, lengths)
    wanted = {
        session.CHART_SYMBOL: view.symbol,
        session.CHART_BARS: view.bars,
        session.CHART_SPAN: view.span,
        session.CHART_INDICATORS: list(view.indicators),
        session.CHART_COMPARE: list(view.compare),
        session.CHART_KIND: view.kind,
        session.CHART_PROFILE: view.profile,
        session.CHART_EXTENDED: view.extended,
    }
    for key, value in wanted.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def _offered(view: ChartView, lengths: Sequence[str]) -> ChartView:
    """Return the view with a length of a bar that the market has and a range that suits it."""
    kept = view if view.bars in lengths else replace(view, bars="Day" if "Day" in lengths else lengths[0])
    return kept if kept.span in kept.spans else replace(kept, span=kept.spans[2])


def _length(lengths: Sequence[str]) -> str:
    if len(lengths) <= FEW:
        return _choice("Length of a bar", list(lengths), session.CHART_BARS)
    chosen = st.selectbox(
        "Length of a bar",
        list(lengths),
        format_func=lambda one: BAR_WORDS[one].capitalize(),
        key=session.CHART_BARS,
        label_visibility="collapsed",
        width=120,
        persist_state="session",
    )
    return str(chosen)


def _look(*, hours: bool) -> tuple[str, bool, bool]:
    """Draw the button; what it opens is drawn only while it is open."""
    popover = st.popover("Look", icon=":material/candlestick_chart:", key=session.CHART_LOOK, on_change="rerun")
    if popover.open:
        with popover:
            _looks(hours=hours)
    kept = st.session_state
    return (
        str(kept[session.CHART_KIND]),
        bool(kept[session.CHART_PROFILE]),
        hours and bool(kept[session.CHART_EXTENDED]),
    )


def _looks(*, hours: bool) -> None:
    st.segmented_control("Prices as", list(KINDS), key=session.CHART_KIND, required=True, persist_state="session")
    st.toggle(
        "Volume at each price",
        key=session.CHART_PROFILE,
        persist_state="session",
        help="How much was traded at each height of what is seen; a bar's volume is spread evenly over its range.",
    )
    if hours:
        st.toggle(
            "Before the open and after the close",
            key=session.CHART_EXTENDED,
            persist_state="session",
            help="Bars of all hours, 04:00 to 20:00 in New York; those outside of the session are shaded.",
        )


def _choice(label: str, options: list[str], key: str) -> str:
    chosen = st.segmented_control(
        label, options, key=key, required=True, label_visibility="collapsed", persist_state="session"
    )
    return str(chosen)


def _compare(names: dict[str, str], symbol: str) -> list[str]:
    chosen = [one for one in st.session_state[session.CHART_COMPARE] if one != symbol]
    st.session_state[session.CHART_COMPARE] = chosen
    with st.popover(f"Compare {len(chosen)}" if chosen else "Compare", icon=":material/add:"):
        found = st.multiselect(
            "Compare with",
            [one for one in names if one != symbol],
            format_func=lambda one: f"{one} · {names[one]}",
            key=session.CHART_COMPARE,
            max_selections=MOST_COMPARED,
            placeholder="Choose symbols",
            persist_state="session",
            width=340,
        )
        st.caption("Each line is the percent change since the first day that all of them have.")
    return list(found)
