"""The first backtest of a process, for the bench's subprocess."""

from tests.backtest.made import walk
from trading.backtest.past import Past

PANEL = walk(2_500)


def first() -> None:
    from trading.backtest.engine import simulate
    from trading.strategies.trend import SMA_CROSS
    from trading.types import Terms

    past = Past(seen=PANEL, traded=PANEL)
    simulate(past, SMA_CROSS.build({}).plan(PANEL), Terms())
