"""Tables of symbols with sparklines, and a menu a row that leads to the chart, a watchlist or the order form."""

from collections.abc import Hashable, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import chart_toolbar, faults, order_form, session
from components.charts.palette import palette_of
from components.prose import plain
from trading.analysis.screen_fields import RANGE, Field, Unit
from trading.errors import TradingError
from trading.types import Side

if TYPE_CHECKING:
    from trading.analysis.scanned import Scanned
    from trading.ports import Watchlists

CHART, WATCH, BUY = ":material/candlestick_chart: Chart", ":material/bookmark_add: Watch", ":material/add: Buy…"
OFF = ":material/bookmark_remove: Take off the list"
FIRST_LIST = "Watchlist"
SPARK, CHANGE, MONTH, YEAR = "60 sessions", "Change", "1 month", "1 year"
_SIGNED = (CHANGE, MONTH, YEAR)
_FORMATS = {
    Unit.PRICE: "%,.2f",
    Unit.PERCENT: "%,.2f%%",
    Unit.TIMES: "%.2f×",
    Unit.COUNT: "compact",
    Unit.NUMBER: "%,.2f",
}


def row_of(row: "Scanned") -> dict[str, Any]:
    """Return one symbol as the tables show it; percentages are in percent, what is not known is None."""
    figures = row.figures
    return {
        "Symbol": row.symbol,
        "Name": row.name,
        SPARK: list(row.closes),
        "Last": figures["price"],
        CHANGE: figures["change"],
        "Volume": figures["volume"],
        "Year's range": figures[RANGE],
        MONTH: figures["return_1m"],
        YEAR: figures["return_1y"],
        "Sector": row.sector,
    }


def short_table(rows: "Sequence[Scanned]", *, key: str, alt: str, last: str = CHANGE) -> None:
    """Draw a few symbols: sparkline, price, and the change or the volume."""
    columns = ["Symbol", SPARK, "Last", last] if last == CHANGE else ["Symbol", "Last", CHANGE, last]
    _draw([row_of(row) for row in rows], columns, key=key, alt=alt)


def symbols_table(
    rows: "Sequence[Scanned]",
    lists: "Watchlists | None",
    *,
    key: str,
    click: str,
    extra: "tuple[Sequence[Field], Mapping[str, Mapping[str, float]]] | None" = None,
    list_id: str | None = None,
) -> None:
    """Draw symbols with all that is known of them; `extra` adds columns, `list_id` offers to take one off that list."""
    fields, values = extra or ((), {})
    shown = [row_of(row) for row in rows]
    columns = ["Symbol", SPARK, "Last", CHANGE, *(each.label for each in fields)]  # what a phone shows comes first
    columns += ["Name", "Volume", "Year's range", MONTH, YEAR, "Sector"]
    actions = [CHART, BUY] if lists is None else [CHART, OFF if list_id else WATCH, BUY]
    for cells in shown:
        cells |= {each.label: values.get(cells["Symbol"], {}).get(each.key) for each in fields}
        cells[""] = actions
    config = {each.label: st.column_config.NumberColumn(format=_FORMATS[each.unit]) for each in fields}
    config[""] = st.column_config.ButtonColumn(
        key=click, on_click=_clicked, args=(click, [row.symbol for row in rows], lists, list_id), width=50
    )
    _draw(shown, [*columns, ""], key=key, alt="Symbols with their newest session", config=config)


def _draw(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    key: str,
    alt: str,
    config: Mapping[str, Any] | None = None,
) -> None:
    import pandas as pd

    colors = palette_of(st.context.theme.type)
    frame = pd.DataFrame(rows, columns=list(columns))
    paint: list[Hashable] = [name for name in _SIGNED if name in columns]
    styled = frame.style.map(lambda value: _sign_color(value, colors.gain, colors.loss), subset=paint)
    signed = st.column_config.NumberColumn(format="%+.2f%%")
    st.dataframe(
        styled,
        hide_index=True,
        row_height=36,
        height="content",
        placeholder="–",
        column_config={
            "Symbol": st.column_config.TextColumn(pinned=True, width=70),
            "Name": st.column_config.TextColumn(width=170),
            SPARK: st.column_config.LineChartColumn(width=110, color=colors.accent),
            "Last": st.column_config.NumberColumn(format="%,.2f"),
            CHANGE: signed,
            MONTH: signed,
            YEAR: signed,
            "Volume": st.column_config.NumberColumn(format="compact"),
            "Year's range": st.column_config.ProgressColumn(
                format="%.0f%%", min_value=0, max_value=100, color="gray", help="0 % the lowest price of a year, 100 %"
                " the highest.",
            ),
            **(config or {}),
        },
        alt=alt,
        key=key,
    )  # fmt: skip


def _sign_color(value: float | None, gain: str, loss: str) -> str:
    if not value or isnan(value):
        return ""
    return f"color: {gain if value > 0 else loss}"


def _clicked(click: str, symbols: Sequence[str], lists: "Watchlists | None", list_id: str | None) -> None:
    pressed = st.session_state[click]
    symbol, label = symbols[pressed["row"]], pressed["label"]
    if label == CHART:
        chart_toolbar.show_symbol(symbol)
        st.switch_page("pages/charts.py")
    elif label == BUY:
        order_form.fill_in(symbol, side=Side.BUY)
        st.switch_page("pages/orders.py")
    elif lists is not None:
        _change_list(lists, symbol, list_id)


def _change_list(lists: "Watchlists", symbol: str, off: str | None) -> None:
    """Take a symbol off that list, or put it on the chosen one, else on the first; the first is made when none is."""
    try:
        if off is not None:
            changed, said = lists.remove(off, symbol), "is off"
        else:
            ids = [one.id for one in lists.names()]
            chosen = str(st.session_state.get(session.WATCHLIST) or "")
            target = chosen if chosen in ids else next(iter(ids), None)
            changed = lists.make(FIRST_LIST, [symbol]) if target is None else lists.add(target, symbol)
            said = "is on"
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    else:
        session.toast(plain(f"{symbol} {said} {changed.name}."), ":material/bookmarks:")
