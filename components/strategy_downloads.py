"""A report as files: the page as HTML, the curve and the trades as CSV."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from components.faults import sentence_of
from components.strategy_body import Shown
from trading.errors import TradingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trading.services import Services


def downloads(services: "Services", shown: Shown) -> None:
    """Draw the two buttons; each file is made when it is asked for."""
    report = shown.report
    name = "-".join(str(report["title"]).lower().split()) or "backtest"
    _button("HTML", lambda: _html(report), f"{name}.html", "text/html", "One page that opens without a network.")
    said = f"Equity, drawdown, cash, exposure and hold at each of the {report['bars']:,} bars."
    _button("CSV", lambda: _table(services, shown, "equity"), f"{name}-equity.csv", "text/csv", said)


def trades_button(services: "Services", shown: Shown) -> None:
    """Draw the button for all trades, also those that the table does not list."""
    said = f"All {shown.report['trades']:,} trades."
    _button("CSV", lambda: _table(services, shown, "trades"), "trades.csv", "text/csv", said)


def _table(services: "Services", shown: Shown, name: str) -> str:
    """Return a whole table; what keeps it from being made stands in the file, for a download can say nothing else."""
    try:
        return services.backtests.table(name, shown.kind, shown.request, shown.report)
    except TradingError as fault:
        return f"{sentence_of(str(fault))}\r\n"


def _button(label: str, make: Any, name: str, mime: str, said: str) -> None:
    st.download_button(
        label, make, name, mime, key=f"strategy_{name}", on_click="ignore", icon=":material/download:",
        type="tertiary", help=said,
    )  # fmt: skip


def _html(report: "Mapping[str, Any]") -> str:
    from trading.backtest.report.html_page import html_of

    return html_of(report)
