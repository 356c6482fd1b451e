"""A piece that is entered earns what the strategy earns there when it has run all the time."""

import numpy as np
import pytest

from tests.backtest.optimise.made import FREE, of_closes
from trading.backtest.engine import simulate
from trading.backtest.optimise.pieces import Piece, cut, entering
from trading.strategies.base import Decision
from trading.strategies.catalogue import STRATEGIES
from trading.types import Sizing

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
