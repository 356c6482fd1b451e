"""What a strategy is: numbers with bounds, and a pure function from the bars so far to what to do after each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Protocol

from trading.errors import FixInput
from trading.indicators.kinds import Parameter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]

MOST_SYMBOLS = 100
"""How many symbols one account may hold in a backtest."""


class Decision(IntEnum):
    """What to do with one symbol after a bar; it is sent at the next open.

    LONG, SHORT and FLAT are positions: being there already, nothing is done, and the account's sizing says how many.
    WEIGHT moves the position to `value` as a fraction of equity, negative for short. SPEND buys for `value` USD.
    """

    KEEP = 0
    LONG = 1
    SHORT = 2
    FLAT = 3
    WEIGHT = 4
    SPEND = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do after each bar: arrays of the shape (bars, symbols); None where a strategy never says it.

    `action` holds Decision codes, int8. The rest are fractions of the close of the bar that decides, NaN for none:
    `limit` and `trigger` are the prices of an entry as a multiple of that close (0.98 is two percent under it), and
    `stop`, `take` and `trail` how far from it the exits stand (0.05 is five percent). An entry with a limit or a
    trigger rests for `rests` bars. A trail follows the best price since the entry by that fraction of it, or with
    `trail_fixed` by that fraction of the deciding close, in USD.
    """

    action: "NDArray[np.int8]"
    value: "Values | None" = None
    limit: "Values | None" = None
    trigger: "Values | None" = None
    stop: "Values | None" = None
    take: "Values | None" = None
    trail: "Values | None" = None
    trail_fixed: bool = False
    rests: int = 1


class Family(StrEnum):
    """What a strategy lives on; trials of one family on the same data are counted together."""

    HOLD = "hold"
    TREND = "trend"
    REVERSION = "reversion"
    BREAKOUT = "breakout"
    ROTATION = "rotation"
    PAIRS = "pairs"
    ALLOCATION = "allocation"
    RULES = "rules"


class Strategy(Protocol):
    """One strategy with its numbers. It holds no state: what it says of a bar depends on that bar and earlier ones."""

    @property
    def bars_needed(self) -> int:
        """Return how many bars it takes until it can decide."""

    def plan(self, panel: "Panel") -> Plan:
        """Return what to do after each bar; the last row is what to do now. Raises FixInput for symbols it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyKind:
    """One line of the catalogue. `says` is the rule in one sentence, `entry` and `exit` its picture in short lines.

    `meanings` says of each parameter by its name what it is, with its unit; a file of the user's has none.
    `make` builds the strategy from every number; it raises FixInput where numbers contradict each other. `many` gives
    the actions of many combinations on one symbol at once, a row each, for a strategy that is only ever in or out.
    """

    key: str
    title: str
    family: Family
    says: str
    entry: tuple[str, ...]
    exit: tuple[str, ...]
    source: str
    parameters: tuple[Parameter, ...]
    make: Callable[[Mapping[str, float]], Strategy] = field(repr=False)
    least_symbols: int = 1
    most_symbols: int = 1
    many: "Callable[[Panel, Sequence[Mapping[str, float]]], NDArray[np.int8]] | None" = field(default=None, repr=False)
    meanings: Mapping[str, str] = field(default_factory=dict)

    def build(self, params: Mapping[str, float] | None = None) -> Strategy:
        """Return the strategy with these numbers, defaults for the rest. Raises FixInput with all faults."""
        return self.make(self.checked(params or {}))

    def check_symbols(self, symbols: Sequence[str]) -> None:
        """Raise FixInput where the strategy cannot be run on so few or so many symbols."""
        given, least, most = len(symbols), self.least_symbols, self.most_symbols
        if not least <= given <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            raise FixInput(f"{self.title} takes {wanted} symbols and {given} are given; change the list of symbols")

    def checked(self, params: Mapping[str, float]) -> dict[str, float]:
        """Return every parameter, with defaults for those that are not said. Raises FixInput with all faults."""
        known = {each.name: each for each in self.parameters}
        has = ", ".join(known) or "none"
        faults = [f"{name} is no parameter of {self.key}; it has {has}" for name in params if name not in known]
        values = {name: float(params.get(name, each.default)) for name, each in known.items()}
        faults += [fault for name, each in known.items() if (fault := each.check(values[name]))]
        if faults:
            raise FixInput("; ".join(faults))
        return values
