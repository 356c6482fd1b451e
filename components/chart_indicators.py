"""The picker of indicators: the catalogue by shelf and by name, and a field for each parameter within its bounds."""

from collections.abc import Sequence
from functools import cache, lru_cache

import streamlit as st

from components import session
from components.chart_view import PRESETS, known_names, unknown_names
from components.prose import plain
from trading.analysis.chart_request import MOST_INDICATORS
from trading.errors import FixInput
from trading.indicators import Category, by_category, named

_SHELF_TITLES = {
    Category.AVERAGE: "Averages",
    Category.TREND: "Trend",
    Category.MOMENTUM: "Momentum",
    Category.VOLATILITY: "Volatility",
    Category.VOLUME: "Volume",
    Category.STATISTICS: "Statistics",
    Category.CYCLE: "Cycles",
    Category.CANDLE: "Candle patterns",
}


def indicator_picker() -> list[str]:
    """Draw the button and return the full names of what is chosen; what it opens is drawn only while it is open.

    How many there are is no part of the button: one whose label changes is a new one, and closes.
    """
    chosen: list[str] = st.session_state[session.CHART_INDICATORS]
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        popover = st.popover("Indicators", icon=":material/function:", key=session.CHART_PICKER, on_change="rerun")
        st.caption(str(len(chosen)), width="content")
    if not popover.open:
        return list(chosen)
    with popover:
        return _picker(chosen)


def _picker(chosen: Sequence[str]) -> list[str]:
    shelf = st.pills(
        "Shelf",
        list(Category),
        format_func=_shelf_label,
        key=session.CHART_SHELF,
        label_visibility="collapsed",
        persist_state="session",
        width=340,
    )
    found = st.multiselect(
        "Indicators",
        list(dict.fromkeys((*chosen, *_on_shelf(shelf)))),
        format_func=_label,
        key=session.CHART_INDICATORS,
        accept_new_options=True,
        max_selections=MOST_INDICATORS,
        on_change=_take,
        placeholder="Search by name, or type one such as sma 100",
        persist_state="session",
        width=340,
    )
    for name in found:
        if known_names([name]):
            _parameters(name)
    st.caption("Another period: change it here, or type it, for example **sma 100** or **bbands 20 2.5**.")
    for sentence in session.take_chart_faults():
        st.error(plain(sentence), icon=":material/error:")
    return list(found)


_shelves = cache(by_category)


def _on_shelf(shelf: Category | None) -> list[str]:
    """Return the names of a shelf by title; of none, the usual ones and then shelf by shelf."""
    shelves = _shelves()
    if shelf is not None:
        return [each.default_name for each in shelves[shelf]]
    return [*PRESETS, *(each.default_name for one in shelves.values() for each in one)]


def _shelf_label(shelf: Category) -> str:
    return f"{_SHELF_TITLES[shelf]} {len(_shelves()[shelf])}"


def _parameters(name: str) -> None:
    wanted = named(name)
    parameters = wanted.indicator.parameters
    if not parameters:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        for at, (parameter, value) in enumerate(zip(parameters, wanted.values, strict=True)):
            kind = int if parameter.whole else float
            key = f"chart_parameter_{name}_{parameter.name}"  # with its value, so that the field follows the name
            st.number_input(
                f"{wanted.indicator.title if at == 0 else ''} {parameter.name}".strip(),
                min_value=kind(parameter.least),
                max_value=kind(parameter.most),
                value=kind(value),
                step=kind(1) if parameter.whole else 0.1,
                key=key,
                on_change=_change,
                args=(name, at, key),
                width=150,
            )


def _change(name: str, at: int, key: str) -> None:
    """Put the indicator with its new parameter in the place of the old one."""
    before = named(name)
    values = [*before.values]
    values[at] = float(st.session_state[key])
    try:
        after = named("_".join((before.indicator.key, *(f"{value:g}" for value in values)))).name
    except FixInput as fault:
        session.set_chart_faults([str(fault)])
        return
    _keep([after if one == name else one for one in st.session_state[session.CHART_INDICATORS]])


def _take() -> None:
    typed = list(st.session_state[session.CHART_INDICATORS])
    session.set_chart_faults(unknown_names(typed))
    _keep(known_names(typed))


def _keep(names: Sequence[str]) -> None:
    st.session_state[session.CHART_INDICATORS] = list(dict.fromkeys(names))


@lru_cache(1_000)
def _label(name: str) -> str:
    return named(name).label if known_names([name]) else name
