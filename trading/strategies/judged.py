"""Where the conditions of a rule set hold on one symbol's bars."""

from typing import TYPE_CHECKING

from trading.errors import NoData
from trading.indicators.kinds import Needs
from trading.strategies.conditions import Comparison, Condition, Conditions, Match, Operand

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]
    Mask = NDArray[np.bool_]

TIE = 1e-11
"""Values nearer to each other than this part of the larger are equal: running sums are not exact."""


class Judge:
    """Reads a symbol's bars once for all conditions; each indicator is computed once."""

    def __init__(self, panel: "Panel", place: int) -> None:
        self._frame: pd.DataFrame = panel.frame(place)
        self._symbol = panel.symbols[place]
        self._closes_only = self._symbol in panel.closes_only
        self._computed: dict[str, dict[str, Values]] = {}

    def holds(self, conditions: Conditions) -> "Mask":
        """Say of each bar whether the conditions hold; one that is not known does not. Raises NoData."""
        import numpy as np

        joined = np.logical_and if conditions.match is Match.ALL else np.logical_or
        held: Mask = joined.reduce([self._one(each) for each in conditions.conditions])
        return held

    def _one(self, condition: Condition) -> "Mask":
        left = self._values(condition.left)
        if condition.right is None:
            return _moves(left, condition.bars or 1, 1 if condition.how is Comparison.RISES else -1)
        sign = _sign(left, self._values(condition.right))
        way = 1 if condition.how in (Comparison.ABOVE, Comparison.CROSSES_ABOVE) else -1
        now: Mask = sign == way
        if condition.how in (Comparison.ABOVE, Comparison.BELOW):
            return now
        crossed: Mask = now & (_ago(sign, 1) == -way)
        return crossed

    def _values(self, operand: Operand) -> "Values":
        import numpy as np

        if operand.number is not None:
            return np.full(len(self._frame), operand.number)
        values = self._series(operand)
        if operand.change_over:
            earlier = _ago(values, operand.change_over)
            with np.errstate(all="ignore"):
                values = np.where(earlier != 0, (values / earlier - 1) * 100, np.nan)
        return _ago(values, operand.ago)

    def _series(self, operand: Operand) -> "Values":
        import numpy as np

        found = operand.indicator
        needs = found[0].indicator.needs if found else _FIELD_NEEDS[str(operand.of)]
        if self._closes_only and needs is not Needs.CLOSE:
            raise NoData(
                f"{operand.words} needs the {needs} of each bar and {self._symbol} has closes only; "
                "choose another condition or symbol"
            )
        if found is None:
            return np.asarray(self._frame[str(operand.of)], dtype=np.float64)
        name, output = found
        if name.name not in self._computed:
            computed = name.indicator.formula.compute(self._frame, name.values)
            self._computed[name.name] = {part: np.asarray(line, np.float64) for part, line in computed.items()}
        return self._computed[name.name][output]


_FIELD_NEEDS = {
    "open": Needs.OPEN,
    "high": Needs.RANGE,
    "low": Needs.RANGE,
    "close": Needs.CLOSE,
    "volume": Needs.VOLUME,
}


def _sign(left: "Values", right: "Values") -> "Values":
    """Return 1 where left is above right, -1 below, 0 at it, NaN where one of them is not known."""
    import numpy as np

    gap = left - right
    near = np.abs(gap) <= TIE * np.maximum(np.abs(left), np.abs(right))
    return np.where(near, 0.0, np.sign(gap))


def _ago(values: "Values", bars: int) -> "Values":
    import numpy as np

    if bars == 0:
        return values
    return np.concatenate([np.full(min(bars, len(values)), np.nan), values[:-bars]])


def _moves(values: "Values", bars: int, way: int) -> "Mask":
    import numpy as np

    step = _sign(values, _ago(values, 1)) == way
    held: Mask = np.ones(len(values), np.bool_)
    for back in range(bars):
        held &= _ago(step.astype(np.float64), back) == 1
    return held
