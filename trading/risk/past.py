"""What the protections look back on, and how far."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from trading.risk.closings import Closing
from trading.risk.limits import Limits
from trading.risk.sessions import Sessions
from trading.types import EquityPoint

Counted = tuple[int, Closing]
"""A closing with the number of its session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the protections look back on: closings ascending, the worth at closes (USD), and the sessions to count by.

    `reach` is how many sessions back it was read, as `reach` returned it for the limits that held then.
    """

    closings: tuple[Closing, ...]
    points: tuple[EquityPoint, ...]
    sessions: Sessions
    reach: tuple[int, int]
    counted: Mapping[str, list[Counted]] = field(init=False, repr=False, compare=False)
    """The closings by symbol with the numbers of their sessions, ascending; those before all sessions are over."""

    def __post_init__(self) -> None:
        counted: dict[str, list[Counted]] = defaultdict(list)
        for one, number in zip(self.closings, self.sessions.numbers(c.at for c in self.closings), strict=True):
            if number >= 0:
                counted[one.symbol].append((number, one))
        object.__setattr__(self, "counted", counted)


def reach(limits: Limits) -> tuple[int, int]:
    """Return how many sessions back and ahead of now the protections of these limits need."""
    looks = [(0, limits.symbol_cooldown_sessions)]
    if limits.stop_streak:
        looks.append((limits.stop_streak_sessions, limits.stop_streak_pause_sessions))
    if limits.recent_drawdown_pct:
        looks.append((limits.recent_drawdown_sessions, limits.recent_drawdown_pause_sessions))
    if limits.low_profit_trades:
        looks.append((limits.low_profit_sessions, limits.low_profit_pause_sessions))
    return max(window + pause for window, pause in looks), max(pause for _, pause in looks)
