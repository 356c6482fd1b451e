"""The terms of the simulated account: cash, prices, size of an entry, costs, shorts, leverage, limits of the gate."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components import session_strategies as keys
from components.strategy_draft import COSTS, takes_all
from trading.backtest.asking import LIMITS, MOST_CASH, MOST_LEVERAGE
from trading.types import Asset, Costs, Prices, Sizing, Terms, Timeframe

if TYPE_CHECKING:
    from trading.services import Services

PRICES = {
    Prices.ADJUSTED: ("Adjusted", "Re-based for splits and dividends: the return of a holder who reinvests."),
    Prices.RAW: ("Raw", "As traded, at face value: a split is a fall, a dividend is not paid."),
    Prices.AS_TRADED: ("As traded", "As traded; splits and dividends are carried out as they were."),
}
SIZINGS = {
    Sizing.ALL_IN: "All cash",
    Sizing.ALL_IN_WHOLE_SHARES: "All cash, whole shares",
    Sizing.FIXED: "Fixed amount, USD",
    Sizing.EQUITY: "Percent of equity",
    Sizing.VOLATILITY: "By volatility, percent",
    Sizing.KELLY: "Kelly, at most percent",
    Sizing.RISK: "Risk to the stop, percent",
}
COST_WORDS = {
    "spread_bps": ("Spread, bps", "The whole spread; each side pays half of it."),
    "slippage_bps": ("Slippage, bps a side", "Paid on top on each side, except by limit orders."),
    "commission_bps": ("Commission, bps", "Of the traded value."),
    "commission_per_share": ("Commission, USD a share", ""),
    "commission_least": ("Least an order, USD", "The least commission of one order."),
    "borrow_pct": ("Borrow, % a year", "The yearly fee on the value of shorts."),
    "margin_pct": ("Margin, % a year", "The yearly interest on cash that is owed, for each calendar day."),
}
LIMIT_WORDS = {
    "max_order_notional": "Order, USD",
    "max_symbol_notional": "Symbol, USD",
    "max_gross_notional": "All positions, USD",
    "max_symbol_weight_pct": "Symbol, % of equity",
    "max_orders_per_day": "Orders a day",
    "max_daily_loss_pct": "Loss a day, %",
    "max_drawdown_pct": "Drawdown, %",
}
_LENGTHS = {
    Timeframe.MIN_1: "1 minute",
    Timeframe.MIN_5: "5 minutes",
    Timeframe.MIN_15: "15 minutes",
    Timeframe.MIN_30: "30 minutes",
    Timeframe.HOUR_1: "Hour",
    Timeframe.DAY_1: "Day",
    Timeframe.WEEK_1: "Week",
}


def costs_a_side(costs: Costs) -> float:
    """Return what one side of a trade costs in basis points of its value, commissions a share left out.

    >>> costs_a_side(Costs())
    6.0
    """
    return costs.commission_bps + costs.spread_bps / 2 + costs.slippage_bps


def terms_popover(services: "Services", assets: Sequence[Asset]) -> None:
    """Draw the button that names the costs, and behind it every term."""
    shown = st.popover("Terms", icon=":material/account_balance_wallet:", key="strategy_terms", on_change="rerun")
    if shown.open:
        with shown, st.container(width=460):
            _account(services, assets)
            st.markdown("**Costs**")
            with st.grid(3, min_column_width=130):
                for name in COSTS:
                    label, said = COST_WORDS[name]
                    _number(name, label, getattr(Costs(), name), most=1_000.0, help_=said or None)
            with st.expander("Limits of the gate, to be kept in the past as well", type="compact"):
                _limits(services)


def _account(services: "Services", assets: Sequence[Asset]) -> None:
    with st.grid(2, min_column_width=190):
        _number("cash", "Cash, USD", float(Terms().cash), least=1.0, most=float(MOST_CASH), step=1_000.0)
        _choice("prices", "Prices", {one: words[0] for one, words in PRICES.items()}, " ".join(
            f"{words[0]}: {words[1]}" for words in PRICES.values()
        ))  # fmt: skip
        _choice("sizing", "Size of an entry", SIZINGS, None)
        sizing = Sizing(st.session_state.get(keys.term_key("sizing")) or Sizing.ALL_IN)
        _number("size", "Size", None, least=0.0, most=float(MOST_CASH), disabled=takes_all(sizing))
        _length(services)
        st.selectbox(
            "Hold instead", ["", *(asset.symbol for asset in assets)], key=keys.BENCHMARK, persist_state="session",
            format_func=lambda one: one or "The same symbols", help="What the result is held against.",
        )  # fmt: skip
        _number("leverage", "Leverage, at most", 1.0, least=1.0, most=float(MOST_LEVERAGE), step=0.5)
        with st.container(gap="xxsmall"):
            st.checkbox("Whole shares only", key=keys.term_key("whole_shares"), persist_state="session")
            st.checkbox("May sell short", key=keys.term_key("shorts"), persist_state="session")


def _length(services: "Services") -> None:
    offered = services.market.capabilities.timeframes
    words = {one.value: text for one, text in _LENGTHS.items() if one in offered}
    if st.session_state.get(keys.BARS) not in words:
        st.session_state[keys.BARS] = Timeframe.DAY_1.value if Timeframe.DAY_1 in offered else next(iter(words))
    st.selectbox("Length of a bar", list(words), format_func=words.__getitem__, key=keys.BARS, persist_state="session")


def _limits(services: "Services") -> None:
    with st.container(horizontal=True):
        st.button("Take mine", on_click=_take_mine, args=(services,), help="The limits that hold for your orders now.")
        st.button("None", on_click=_take_none, type="tertiary")
    with st.grid(3, min_column_width=130):
        for name in LIMITS:
            _number(name, LIMIT_WORDS[name], None, least=0.0)


def _take_mine(services: "Services") -> None:
    limits = services.limits.current()
    for name in LIMITS:
        found = getattr(limits, name, None)
        st.session_state[keys.term_key(name)] = None if found is None else float(found)


def _take_none() -> None:
    for name in LIMITS:
        st.session_state[keys.term_key(name)] = None


def _number(
    name: str, label: str, usual: float | None, *, least: float = 0.0, most: float | None = None,
    step: float | None = None, disabled: bool = False, help_: str | None = None,
) -> None:  # fmt: skip
    key = keys.term_key(name)
    if key not in st.session_state:
        st.session_state[key] = usual
    st.number_input(
        label, least, most, value=None, key=key, step=step, format="%g", disabled=disabled, help=help_,
        placeholder="none" if usual is None else None, persist_state="session",
    )  # fmt: skip


def _choice(name: str, label: str, words: dict[Prices, str] | dict[Sizing, str], said: str | None) -> None:
    options: dict[str, str] = {one.value: text for one, text in words.items()}
    key = keys.term_key(name)
    if st.session_state.get(key) not in options:
        st.session_state[key] = next(iter(options))
    st.selectbox(label, list(options), format_func=options.__getitem__, key=key, help=said, persist_state="session")
