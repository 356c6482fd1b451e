"""The trades of a backtest as a table, the newest on top, and as CSV."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components.strategy_body import Shown
from components.strategy_downloads import trades_button
from components.strategy_headline import figure
from trading.backtest.report.definitions import DEFINITIONS
from trading.backtest.report.wire import MOST_TRADES

if TYPE_CHECKING:
    from trading.services import Services

KEYS = ("win_rate_pct", "avg_trade_pct", "best_trade_pct", "worst_trade_pct", "avg_trade_days", "profit_factor")


def trades_tab(services: "Services", shown: Shown) -> None:
    """Draw the list of round trips."""
    report = shown.report
    trades = report["trade_list"]
    if not trades:
        st.info("No trade was made in this time. Choose other numbers, an earlier start, or another symbol.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        said = [f"{DEFINITIONS[key].title.lower()} {figure(key, report[key])}" for key in KEYS]
        st.caption(" · ".join(said), width="content")
        st.space("stretch")
        trades_button(services, shown)
    _table(trades)
    if report["trades"] > len(trades):
        st.caption(f"The newest {MOST_TRADES:,} of {report['trades']:,} trades are listed; the CSV has all.")


def _table(trades: list[Mapping[str, Any]]) -> None:
    import pandas as pd

    frame = pd.DataFrame(trades[::-1])
    for name in ("entry_at", "exit_at"):
        frame[name] = pd.to_datetime(frame[name]).dt.tz_convert("America/New_York")
    number, day = st.column_config.NumberColumn, st.column_config.DatetimeColumn
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        row_height=32,
        key="strategy_trades",
        alt="The trades of this backtest",
        column_config={
            "symbol": st.column_config.TextColumn("Symbol", pinned=True),
            "side": "Side",
            "qty": number("Qty", format="%,.2f"),
            "entry_at": day("In", format="D MMM YYYY"),
            "exit_at": day("Out", format="D MMM YYYY"),
            "entry_price": number("In at", format="%,.2f"),
            "exit_price": number("Out at", format="%,.2f"),
            "fees": number("Fees, USD", format="%,.2f"),
            "pnl": number("Profit, USD", format="%+,.2f"),
            "return_pct": number("Return", format="%+.2f%%"),
            "bars": number("Bars", format="%,d"),
            "days": number("Days", format="%,.0f"),
            "exit_by": "Ended by",
        },
    )
