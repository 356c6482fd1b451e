"""The strategy that trades the distance between two prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.indicators.kinds import Parameter
from trading.strategies.base import Decision, Family, Plan, Strategy, StrategyKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]

NOTHING_LEFT = 1e-10
"""Below this part of a variance, what is left of it is rounding."""
MOST_MISSING = 5
"""After so many bars of one symbol without the other, an open pair is closed: one leg alone is no pair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Long the cheap and short the dear of two symbols while their spread is far from its mean.

    The spread is log(first) - hedge * log(second) less its mean, with the hedge by least squares over `lookback` bars
    that both have; z is the spread at the bar by its deviation over the same bars.
    """

    lookback: int
    entry: float
    exit: float

    @property
    def bars_needed(self) -> int:
        """Return the bars of the first spread."""
        return self.lookback

    def plan(self, panel: "Panel") -> Plan:
        """Return weights that sum to 1 without their signs, 1 to hedge, from |z| over `entry` to |z| under `exit`.

        Raises FixInput for other than two symbols.
        """
        import numpy as np

        if len(panel.symbols) != 2:
            raise FixInput(f"pairs takes 2 symbols and {len(panel.symbols)} are given; change the list of symbols")
        whole = np.isfinite(panel.close[:, 0]) & np.isfinite(panel.close[:, 1])
        both = np.flatnonzero(whole)
        z, hedge = np.full(len(panel), np.nan), np.full(len(panel), np.nan)
        z[both], hedge[both] = self._spread(np.log(panel.close[both]))
        has = [np.flatnonzero(np.isfinite(panel.close[:, place])) for place in (0, 1)]
        action = np.zeros(panel.close.shape, np.int8)
        value = np.full(panel.close.shape, np.nan)
        for row, side in self._turns(z, whole):
            if side:
                action[row] = Decision.WEIGHT
                value[row] = np.array([side, -side * hedge[row]]) / (1 + hedge[row])
                continue
            for place, rows in enumerate(has):  # a leg without a bar is closed on the next one that it has
                first = np.searchsorted(rows, row)
                action[rows[first : first + 1], place] = Decision.FLAT
        return Plan(action=action, value=value)

    def _spread(self, logs: "Values") -> "tuple[Values, Values]":
        """Return z and the hedge, both NaN where there is no positive hedge or nothing left to deviate."""
        import numpy as np
        import pandas as pd

        first, second = pd.Series(logs[:, 0]), pd.Series(logs[:, 1])
        one, two = first.rolling(self.lookback), second.rolling(self.lookback)
        hedge = one.cov(second, ddof=0) / two.var(ddof=0)
        left = one.var(ddof=0) - hedge * one.cov(second, ddof=0)
        spread = (first - one.mean()) - hedge * (second - two.mean())
        with np.errstate(all="ignore"):
            z = (spread / np.sqrt(left)).to_numpy().copy()
        moved = (two.max() > two.min()) & (left > NOTHING_LEFT * one.var(ddof=0)) & (hedge > 0)
        z[~moved.to_numpy()] = np.nan
        return z, hedge.to_numpy()

    def _turns(self, z: "Values", both: "NDArray[np.bool_]") -> list[tuple[int, int]]:
        """Return the bars where the pair is entered, 1 for long the first and -1 for short it, and left, 0."""
        turns: list[tuple[int, int]] = []
        side, missing = 0, 0
        for row, (now, is_whole) in enumerate(zip(z.tolist(), both.tolist(), strict=True)):
            missing = 0 if is_whole else missing + 1
            if side == 0 and abs(now) > self.entry:
                side = -1 if now > 0 else 1
                turns.append((row, side))
            elif side and (side * now > -self.exit or missing == MOST_MISSING):
                side = 0
                turns.append((row, side))
        return turns


def _pairs(values: Mapping[str, float]) -> Strategy:
    if values["exit"] >= values["entry"]:
        raise FixInput(f"exit {values['exit']:g} is not below entry {values['entry']:g}; choose a smaller exit")
    return Pairs(lookback=int(values["lookback"]), entry=values["entry"], exit=values["exit"])


PAIRS = StrategyKind(
    key="pairs",
    title="Pairs",
    family=Family.PAIRS,
    says="Buys the cheap and sells short the dear of two symbols while the spread of their logarithms is far from its "
    "mean, in deviations (z), with a rolling hedge ratio. Needs shorts.",
    entry=(
        "z under minus entry: long first, short second",
        "z over entry: short first, long second",
        "at the next open",
    ),
    exit=("z back within exit of the mean", "close both at the next open"),
    source="Gatev, Goetzmann and Rouwenhorst, Pairs Trading (1999); the hedge: Vidyamurthy, Pairs Trading (2004)",
    parameters=(
        Parameter(name="lookback", default=60, least=5, most=1000),
        Parameter(name="entry", default=2, least=0.1, most=10, whole=False),
        Parameter(name="exit", default=0.5, least=0, most=10, whole=False),
    ),
    make=_pairs,
    meanings={
        "lookback": "bars of the hedge ratio and the spread",
        "entry": "deviations of the spread (z) to enter beyond",
        "exit": "deviations of the spread (z) to leave within",
    },
    least_symbols=2,
    most_symbols=2,
)
