"""Strategies that weigh what they hold by how much it moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Decision, Family, Plan, Strategy, StrategyKind
from trading.strategies.dates import month_starts, week_starts
from trading.strategies.rebalancing import rebalanced
from trading.strategies.volatility import realised_volatility

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolatilityTarget:
    """Weighs each symbol by target over realised volatility, weekly; all numbers in percent but the lookback.

    Every symbol with a volatility has an equal part of the equity. A weight is at most `most`, and stays as it was
    ordered until the new one differs from it by more than `band` percent of it.
    """

    target: float
    lookback: int
    most: float
    band: float

    @property
    def bars_needed(self) -> int:
        """Return the bars of the first volatility."""
        return self.lookback + 1

    def plan(self, panel: "Panel") -> Plan:
        """Return a weight on the first bar of a New York week where it has left the band of the last one."""
        import numpy as np

        volatility = realised_volatility(panel, self.lookback) * 100
        action = np.zeros(panel.close.shape, np.int8)
        value = np.full(panel.close.shape, np.nan)
        ordered = np.zeros(len(panel.symbols))
        for row in np.flatnonzero(week_starts(panel.time)):
            known = np.isfinite(volatility[row])
            wanted = np.zeros(len(panel.symbols))
            wanted[known] = np.minimum(self.target / volatility[row, known], self.most / 100) / max(1, known.sum())
            moves = known & (np.abs(wanted - ordered) > self.band / 100 * ordered)
            action[row, moves] = Decision.WEIGHT
            value[row, moves] = ordered[moves] = wanted[moves]
        return Plan(action=action, value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskParity:
    """Weighs every symbol by the inverse of its realised volatility, monthly."""

    lookback: int

    @property
    def bars_needed(self) -> int:
        """Return the bars of the first volatility."""
        return self.lookback + 1

    def plan(self, panel: "Panel") -> Plan:
        """Return weights that sum to 1 on the first bar of each New York month."""
        volatility = realised_volatility(panel, self.lookback)
        return rebalanced(panel, month_starts(panel.time), _inverse, volatility)


def _inverse(volatility: "Values") -> "Values":
    parts: Values = 1 / volatility
    weights: Values = parts / parts.sum()
    return weights


def _volatility_target(values: Mapping[str, float]) -> Strategy:
    return VolatilityTarget(
        target=values["target"], lookback=int(values["lookback"]), most=values["most"], band=values["band"]
    )


def _risk_parity(values: Mapping[str, float]) -> Strategy:
    return RiskParity(lookback=int(values["lookback"]))


_LOOKBACK = Parameter(name="lookback", default=60, least=2, most=1000)

VOLATILITY_TARGET = StrategyKind(
    key="volatility_target",
    title="Volatility target",
    family=Family.ALLOCATION,
    says="Holds more of what moves little: weight is the target by the realised volatility, in percent a year, at most "
    "the number most, in percent of equity; reckoned weekly, traded when it has left the band.",
    entry=("first bar of a week", "target / volatility outside the band", "move to that weight at the next open"),
    exit=(
        "first bar of a week",
        "volatility rose: part of it is sold",
    ),
    source="Moreira and Muir, Volatility-Managed Portfolios (2017)",
    parameters=(
        Parameter(name="target", default=10, least=0.1, most=200, whole=False),
        _LOOKBACK,
        Parameter(name="most", default=100, least=1, most=400, whole=False),
        Parameter(name="band", default=10, least=0, most=100, whole=False),
    ),
    make=_volatility_target,
    meanings={
        "target": "yearly volatility aimed at, percent",
        "lookback": "bars of the realised volatility",
        "most": "largest weight, percent of equity",
        "band": "change of a weight that is traded, percent of it",
    },
    most_symbols=MOST_SYMBOLS,
)

RISK_PARITY = StrategyKind(
    key="risk_parity",
    title="Risk parity",
    family=Family.ALLOCATION,
    says="Holds every symbol, weighed by the inverse of its realised volatility; weighed anew each month.",
    entry=("first bar of a month", "weight (1 / volatility) / sum of all", "move to that weight at the next open"),
    exit=("first bar of a month", "volatility rose: part of it is sold"),
    source="Qian, Risk Parity Portfolios (2005), without correlations",
    parameters=(_LOOKBACK,),
    make=_risk_parity,
    meanings={"lookback": "bars of the realised volatility"},
    least_symbols=2,
    most_symbols=MOST_SYMBOLS,
)
