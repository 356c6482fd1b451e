"""The engine on prices that can be reckoned by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np

from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.strategies.base import Decision, Plan
from trading.strategies.panel import Panel
from trading.types import Costs, Sizing, Terms, Timeframe


def past_of(opens: list[float], closes: list[float]) -> Past:
    """Return one symbol's past from its opens and closes, a bar a day."""
    at = int(datetime(2024, 1, 2, 21, tzinfo=UTC).timestamp())
    one = np.array(opens)[:, None]
    two = np.array(closes)[:, None]
    panel = Panel(
        symbols=("ABC",),
        timeframe=Timeframe.DAY_1,
        source="by hand",
        time=at + 86_400 * np.arange(len(opens)),
        open=one,
        high=np.maximum(one, two),
        low=np.minimum(one, two),
        close=two,
        volume=np.full_like(one, 1e6),
    )
    return Past(seen=panel, traded=panel)


def test_a_decision_on_a_close_fills_at_the_next_open_with_a_fee_on_each_side() -> None:
    past = past_of([10, 11, 12, 13], [10, 11.5, 12.5, 13])
    plan = Plan(action=np.array([[Decision.LONG], [0], [Decision.FLAT], [0]], np.int8))
    costs = Costs(commission_bps=10, spread_bps=0, slippage_bps=0)
    terms = Terms(cash=Decimal(1000), sizing=Sizing.ALL_IN_WHOLE_SHARES, costs=costs)
    played = simulate(past, plan, terms)
    # 1000 / (11 * 1.001) = 90.8: 90 shares at 11, fee 0.99; sold at 13, fee 1.17
    assert played.fills.qty.tolist() == [90, -90]
    assert played.fills.fee.round(10).tolist() == [0.99, 1.17]
    # bar 1: 1000 - 990 - 0.99 + 90 * 11.5; bar 2: + 90 * 12.5; bar 3: 9.01 + 1170 - 1.17
    assert played.equity.round(10).tolist() == [1000, 1044.01, 1134.01, 1177.84]
    assert played.trades.pnl.round(10).tolist() == [177.84]
