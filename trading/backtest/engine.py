"""The engine: a plan, played on the past under the terms of one account."""

from typing import TYPE_CHECKING

from trading.backtest.kernel import ALL_IN, FRACTION, play
from trading.backtest.past import Past
from trading.backtest.played import Fills, Played
from trading.backtest.round_trips import round_trips
from trading.strategies.base import Plan
from trading.types import Costs, Sizing, Terms

if TYPE_CHECKING:
    import numpy as np

BPS = 10_000


def simulate(past: Past, plan: Plan, terms: Terms) -> Played:
    """Return the account that follows the plan: decided on a close, filled at the next open of each symbol."""
    import numpy as np

    traded = past.traded
    none = np.empty((0, len(traded.symbols)))
    equity, cash, gross, net, rows, count, refused = play(
        traded.open,
        traded.close,
        plan.action,
        none if plan.value is None else plan.value,
        float(terms.cash),
        terms.costs.commission_bps / BPS,
        _away(terms.costs),
        ALL_IN if terms.sizing in (Sizing.ALL_IN, Sizing.ALL_IN_WHOLE_SHARES) else FRACTION,
        (terms.size or 0.0) / 100,
        terms.whole_shares or terms.sizing is Sizing.ALL_IN_WHOLE_SHARES,
        terms.leverage,
    )
    fills = _fills(rows[:count])
    return Played(
        equity=equity,
        cash=cash,
        gross=gross,
        net=net,
        fills=fills,
        trades=round_trips(fills, traded.close),
        refused={"cash": refused} if refused else {},
        paid={"fees": float(fills.fee.sum())},
    )


def _away(costs: Costs) -> float:
    """Return how far from the market's price a fill is, as a fraction: half the spread and the slippage."""
    return (costs.spread_bps / 2 + costs.slippage_bps) / BPS


def _fills(rows: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> Fills:
    import numpy as np

    return Fills(
        bar=rows[:, 0].astype(np.int64),
        symbol=rows[:, 1].astype(np.int64),
        qty=rows[:, 2],
        price=rows[:, 3],
        fee=rows[:, 4],
        why=np.zeros(len(rows), np.int64),
    )
