"""The trades of a backtest on the prices of one symbol: the price pane of Charts, with the strategy's own lines."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import formats
from components import session_strategies as keys
from components.chart_code import code_address
from components.chart_pane import chart_pane
from components.chart_parts import keep_drawings
from components.charts.palette import Palette
from components.charts.pane import PanePlan, pane_data
from components.charts.picture import Mark

if TYPE_CHECKING:
    from bootstrap import Wiring
    from trading.types import BacktestRequest

_Numbers = Mapping[str, float]
LINES: Mapping[str, Callable[[_Numbers], tuple[str, ...]]] = {
    "sma_cross": lambda given: (f"sma_{given['fast']:g}", f"sma_{given['slow']:g}"),
    "ema_cross": lambda given: (f"ema_{given['fast']:g}", f"ema_{given['slow']:g}"),
    "macd_cross": lambda given: (f"macd_{given['fast']:g}_{given['slow']:g}_{given['signal']:g}",),
    "rsi_reversion": lambda given: (f"rsi_{given['period']:g}",),
    "bollinger_breakout": lambda given: (f"bbands_{given['period']:g}_{given['width']:g}",),
}
"""The indicators that a strategy decides by, by their names in the catalogue of indicators."""
MOST_MARKS = 400
MOST_SIGNS = 24
"""From more fills on their words would lie over each other; the arrows and what is told of each bar stay."""


def price_with_trades(wired: "Wiring", report: Mapping[str, Any], request: "BacktestRequest", colors: Palette) -> None:
    """Draw one symbol's prices with the entries and exits of the newest trades in it."""
    services, symbols = wired.services, list(report["symbols"])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Trades on the price", anchor=False, width="content")
        symbol = symbols[0]
        if len(symbols) > 1:
            if st.session_state.get(keys.PRICE_SYMBOL) not in symbols:
                st.session_state[keys.PRICE_SYMBOL] = symbol
            symbol = str(
                st.selectbox("Symbol", symbols, key=keys.PRICE_SYMBOL, label_visibility="collapsed", width=120)
            )
    marks = trade_marks(report["trade_list"], symbol)
    plan = PanePlan(
        asset=services.market.asset(symbol),
        timeframe=request.timeframe,
        start=_day(report["start"]),
        title=f"{symbol} trades",
        kind="candles",
        profile=False,
        indicators=_lines(request),
        marks=_legible(marks),
        drawings=services.drawings.of(symbol),
    )
    data = pane_data(plan, colors, token=wired.page_tokens.mint(), code=code_address())
    chart_pane(data, key=keys.PANE, on_drawn=lambda drawn: keep_drawings(services, symbol, drawn))
    st.caption(
        f"{len(marks):,} fills marked, ▲ bought, ▼ sold, adjusted prices · "
        + ("the newest only · " if len(marks) > MOST_MARKS else "")
        + "a decision on a close is filled at the next open"
    )  # fmt: skip


def _legible(marks: list[Mark]) -> list[Mark]:
    return marks if len(marks) <= MOST_SIGNS else [replace(mark, sign="") for mark in marks[-MOST_MARKS:]]


def trade_marks(trades: list[Mapping[str, Any]], symbol: str) -> list[Mark]:
    """Return a mark for the entry and one for the exit of each trade in a symbol, by time."""
    marks = []
    for trade in trades:
        if trade["symbol"] != symbol:
            continue
        enters, leaves = ("buy", "sell") if trade["side"] == "long" else ("sell", "buy")
        qty = formats.shares(round(trade["qty"], 2))
        marks.append(
            _mark(trade["entry_at"], enters, f"{trade['side']} {qty} at {formats.price(trade['entry_price'])}")
        )
        if trade["exit_at"] is not None:
            said = f"{formats.percent_change(trade['return_pct'])}, {trade['exit_by']}"
            at = formats.price(trade["exit_price"])
            marks.append(_mark(trade["exit_at"], leaves, f"out of {trade['side']} at {at}, {said}"))
    return sorted(marks, key=lambda mark: mark.at)


def _mark(at: str, kind: str, said: str) -> Mark:
    when = datetime.fromisoformat(at)
    return Mark(
        at=int(when.timestamp()),
        kind=kind,
        sign="bought" if kind == "buy" else "sold",
        text=f"{said}, {formats.day(when)}",
    )


def _lines(request: "BacktestRequest") -> tuple[str, ...]:
    made = LINES.get(request.strategy.key)
    return made(request.strategy.params) if made else ()


def _day(at: str) -> date:
    return datetime.fromisoformat(at).astimezone(formats.NEW_YORK).date()
