"""A report as files: the page as HTML, the curve and the trades as CSV."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from components.order_tables import safe_cell

CURVE = ("at", "equity", "drawdown_pct", "benchmark", "exposure_pct")
TRADES = (
    *("symbol", "side", "qty", "entry_at", "exit_at", "entry_price", "exit_price"),
    *("fees", "pnl", "return_pct", "bars", "days", "exit_by"),
)


def downloads(report: Mapping[str, Any]) -> None:
    """Draw the two buttons; each file is made when it is asked for."""
    name = "-".join(str(report["title"]).lower().split()) or "backtest"
    _button("HTML", lambda: _html(report), f"{name}.html", "text/html", "One page that opens without a network.")
    said = "Equity, drawdown, hold and exposure."
    _button("CSV", lambda: rows_csv(CURVE, report["equity_curve"]), f"{name}-equity.csv", "text/csv", said)


def trades_button(report: Mapping[str, Any]) -> None:
    """Draw the button for the trades that the table lists."""
    _button("CSV", lambda: rows_csv(TRADES, report["trade_list"]), "trades.csv", "text/csv", "The trades of this list.")


def rows_csv(names: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV, a line each; what is not known is empty and no text is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    return safe_cell(value) if isinstance(value, str) else value


def _button(label: str, make: Any, name: str, mime: str, said: str) -> None:
    st.download_button(
        label, make, name, mime, key=f"strategy_{name}", on_click="ignore", icon=":material/download:",
        type="tertiary", help=said,
    )  # fmt: skip


def _html(report: Mapping[str, Any]) -> str:
    from trading.backtest.report.html_page import html_of

    return html_of(report)
