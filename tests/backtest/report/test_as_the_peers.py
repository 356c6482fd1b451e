"""The figures equal those of backtesting.py 0.6.6 and quantstats 0.0.86 on the same run; see tests/reference."""

import json
import math
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.backtest.report import Tested, report_of
from trading.market.replay.bundled import BundledRecording
from trading.strategies.catalogue import kind_of
from trading.strategies.panel import Panel
from trading.types import Costs, Prices, Sizing, Terms, Timeframe

FROZEN = json.loads((Path(__file__).parents[2] / "reference" / "peer_statistics.json").read_text())
UNIX_EPOCH = date(1970, 1, 1).toordinal()
FIRST_AVERAGE = 29
"""The first bar with an average of 30: from there the peer counts what holding earned."""

OF_BACKTESTING = {
    "exposure_time_pct": "Exposure Time [%]",
    "final_equity": "Equity Final [$]",
    "peak_equity": "Equity Peak [$]",
    "return_pct": "Return [%]",
    "buy_and_hold_return_pct": "Buy & Hold Return [%]",
    "annual_return_pct": "Return (Ann.) [%]",
    "annual_volatility_pct": "Volatility (Ann.) [%]",
    "cagr_pct": "CAGR [%]",
    "sharpe": "Sharpe Ratio",
    "sortino": "Sortino Ratio",
    "calmar": "Calmar Ratio",
    "alpha_pct": "Alpha [%]",
    "beta": "Beta",
    "max_drawdown_pct": "Max. Drawdown [%]",
    "avg_drawdown_pct": "Avg. Drawdown [%]",
    "max_drawdown_days": "Max. Drawdown Duration",
    "trades": "# Trades",
    "win_rate_pct": "Win Rate [%]",
    "best_trade_pct": "Best Trade [%]",
    "worst_trade_pct": "Worst Trade [%]",
    "avg_trade_pct": "Avg. Trade [%]",
    "max_trade_days": "Max. Trade Duration",
    "profit_factor": "Profit Factor",
    "expectancy_pct": "Expectancy [%]",
    "sqn": "SQN",
    "kelly": "Kelly Criterion",
}
ROUNDED_UP = {"avg_drawdown_days": "Avg. Drawdown Duration", "avg_trade_days": "Avg. Trade Duration"}
"""The peer rounds these up to whole days."""

OF_QUANTSTATS = {
    "sharpe_simple": ("sharpe", 1),
    "sortino_simple": ("sortino", 1),
    "adjusted_sortino": ("adjusted_sortino", 1),
    "volatility_simple_pct": ("volatility", 100),
    "omega": ("omega", 1),
    "gain_to_pain": ("gain_to_pain_ratio", 1),
    "tail_ratio": ("tail_ratio", 1),
    "payoff_ratio": ("payoff_ratio", 1),
    "common_sense_ratio": ("common_sense_ratio", 1),
    "cpc_index": ("cpc_index", 1),
    "ulcer_index_pct": ("ulcer_index", 100),
    "ulcer_performance": ("ulcer_performance_index", 1),
    "serenity_index": ("serenity_index", 1),
    "normal_value_at_risk_pct": ("value_at_risk", 100),
    "normal_expected_shortfall_pct": ("conditional_value_at_risk", 100),
    "expected_shortfall_pct": ("historical_shortfall", 100),
    "skew": ("skew", 1),
    "kurtosis": ("kurtosis", 1),
    "recovery_factor": ("recovery_factor", 1),
    "outlier_win_ratio": ("outlier_win_ratio", 1),
    "outlier_loss_ratio": ("outlier_loss_ratio", 1),
    "kelly_days": ("kelly_criterion", 1),
    "risk_of_ruin": ("risk_of_ruin", 1),
    "risk_return_ratio": ("risk_return_ratio", 1),
    "win_days_pct": ("win_rate", 100),
    "avg_up_day_pct": ("avg_win", 100),
    "avg_down_day_pct": ("avg_loss", 100),
    "consecutive_win_days": ("consecutive_wins", 1),
    "consecutive_loss_days": ("consecutive_losses", 1),
    "max_drawdown_pct": ("max_drawdown", 100),
    "best_day_pct": ("best_day", 100),
    "worst_day_pct": ("worst_day", 100),
    "best_month_pct": ("best_month", 100),
    "worst_month_pct": ("worst_month", 100),
    "best_year_pct": ("best_year", 100),
    "worst_year_pct": ("worst_year", 100),
    "win_months_pct": ("win_months", 100),
    "gain_to_pain_months": ("gain_to_pain_months", 1),
    "information_ratio": ("information_ratio", 1),
    "r_squared": ("r_squared", 1),
    "jensen_alpha_pct": ("alpha", 100),
    "treynor": ("treynor", 1),
}


@pytest.fixture(scope="module", params=sorted(FROZEN))
def run(request: pytest.FixtureRequest) -> tuple[Tested, dict[str, Any]]:
    """Play the peer's run with our engine and return it beside the peer's figures."""
    frozen = FROZEN[request.param]
    history = BundledRecording().history(frozen["symbol"])
    count = history.count_until(date.fromisoformat(frozen["last"]))
    columns = {name: getattr(history, name)[:count, None] for name in ("open", "high", "low", "close", "volume")}
    days = (np.array(history.days[:count]) - UNIX_EPOCH) * 86_400
    panel = Panel(
        symbols=(frozen["symbol"],), timeframe=Timeframe.DAY_1, source="bundled", time=days + 21 * 3600, **columns
    )
    past = Past(seen=panel, traded=panel)
    costs = Costs(commission_bps=10_000 * frozen["fee"], spread_bps=0, slippage_bps=0, borrow_pct=0)
    terms = Terms(cash=Decimal(1_000_000), prices=Prices.RAW, sizing=Sizing.ALL_IN_WHOLE_SHARES, costs=costs)
    plan = kind_of("sma_cross").build({"fast": 10, "slow": 30}).plan(panel)
    played = simulate(past, plan, terms)
    assert played.gross[-1] == 0  # the frozen run ends without a position
    return Tested(past=past, played=played, terms=terms, title="SMA crossover", warmup=FIRST_AVERAGE), frozen


def test_the_equity_of_the_run_is_the_peers(run: tuple[Tested, dict[str, Any]]) -> None:
    tested, frozen = run
    assert tested.played.equity[::100].tolist() == pytest.approx(frozen["equity_every_100"], rel=1e-9)


def test_every_figure_of_backtesting_py_is_met(run: tuple[Tested, dict[str, Any]]) -> None:
    tested, frozen = run
    report, peer = report_of(tested), frozen["backtesting"]
    wire = report.wire()
    for ours, theirs in OF_BACKTESTING.items():
        assert report.figures[ours] == pytest.approx(peer[theirs], rel=1e-9, abs=1e-9), theirs
    for ours, theirs in ROUNDED_UP.items():
        assert math.ceil(report.figures[ours] or 0) == peer[theirs], theirs
    assert report.figures["commissions"] == pytest.approx(peer.get("Commissions [$]", 0.0), rel=1e-9)
    assert (wire["start"][:10], wire["end"][:10], wire["duration_days"]) == (
        peer["Start"],
        peer["End"],
        peer["Duration"],
    )
    named = {*OF_BACKTESTING.values(), *ROUNDED_UP.values(), "Commissions [$]", "Start", "End", "Duration"}
    assert set(peer) <= named  # nothing that the peer tells is left out


def test_the_figures_of_quantstats_are_met(run: tuple[Tested, dict[str, Any]]) -> None:
    tested, frozen = run
    figures, peer = report_of(tested).figures, frozen["quantstats"]
    for ours, (theirs, scale) in OF_QUANTSTATS.items():
        assert figures[ours] == pytest.approx(scale * peer[theirs], rel=1e-8, abs=1e-9), theirs
    assert set(peer) == {theirs for theirs, _ in OF_QUANTSTATS.values()}
