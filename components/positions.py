"""The positions as a table with a sparkline, profit and weight, and a menu a row that proposes or goes to the chart."""

import uuid
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import chart_toolbar, faults, order_form, session
from components.charts.palette import palette_of
from components.formats import day
from components.prose import plain
from components.ticket_form import form_origin
from trading.errors import TradingError
from trading.risk.exits import default_exits
from trading.risk.limits import Limits
from trading.types import OrderClass, OrderType, Side, Ticket, TimeInForce
from trading.types.wire import to_wire

if TYPE_CHECKING:
    from trading.portfolio.portfolio import PositionView
    from trading.services import Services

SPARK_SESSIONS = 60
CLOSE, HALF, QUARTER = (
    ":material/close: Close",
    ":material/content_cut: Sell half",
    ":material/content_cut: Sell a quarter",
)
PROTECT, MORE, CHART = ":material/shield: Protect", ":material/add: Buy more", ":material/candlestick_chart: Chart"
ACTIONS = [CLOSE, HALF, QUARTER, PROTECT, MORE, CHART]
COLUMNS = (
    "Symbol",
    "Name",
    "60 days",
    "Shares",
    "Avg cost",
    "Last",
    "Today",
    "Value, USD",
    "Weight",
    "P&L, USD",
    "P&L",
)
_PARTS = {CLOSE: None, HALF: Decimal(50), QUARTER: Decimal(25)}
_CLICK = "positions_click"


def positions_table(services: "Services", positions: "Sequence[PositionView]") -> None:
    """Draw the positions, largest first; money in green and red, always with its sign."""
    import pandas as pd

    sparks = {one.symbol: _spark(services, one.symbol) for one in positions}
    frame = pd.DataFrame([position_row(one, sparks) | {"": ACTIONS} for one in positions])
    colors = palette_of(st.context.theme.type)
    paint: list[Hashable] = ["Today", "P&L, USD", "P&L"]
    styled = frame.style.map(lambda value: _money_color(value, colors.gain, colors.loss), subset=paint)
    clicked = (services, list(positions), uuid.uuid4().hex)
    st.dataframe(
        styled,
        hide_index=True,
        row_height=36,
        height="content",
        placeholder="–",
        column_config={
            "Symbol": st.column_config.TextColumn(pinned=True),
            "Name": st.column_config.TextColumn(width=220),
            "60 days": st.column_config.LineChartColumn(width=110, color=colors.accent),
            "Shares": st.column_config.NumberColumn(format="localized"),
            "Avg cost": st.column_config.NumberColumn(format="%,.2f"),
            "Last": st.column_config.NumberColumn(format="%,.2f"),
            "Today": st.column_config.NumberColumn(format="%+.2f%%"),
            "Value, USD": st.column_config.NumberColumn(format="%,.2f"),
            "Weight": st.column_config.ProgressColumn(format="%.2f%%", min_value=0, max_value=100, color="gray"),
            "P&L, USD": st.column_config.NumberColumn(format="%+,.2f"),
            "P&L": st.column_config.NumberColumn(format="%+.2f%%"),
            "": st.column_config.ButtonColumn(key=_CLICK, on_click=_clicked, args=clicked, width=50),
        },
        alt="Open positions with their profit and weight",
        key="positions",
    )


def position_row(position: "PositionView", sparks: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Return one position as the table shows it; percentages are in percent, what is not known is None."""
    value, change = position.market_value, position.day_change
    before = None if change is None else value - change
    return {
        "Symbol": position.symbol,
        "Name": f"{position.name}, no price since {day(position.as_of)}" if position.stale else position.name,
        "60 days": list(sparks.get(position.symbol, ())),
        "Shares": float(position.qty),
        "Avg cost": float(position.avg_entry_price),
        "Last": float(position.last_price),
        "Today": float(change / before * 100) if change is not None and before else None,
        "Value, USD": float(value),
        "Weight": None if position.weight is None else float(position.weight) * 100,
        "P&L, USD": float(position.unrealized_pl),
        "P&L": None if position.unrealized_pl_pct is None else float(position.unrealized_pl_pct),
    }


def _spark(services: "Services", symbol: str) -> Sequence[float]:
    try:
        return services.portfolio.history(symbol, SPARK_SESSIONS)
    except TradingError:
        return ()


def _money_color(value: float | None, gain: str, loss: str) -> str:
    if value is None or not value:
        return ""
    return f"color: {gain if value > 0 else loss}"


def _clicked(services: "Services", positions: "Sequence[PositionView]", nonce: str) -> None:
    click = st.session_state[_CLICK]
    position, label = positions[click["row"]], click["label"]
    symbol = position.symbol
    if label == CHART:
        chart_toolbar.show_symbol(symbol)
        st.switch_page("pages/charts.py")
    elif label == MORE:
        order_form.fill_in(symbol, side=Side.BUY)
        st.switch_page("pages/orders.py")
    elif label == PROTECT:
        _protect(services, position)
    else:
        propose_closing(services, symbol, percentage=_PARTS[label], nonce=nonce)
        session.draw_anew()


def _protect(services: "Services", position: "PositionView") -> None:
    """Put exits for what no exit has reserved yet into the order form, and go there."""
    ticket = protection(position, services.limits.current())
    if ticket is None:
        session.toast(
            f"Resting exits cover all of {plain(position.symbol)}, or the default stop is off; look at Orders.",
            ":material/shield:",
        )
        session.draw_anew()
    else:
        order_form.edit(ticket)
        st.switch_page("pages/orders.py")


def protection(position: "PositionView", limits: Limits) -> Ticket | None:
    """Return the exits that "Protect" begins with, from the last price; None where nothing is left or to be had.

    Whole shares take a stop with a target; a part of a share takes a stop alone, and rests for the day only.
    """
    is_long, left = position.qty > 0, abs(position.available)
    exits = default_exits(position.last_price, limits, is_long=is_long)
    if not left or exits.stop is None:
        return None
    is_whole = left == left.to_integral_value()
    side, lives = Side.SELL if is_long else Side.BUY, TimeInForce.GTC if is_whole else TimeInForce.DAY
    common = Ticket(
        symbol=position.symbol,
        side=side,
        qty=left,
        type=OrderType.STOP,
        stop_price=exits.stop,
        time_in_force=lives,
        reduce_only=is_long,
    )
    if not is_whole or exits.target is None:
        return common
    return replace(
        common,
        type=OrderType.LIMIT,
        stop_price=None,
        limit_price=exits.target,
        order_class=OrderClass.OCO,
        take_profit=exits.take_profit,
        stop_loss=exits.stop_loss,
    )


def propose_closing(services: "Services", symbol: str, *, percentage: Decimal | None, nonce: str) -> None:
    """Propose to close a position, or a percentage of it, by a ticket that can only close; open its dialog."""
    try:
        ticket = services.desk.close_ticket(symbol, percentage=percentage)
        said = {name: value for name, value in to_wire(ticket).items() if value not in (None, False)}
        proposal = services.desk.propose(ticket, form_origin(said), intent_key=f"form:{nonce}")
    except TradingError as fault:
        session.toast(faults.sentence(fault), ":material/error:")
    else:
        session.set_review(proposal.id)
