"""Cash that came or went without a trade: dividends, interest, fees, deposits and withdrawals, newest first."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from components import formats
from components.order_tables import safe_cell
from components.prose import plain
from components.small_table import small_table
from trading.types import CashKind, CashMovement

if TYPE_CHECKING:
    from trading.services import Services

SPAN = timedelta(days=366)
MOST_SHOWN = 20
COLUMNS = ("Date", "What", "Symbol", "Amount, USD")
KINDS = {
    CashKind.DIVIDEND: "Dividend",
    CashKind.TAX: "Tax withheld",
    CashKind.INTEREST: "Interest",
    CashKind.FEE: "Fee",
    CashKind.REBATE: "Rebate",
    CashKind.DEPOSIT: "Deposit",
    CashKind.WITHDRAWAL: "Withdrawal",
    CashKind.TRANSFER: "Transfer",
    CashKind.CORPORATE_ACTION: "Company action",
    CashKind.OTHER: "Other",
}


def cash_movements(services: "Services") -> None:
    """Draw the movements of the last twelve months with their export, or that there were none."""
    today = services.market_clock.now().astimezone(formats.NEW_YORK).date()
    moved = list(reversed(services.portfolio.cash_movements(today - SPAN, None)))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Cash movements", anchor=False, width="content")
        st.space("stretch")
        st.download_button(
            "CSV", lambda: cash_csv(moved), "cash-movements.csv", "text/csv", key="cash_csv", on_click="ignore",
            icon=":material/download:", type="tertiary", disabled=not moved,
        )  # fmt: skip
    if not moved:
        st.caption(
            "No cash has come or gone without a trade in the last 12 months. Dividends, interest, fees, deposits and "
            "withdrawals are listed here once the broker has booked them."
        )
        return
    rows = [list(cash_row(one).values()) for one in moved[:MOST_SHOWN]]
    small_table(COLUMNS, rows, right=[COLUMNS[-1]], alt="Cash that came or went without a trade")
    more = f"The newest {MOST_SHOWN} of {len(moved)}; the CSV has all. " if len(moved) > MOST_SHOWN else ""
    st.caption(f"{more}USD of the last 12 months, as the broker booked them; trades are on Orders.")


def cash_row(moved: CashMovement) -> dict[str, str]:
    """Return one movement as the table shows it, as Markdown; an amount that was not told is a dash, never zero."""
    words = {
        "Date": formats.day(moved.day),
        "What": ": ".join(filter(None, (KINDS[moved.kind], moved.text))),
        "Symbol": moved.symbol or formats.MISSING,
        "Amount, USD": formats.money_change(moved.amount).replace("$", ""),
    }
    return {name: plain(text) for name, text in words.items()}


def cash_csv(moved: Sequence[CashMovement]) -> str:
    """Return movements as CSV text with exact decimals."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("date", "kind", "text", "symbol", "amount", "id"))
    for one in moved:
        amount = "" if one.amount is None else one.amount
        writer.writerow((one.day, one.kind.value, safe_cell(one.text), one.symbol or "", amount, one.id))
    return out.getvalue()
