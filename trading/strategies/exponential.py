"""Strategies that follow a trend by exponential averages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.indicators.core import Seeding, ema, macd
from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Family, Plan, Strategy, StrategyKind
from trading.strategies.columns import Column, by_symbol, crossings
from trading.strategies.trend import check_order

if TYPE_CHECKING:
    from trading.strategies.columns import Mask
    from trading.strategies.panel import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class EmaCross:
    """Long while the fast exponential average has crossed over the slow one."""

    fast: int
    slow: int

    @property
    def bars_needed(self) -> int:
        """Return the slow average's bars and one before."""
        return self.slow + 1

    def plan(self, panel: "Panel") -> Plan:
        """Return LONG where fast crosses over slow and FLAT where it crosses under."""
        return by_symbol(panel, self._decide)

    def _decide(self, column: Column) -> "tuple[Mask, Mask]":
        import numpy as np
        import pandas as pd

        close = pd.Series(column.close)
        return crossings(np.asarray(ema(close, self.fast) - ema(close, self.slow), np.float64))


@dataclass(frozen=True, slots=True, kw_only=True)
class MacdCross:
    """Long while the MACD has crossed over its signal; each average begins at its first value."""

    fast: int
    slow: int
    signal: int

    @property
    def bars_needed(self) -> int:
        """Return 3: at the first bar every average is its first value, and a cross takes two bars more."""
        return 3

    def plan(self, panel: "Panel") -> Plan:
        """Return LONG where macd crosses over signal and FLAT where it crosses under."""
        return by_symbol(panel, self._decide)

    def _decide(self, column: Column) -> "tuple[Mask, Mask]":
        import numpy as np
        import pandas as pd

        lines = macd(pd.Series(column.close), self.fast, self.slow, self.signal, seeding=Seeding.FIRST)
        return crossings(np.asarray(lines["macd"] - lines["signal"], np.float64))


def _ema_cross(values: Mapping[str, float]) -> Strategy:
    check_order(values)
    return EmaCross(fast=int(values["fast"]), slow=int(values["slow"]))


def _macd_cross(values: Mapping[str, float]) -> Strategy:
    check_order(values)
    return MacdCross(fast=int(values["fast"]), slow=int(values["slow"]), signal=int(values["signal"]))


EMA_CROSS = StrategyKind(
    key="ema_cross",
    title="EMA crossover",
    family=Family.TREND,
    says="Holds while the fast exponential average of the close stands over the slow one.",
    entry=("fast EMA crosses over slow EMA", "buy at the next open"),
    exit=("fast EMA crosses under slow EMA", "sell at the next open"),
    source="Appel and Hitschler, Stock Market Trading Systems (1980)",
    parameters=(
        Parameter(name="fast", default=12, least=2, most=500),
        Parameter(name="slow", default=26, least=3, most=1000),
    ),
    make=_ema_cross,
    meanings={"fast": "bars of the fast average", "slow": "bars of the slow average"},
    most_symbols=MOST_SYMBOLS,
)

MACD_CROSS = StrategyKind(
    key="macd_cross",
    title="MACD crossover",
    family=Family.TREND,
    says="Holds while the MACD, the fast less the slow exponential average, stands over its own average, the signal.",
    entry=("MACD crosses over its signal", "buy at the next open"),
    exit=("MACD crosses under its signal", "sell at the next open"),
    source="Appel, The Moving Average Convergence-Divergence Trading Method (1979)",
    parameters=(
        Parameter(name="fast", default=12, least=1, most=500),
        Parameter(name="slow", default=26, least=2, most=1000),
        Parameter(name="signal", default=9, least=1, most=500),
    ),
    make=_macd_cross,
    meanings={
        "fast": "bars of the fast average",
        "slow": "bars of the slow average",
        "signal": "bars of the signal, the average of the MACD",
    },
    most_symbols=MOST_SYMBOLS,
)
