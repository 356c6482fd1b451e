"""Strategies that buy and keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Decision, Family, Plan, Strategy, StrategyKind
from trading.strategies.columns import columns
from trading.strategies.dates import month_starts

if TYPE_CHECKING:
    from trading.strategies.panel import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyAndHold:
    """Long from the first bar on."""

    @property
    def bars_needed(self) -> int:
        """Return 1: there is nothing to wait for."""
        return 1

    def plan(self, panel: "Panel") -> Plan:
        """Return LONG on every bar that a symbol has: being long already, nothing is done."""
        import numpy as np

        return Plan(action=np.where(np.isfinite(panel.close), Decision.LONG, Decision.KEEP).astype(np.int8))


@dataclass(frozen=True, slots=True, kw_only=True)
class DollarCostAveraging:
    """Spends `amount` USD each month, in equal parts on every symbol."""

    amount: float

    @property
    def bars_needed(self) -> int:
        """Return 1: the first bar is the first purchase."""
        return 1

    def plan(self, panel: "Panel") -> Plan:
        """Return SPEND on the first bar of each symbol in a New York month; the part of one without stays cash."""
        import numpy as np

        action = np.zeros(panel.close.shape, np.int8)
        value = np.full(panel.close.shape, np.nan)
        for place, column in columns(panel):
            rows = column.rows[month_starts(panel.time[column.rows])]
            action[rows, place] = Decision.SPEND
            value[rows, place] = self.amount / len(panel.symbols)
        return Plan(action=action, value=value)


def _buy_and_hold(values: Mapping[str, float]) -> Strategy:
    return BuyAndHold()


def _dollar_cost_averaging(values: Mapping[str, float]) -> Strategy:
    return DollarCostAveraging(amount=values["amount"])


BUY_AND_HOLD = StrategyKind(
    key="buy_and_hold",
    title="Buy and hold",
    family=Family.HOLD,
    says="Buys at the start and never sells.",
    entry=("the first bar is there", "buy at the next open"),
    exit=("never",),
    source="Malkiel, A Random Walk Down Wall Street (1973)",
    parameters=(),
    make=_buy_and_hold,
    most_symbols=MOST_SYMBOLS,
)

DOLLAR_COST_AVERAGING = StrategyKind(
    key="dollar_cost_averaging",
    title="Dollar-cost averaging",
    family=Family.HOLD,
    says="Spends the same amount of USD each month, in equal parts on every symbol, and never sells.",
    entry=("first bar of a month", "buy for the amount at the next open"),
    exit=("never",),
    source="Graham, The Intelligent Investor (1949)",
    parameters=(Parameter(name="amount", default=1000, least=1, most=1_000_000_000, whole=False),),
    make=_dollar_cost_averaging,
    meanings={"amount": "USD a month in all"},
    most_symbols=MOST_SYMBOLS,
)
