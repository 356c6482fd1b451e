"""Every execution at the broker, orders that were not made here included, newest first."""

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from components.formats import shares
from components.ticket_words import SIDES
from trading.types import Fill, first_of_all

if TYPE_CHECKING:
    from trading.services import Services

MOST_SHOWN, MOST_EXPORTED = 50, 5_000
COLUMNS = ("Time, ET", "Side", "Symbol", "Shares", "Price, USD", "Value, USD", "Order")


def executions(services: "Services") -> None:
    """Draw the newest executions and the export of all of them."""
    import pandas as pd

    page = services.desk.fills(limit=MOST_SHOWN)
    if not page.items:
        st.caption("Nothing has been executed yet. Each fill of an order is listed here, also of one made elsewhere.")
        return
    st.dataframe(
        pd.DataFrame([execution_row(one) for one in page.items], columns=list(COLUMNS)),
        hide_index=True,
        row_height=36,
        height="content",
        column_config={
            "Time, ET": st.column_config.DatetimeColumn(format="DD MMM HH:mm:ss", timezone="America/New_York"),
            "Shares": st.column_config.TextColumn(alignment="right"),
            "Price, USD": st.column_config.NumberColumn(format="%,.4f"),
            "Value, USD": st.column_config.NumberColumn(format="%,.2f"),
            "Order": st.column_config.TextColumn(width=120, help="Click a cell to read and copy the whole id."),
        },
        alt="Executions with their price",
        key="executions",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        more = " of more; the export has all" if page.next_cursor is not None else ""
        st.caption(f"The newest {len(page.items)}{more}", width="content")
        st.download_button(
            "CSV", lambda: executions_csv(_all(services)), "executions.csv", "text/csv", key="executions_csv",
            icon=":material/download:", type="tertiary", on_click="ignore",
        )  # fmt: skip


def execution_row(fill: Fill) -> dict[str, Any]:
    """Return one execution as the table shows it."""
    return {
        "Time, ET": fill.at,
        "Side": SIDES[fill.side],
        "Symbol": fill.symbol,
        "Shares": shares(fill.qty),
        "Price, USD": float(fill.price),
        "Value, USD": float(fill.qty * fill.price),
        "Order": fill.order_id,
    }


def executions_csv(fills: Sequence[Fill]) -> str:
    """Return executions as CSV text with exact decimals and whole ids."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("at", "side", "symbol", "qty", "price", "order"))
    for one in fills:
        writer.writerow((one.at.isoformat(), one.side.value, one.symbol, one.qty, one.price, one.order_id))
    return out.getvalue()


def _all(services: "Services") -> list[Fill]:
    return first_of_all(lambda at: services.desk.fills(limit=200, cursor=at), most=MOST_EXPORTED)
