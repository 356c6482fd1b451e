"""The strategy that holds what has risen most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.indicators.kinds import Parameter
from trading.strategies.base import MOST_SYMBOLS, Family, Plan, Strategy, StrategyKind
from trading.strategies.columns import columns
from trading.strategies.dates import month_starts
from trading.strategies.rebalancing import rebalanced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentumRotation:
    """Holds the `hold` symbols that rose most over `lookback` bars, with `only_risen` none that fell; monthly."""

    lookback: int
    hold: int
    only_risen: bool

    @property
    def bars_needed(self) -> int:
        """Return the bars of the first return."""
        return self.lookback + 1

    def plan(self, panel: "Panel") -> Plan:
        """Return equal weights for the strongest symbols on the first bar of each New York month."""
        import numpy as np

        risen = np.full(panel.close.shape, np.nan)
        for place, column in columns(panel):
            gain = column.close[self.lookback :] / column.close[: -self.lookback] - 1
            risen[column.rows[self.lookback :], place] = gain
        return rebalanced(panel, month_starts(panel.time), self._weights, risen)

    def _weights(self, risen: "Values") -> "Values":
        """Return 1 / hold for each that is chosen; of equals the first named, and empty places stay cash."""
        import numpy as np

        weights = np.zeros(len(risen))
        weights[np.argsort(-risen, kind="stable")[: self.hold]] = 1 / self.hold
        if self.only_risen:
            weights[risen <= 0] = 0
        return weights


def _momentum_rotation(values: Mapping[str, float]) -> Strategy:
    return MomentumRotation(
        lookback=int(values["lookback"]), hold=int(values["hold"]), only_risen=bool(values["only_risen"])
    )


MOMENTUM_ROTATION = StrategyKind(
    key="momentum_rotation",
    title="Momentum rotation",
    family=Family.ROTATION,
    says="Holds, in equal parts, the symbols that rose most over the lookback; chosen anew each month. "
    "Where only risen is 1, those that fell are replaced by cash.",
    entry=("first bar of a month", "among the best by return over the lookback", "weight 1 / hold at the next open"),
    exit=("first bar of a month", "no longer among the best", "sell at the next open"),
    source="Jegadeesh and Titman, Returns to Buying Winners (1993); the filter: Antonacci, Dual Momentum (2014)",
    parameters=(
        Parameter(name="lookback", default=126, least=1, most=1000),
        Parameter(name="hold", default=3, least=1, most=50),
        Parameter(name="only_risen", default=0, least=0, most=1),
    ),
    make=_momentum_rotation,
    meanings={
        "lookback": "bars over which the rise is measured",
        "hold": "symbols held at a time",
        "only_risen": "1 leaves out what fell, 0 does not",
    },
    least_symbols=2,
    most_symbols=MOST_SYMBOLS,
)
