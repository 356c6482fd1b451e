"""What the page Strategies shows of the backtest in its address: the job that makes it, or its report in tabs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import faults
from components import session_strategies as keys
from components.strategy_draft import faults_of, request_from
from trading.backtest.address import address_of
from trading.errors import TradingError
from trading.types import BacktestRequest

if TYPE_CHECKING:
    from trading.backtest.listing import StrategyLine
    from trading.services import Services


def run_button(services: "Services", line: "StrategyLine", shown: BacktestRequest | None) -> None:
    """Draw Run, and below the row why it cannot be pressed; a page that shows something else says so."""
    request = request_from(st.session_state, line)
    faults = faults_of(request, line)
    is_shown = shown is not None and address_of(shown) == address_of(request)
    st.button(
        "Run", type="secondary" if is_shown else "primary", icon=":material/play_arrow:", key="strategy_run",
        disabled=bool(faults), on_click=_run, args=(services, line),
        help="; ".join(faults) if faults else "Play this strategy on the past.",
    )  # fmt: skip


def _run(services: "Services", line: "StrategyLine") -> None:
    keys.show(address_of(request_from(st.session_state, line)))


def report_for(services: "Services", said: Mapping[str, str], request: BacktestRequest) -> Mapping[str, Any]:
    """Return the report of a request, run once for its address, market time and press of Run. Raises TradingError."""
    now = services.market_clock.now().date() if services.replay is None else services.market_clock.now()
    key = (services.account_id, str(now), str(keys.runs()), *(f"{name}={text}" for name, text in sorted(said.items())))
    return keys.reported(key, lambda: services.backtests.run_now(request))
