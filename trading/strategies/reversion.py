"""Strategies that buy weakness and sell strength."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.indicators.core import rsi
from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Family, Plan, Strategy, StrategyKind
from trading.strategies.columns import Column, by_symbol, crossings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.columns import Mask
    from trading.strategies.panel import Panel

TOUCH = 1e-9
"""An RSI nearer to a level than this stands at it: its sums and quotients are not exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RsiReversion:
    """Long from where Wilder's RSI crosses under `low` to where it crosses over `high`."""

    period: int
    low: float
    high: float

    @property
    def bars_needed(self) -> int:
        """Return the bars of the first RSI and one more for a cross."""
        return self.period + 2

    def plan(self, panel: "Panel") -> Plan:
        """Return LONG where the RSI crosses under `low` and FLAT where it crosses over `high`."""
        return by_symbol(panel, self._decide)

    def _decide(self, column: Column) -> "tuple[Mask, Mask]":
        import numpy as np
        import pandas as pd

        value = np.asarray(rsi(pd.Series(column.close), self.period), np.float64)
        _, into = crossings(_beyond(value - self.low))
        out, _ = crossings(_beyond(value - self.high))
        return into, out


def _beyond(gap: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    return np.where(np.abs(gap) <= TOUCH, 0.0, gap)


def _rsi_reversion(values: Mapping[str, float]) -> Strategy:
    if values["low"] >= values["high"]:
        raise FixInput(f"low {values['low']:g} is not below high {values['high']:g}; choose a smaller low")
    return RsiReversion(period=int(values["period"]), low=values["low"], high=values["high"])


RSI_REVERSION = StrategyKind(
    key="rsi_reversion",
    title="RSI mean reversion",
    family=Family.REVERSION,
    says="Buys when the relative strength index falls under a low level and sells when it rises over a high one.",
    entry=("RSI crosses under low", "buy at the next open"),
    exit=("RSI crosses over high", "sell at the next open"),
    source="Wilder, New Concepts in Technical Trading Systems (1978)",
    parameters=(
        Parameter(name="period", default=14, least=2, most=400),
        Parameter(name="low", default=30, least=0, most=100, whole=False),
        Parameter(name="high", default=70, least=0, most=100, whole=False),
    ),
    make=_rsi_reversion,
    meanings={
        "period": "bars of the RSI",
        "low": "level to fall under, 0 to 100",
        "high": "level to rise over, 0 to 100",
    },
    most_symbols=MOST_SYMBOLS,
)
