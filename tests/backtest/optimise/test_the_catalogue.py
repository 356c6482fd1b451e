"""Every strategy of the catalogue on both sides of a split: how it enters a piece, and what a search knows."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.backtest.made import walk
from tests.backtest.optimise.made import FREE, job_of, of_closes
from trading.backtest.engine import simulate
from trading.backtest.optimise.pace import Watch
from trading.backtest.optimise.pieces import Piece, cut, entering
from trading.backtest.optimise.search import optimise
from trading.backtest.past import Past
from trading.strategies.base import Decision
from trading.strategies.catalogue import STRATEGIES
from trading.strategies.panel import Panel
from trading.types import ParameterRange, Search, Sizing

SIGNALS = ("buy_and_hold", "sma_cross", "ema_cross", "macd_cross", "rsi_reversion", "bollinger_breakout", "donchian")
BARS = 320


@pytest.mark.parametrize("key", SIGNALS)
@pytest.mark.parametrize("seed", range(8))
def test_without_costs_a_piece_grows_as_the_whole_run_does_over_the_same_bars(key: str, seed: int) -> None:
    dice = np.random.default_rng(seed)
    past = of_closes(100 * np.exp(np.cumsum(dice.normal(0, 0.02, BARS))))
    strategy = STRATEGIES[key].build()
    split = int(dice.integers(120, 250))
    assert FREE.sizing is Sizing.ALL_IN
    whole = simulate(past, strategy.plan(past.seen), FREE)
    inside = cut(past, 0, split)
    before = simulate(inside, strategy.plan(inside.seen), FREE)
    plan = entering(past, strategy, Piece(0, split, BARS), before)
    piece = simulate(cut(past, split - 1, BARS), plan, FREE)
    # a bar opens at the close before it, so that being let in at the open costs nothing
    assert piece.equity / piece.equity[0] == pytest.approx(whole.equity[split - 1 :] / whole.equity[split - 1])
    assert set(np.unique(plan.action)) <= {Decision.KEEP, Decision.LONG, Decision.FLAT}


SEARCHED = {
    "dollar_cost_averaging": 1, "sma_cross": 1, "ema_cross": 2, "macd_cross": 1, "rsi_reversion": 1,
    "bollinger_breakout": 1, "donchian": 2, "momentum_rotation": 3, "pairs": 2, "volatility_target": 1,
    "risk_parity": 2,
}  # fmt: skip


def test_every_strategy_with_numbers_is_searched_here() -> None:
    assert set(SEARCHED) == {key for key, kind in STRATEGIES.items() if kind.parameters}


@pytest.mark.parametrize("prices", ["adjusted", "as_traded"])
@pytest.mark.parametrize("key", list(SEARCHED))
def test_what_a_search_chooses_and_reports_of_its_bars_knows_nothing_of_those_held_out(key: str, prices: str) -> None:
    kind, symbols = STRATEGIES[key], SEARCHED[key]
    first = kind.parameters[0]
    span = ParameterRange(least=first.default, most=first.default + (first.most - first.default) / 8 // 1)
    search = Search(ranges={first.name: replace(span, step=max(1.0, (span.most - span.least) // 2))})
    reports: list[Any] = []
    for seed in (1, 2):
        seen, raw = changed(walk(400, symbols, seed=5), seed), changed(walk(400, symbols, seed=6), seed)
        past = Past(seen=seen, traded=seen) if prices == "adjusted" else Past(seen=seen, traded=raw)
        reports.append(optimise(job_of(past, search, key=key), kind, Watch()))
    one, two = (report["search"] for report in reports)
    assert one["best"]["params"] == two["best"]["params"]
    assert one["best"]["in_sample"] == two["best"]["in_sample"]
    assert [row["in_sample"] for row in one["rows"]] == [row["in_sample"] for row in two["rows"]]
    assert one["sample"] == two["sample"]
    assert reports[0]["equity_curve"][1:] != reports[1]["equity_curve"][1:]


def changed(panel: Panel, seed: int) -> Panel:
    """Return a panel whose prices from bar 280 on, where the search ends, are others."""
    factor = np.ones((len(panel), 1))
    factor[280:, 0] = np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.02, len(panel) - 280)))
    return replace(panel, **{name: getattr(panel, name) * factor for name in ("open", "high", "low", "close")})
