"""The strategy that a rule set makes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from trading.strategies.base import Decision, Plan
from trading.strategies.columns import Column, columns
from trading.strategies.conditions import Conditions
from trading.strategies.judged import Judge
from trading.strategies.timed import Course, Ends, trades

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.columns import Mask
    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]


class RuleSide(StrEnum):
    """Which way a rule trades."""

    LONG = "long"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStrategy:
    """In where `entry` holds and out where `exit` does; where both hold, out counts.

    `stop`, `take` and `trail` are fractions of the close that decides, `most_bars` bars between the fills.
    """

    entry: Conditions
    exit: Conditions | None = None
    side: RuleSide = RuleSide.LONG
    stop: float | None = None
    take: float | None = None
    trail: float | None = None
    most_bars: int | None = None

    @property
    def bars_needed(self) -> int:
        """Return how many bars it takes until every condition can hold."""
        return max(each.bars_needed for each in (self.entry, self.exit) if each is not None)

    def plan(self, panel: "Panel") -> Plan:
        """Return what the rules say of each bar. Raises NoData where a symbol lacks what a condition reads."""
        import numpy as np

        action = np.zeros(panel.close.shape, np.int8)
        for place, column in columns(panel):
            into, out = self._decide(Judge(panel, place), column)
            action[column.rows[into], place] = Decision.LONG if self.side is RuleSide.LONG else Decision.SHORT
            action[column.rows[out], place] = Decision.FLAT
        enters = (action == Decision.LONG) | (action == Decision.SHORT)
        return Plan(
            action=action,
            stop=_where(enters, self.stop),
            take=_where(enters, self.take),
            trail=_where(enters, self.trail),
        )

    def _decide(self, judge: Judge, column: Column) -> "tuple[Mask, Mask]":
        import numpy as np

        into = judge.holds(self.entry)
        out = judge.holds(self.exit) if self.exit is not None else np.zeros(len(into), np.bool_)
        if self.most_bars is None:
            return into, out
        none = np.nan
        ends = Ends(self.stop or none, self.take or none, self.trail or none, self.most_bars)
        turn = trades(into, out, self._course(column), ends)
        return turn > 0, turn < 0

    def _course(self, column: Column) -> Course:
        if self.side is RuleSide.LONG:
            return Course(column.open, column.high, column.low, column.close)
        return Course(-column.open, -column.low, -column.high, -column.close)


def _where(enters: "Mask", fraction: float | None) -> "Values | None":
    import numpy as np

    return None if fraction is None else np.where(enters, fraction, np.nan)
