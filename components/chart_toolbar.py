"""The chart's toolbar: symbol, length of a bar, span, indicators and comparison, kept in the address."""

from collections.abc import Sequence

import streamlit as st

from components import session
from components.chart_view import (
    BAR_LENGTHS,
    MOST_COMPARED,
    MOST_INDICATORS,
    PRESETS,
    SPANS,
    ChartView,
    known_names,
    own_params,
    unknown_names,
    view_from_params,
    view_to_params,
)
from components.prose import plain
from trading.errors import NoData
from trading.indicators import named
from trading.types import Asset

FIRST_SYMBOL = "AAPL"


def chart_toolbar(assets: Sequence[Asset]) -> ChartView:
    """Draw the toolbar and return the view that it asks for; the address follows it and leads it on arrival.

    Raises NoData for a market without a stock.
    """
    names = {asset.symbol: asset.name for asset in assets}
    if not names:
        raise NoData("the market lists no stock now; look again in a minute")
    _follow_address(names)
    symbol = st.selectbox(
        "Symbol",
        list(names),
        format_func=lambda one: f"{one} · {names[one]}",
        key=session.CHART_SYMBOL,
        label_visibility="collapsed",
        width=230,
        persist_state="session",
    )
    bars = _choice("Length of a bar", list(BAR_LENGTHS), session.CHART_BARS)
    span = _choice("Range", list(SPANS), session.CHART_SPAN)
    indicators = _indicators()
    compare = _compare(names, str(symbol))
    view = ChartView(
        symbol=str(symbol), bars=bars, span=span, indicators=tuple(indicators[:MOST_INDICATORS]), compare=tuple(compare)
    )
    session.write_chart_address(view_to_params(view))
    return view


def show_symbol(symbol: str) -> None:
    """Make the chart show a symbol at its next run; for buttons of other pages."""
    st.session_state[session.CHART_SYMBOL] = symbol
    st.session_state[session.CHART_COMPARE] = []


def _follow_address(names: dict[str, str]) -> None:
    """Put the address into the widgets when it says something that the toolbar did not write itself."""
    first = FIRST_SYMBOL if FIRST_SYMBOL in names else next(iter(names))
    kept = st.session_state.get(session.CHART_SYMBOL)
    base = ChartView(
        symbol=kept if kept in names else first,
        bars=st.session_state.get(session.CHART_BARS) or "Day",
        span=st.session_state.get(session.CHART_SPAN) or "6M",
        indicators=tuple(st.session_state.get(session.CHART_INDICATORS, ChartView(symbol=first).indicators)),
        compare=tuple(one for one in st.session_state.get(session.CHART_COMPARE, ()) if one in names),
    )
    asked = own_params(st.query_params.to_dict())
    view = view_from_params(asked, base, names) if asked and asked != session.chart_address() else base
    wanted = {
        session.CHART_SYMBOL: view.symbol,
        session.CHART_BARS: view.bars,
        session.CHART_SPAN: view.span,
        session.CHART_INDICATORS: list(view.indicators),
        session.CHART_COMPARE: list(view.compare),
    }
    for key, value in wanted.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def _choice(label: str, options: list[str], key: str) -> str:
    chosen = st.segmented_control(
        label, options, key=key, required=True, label_visibility="collapsed", persist_state="session"
    )
    return str(chosen)


def _indicators() -> list[str]:
    chosen: list[str] = st.session_state[session.CHART_INDICATORS]
    with st.popover(f"Indicators {len(chosen)}", icon=":material/function:"):
        found = st.multiselect(
            "Indicators",
            list(dict.fromkeys((*PRESETS, *chosen))),
            format_func=_label,
            key=session.CHART_INDICATORS,
            accept_new_options=True,
            max_selections=MOST_INDICATORS,
            on_change=_take_indicators,
            placeholder="Choose, or type one such as sma 100",
            persist_state="session",
            width=340,
        )
        st.caption("Another period: type it, for example **sma 100**, **rsi 7** or **bbands 20 2.5**.")
        for sentence in session.take_chart_faults():
            st.error(plain(sentence), icon=":material/error:")
    return list(found)


def _label(name: str) -> str:
    return named(name).label if known_names([name]) else name


def _take_indicators() -> None:
    typed = list(st.session_state[session.CHART_INDICATORS])
    session.set_chart_faults(unknown_names(typed))
    st.session_state[session.CHART_INDICATORS] = list(known_names(typed))


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
