"""Strategies that follow a trend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Decision, Family, Plan, Strategy, StrategyKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class SmaCross:
    """Long while the fast average has crossed over the slow one."""

    fast: int
    slow: int

    @property
    def bars_needed(self) -> int:
        """Return the slow average's bars and one before."""
        return self.slow + 1

    def plan(self, panel: "Panel") -> Plan:
        """Return LONG where fast crosses over slow and FLAT where it crosses under."""
        import numpy as np

        from trading.strategies.crosses import sma_turns

        codes = (Decision.LONG, Decision.FLAT)
        if panel.close.shape[1] == 1 and np.isfinite(panel.close.sum()):
            return Plan(action=sma_turns(np.ascontiguousarray(panel.close[:, 0]), self.fast, self.slow, codes)[:, None])
        action = np.zeros(panel.close.shape, np.int8)
        for place in range(len(panel.symbols)):
            close = np.ascontiguousarray(panel.close[:, place])
            there = np.isfinite(close)
            if there.all():
                action[:, place] = sma_turns(close, self.fast, self.slow, codes)
            else:
                action[there, place] = sma_turns(close[there], self.fast, self.slow, codes)
        return Plan(action=action)


def _sma_crosses(panel: "Panel", combinations: "Sequence[Mapping[str, float]]") -> "NDArray[np.int8]":
    """Return the actions of many pairs of lengths on one symbol, a row each."""
    import numpy as np

    from trading.strategies.crosses import sma_turns_of_many

    fasts, slows = (_lengths(combinations, name) for name in ("fast", "slow"))
    if (fasts >= slows).any():
        at = int((fasts >= slows).argmax())
        SMA_CROSS.build(combinations[at])
    close = np.ascontiguousarray(panel.close[:, 0])
    return sma_turns_of_many(close, fasts, slows, (Decision.LONG, Decision.FLAT))


def _lengths(combinations: "Sequence[Mapping[str, float]]", name: str) -> "NDArray[np.int64]":
    """Return one number of every combination, checked once for each value that it has."""
    import numpy as np

    default = next(each.default for each in SMA_CROSS.parameters if each.name == name)
    for each in {frozenset(one) for one in combinations}:
        SMA_CROSS.checked(dict.fromkeys(each - {"fast", "slow"}, 0.0))
    found = np.array([one.get(name, default) for one in combinations], np.float64)
    for value in np.unique(found):
        SMA_CROSS.checked({name: float(value)})
    return found.astype(np.int64)


def check_order(values: Mapping[str, float]) -> None:
    """Raise FixInput where the fast average is not the shorter one."""
    if values["fast"] >= values["slow"]:
        raise FixInput(f"fast {values['fast']:g} is not below slow {values['slow']:g}; choose a smaller fast")


def _sma_cross(values: Mapping[str, float]) -> Strategy:
    check_order(values)
    return SmaCross(fast=int(values["fast"]), slow=int(values["slow"]))


SMA_CROSS = StrategyKind(
    key="sma_cross",
    title="SMA crossover",
    family=Family.TREND,
    says="Holds while the fast moving average of the close stands over the slow one.",
    entry=("fast SMA crosses over slow SMA", "buy at the next open"),
    exit=("fast SMA crosses under slow SMA", "sell at the next open"),
    source="Donchian, Trend Following Methods in Commodity Price Analysis (1957)",
    parameters=(
        Parameter(name="fast", default=20, least=1, most=500),
        Parameter(name="slow", default=50, least=2, most=1000),
    ),
    make=_sma_cross,
    many=_sma_crosses,
    meanings={"fast": "bars of the fast average", "slow": "bars of the slow average"},
    most_symbols=MOST_SYMBOLS,
)
