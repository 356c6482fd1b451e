"""What a line of the catalogue is: an indicator with its parameters, bounds, formula, source and place on a chart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from trading.types import Bars

if TYPE_CHECKING:
    import pandas as pd

    Computed = Mapping[str, "pd.Series[float]"]

VALUE = ""
"""The output name of an indicator that has only one."""
Values = tuple[float, ...]
"""What the parameters of an indicator are set to, in the catalogue's order."""


class Needs(StrEnum):
    """What of a bar an indicator reads; with closes only there is no open, no range and no volume."""

    CLOSE = "close"
    OPEN = "open"
    RANGE = "range"
    VOLUME = "volume"


class Pane(StrEnum):
    """Where an indicator is drawn: over the prices, or in a pane of its own."""

    PRICE = "price"
    OWN = "own"


class Category(StrEnum):
    """The shelf of the catalogue that an indicator stands on."""

    AVERAGE = "average"
    TREND = "trend"
    MOMENTUM = "momentum"
    VOLATILITY = "volatility"
    VOLUME = "volume"
    STATISTICS = "statistics"
    CYCLE = "cycle"
    CANDLE = "candle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of an indicator, with its default and inclusive bounds; `whole` ones take no fraction."""

    name: str
    default: float
    least: float
    most: float
    whole: bool = True

    def check(self, value: float) -> str | None:
        """Return the sentence that refuses a value, None when it may be used."""
        if self.least <= value <= self.most and not (self.whole and value != int(value)):
            return None
        kind = "whole number" if self.whole else "number"
        return f"{self.name} {value:g} is not a {kind} from {self.least:g} to {self.most:g}; choose one inside"


class Formula(Protocol):
    """How an indicator is computed: from which columns, with which numbers, into which outputs."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the columns of a bar that it reads."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return its numbers in order."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """Return the names of what it gives; one alone is VALUE."""

    @property
    def credit(self) -> str:
        """Return who computes it, for example TA-Lib WILLR."""

    def compute(self, frame: "pd.DataFrame", values: Values) -> "Computed":
        """Return each output on the frame's index. Raises FixInput where a column that it reads has a gap."""

    def bars_needed(self, values: Values) -> int:
        """Return how many bars it takes until every output has a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One line of the catalogue. `author` is who published the formula, with work and year where they are known."""

    key: str
    title: str
    category: Category
    pane: Pane
    author: str
    formula: Formula = field(repr=False)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return its numbers in the order in which a name carries them."""
        return self.formula.parameters

    @property
    def outputs(self) -> tuple[str, ...]:
        """Return the names of what it gives; one alone is VALUE."""
        return self.formula.outputs

    @property
    def source(self) -> str:
        """Return where the formula is from and who computes it."""
        return f"{self.author}; {self.formula.credit}"

    @property
    def needs(self) -> Needs:
        """Return the rarest thing that it reads: volume, then the open, then the range, else closes are enough."""
        reads = set(self.formula.reads)
        if "volume" in reads:
            return Needs.VOLUME
        if "open" in reads:
            return Needs.OPEN
        return Needs.RANGE if reads & {"high", "low"} else Needs.CLOSE

    @property
    def defaults(self) -> Values:
        """Return every parameter's default."""
        return tuple(parameter.default for parameter in self.parameters)

    @property
    def default_name(self) -> str:
        """Return the name with every parameter at its default, for example rsi_14."""
        return Named(indicator=self, values=self.defaults).name

    def bars_needed(self, values: Values) -> int:
        """Return how many bars it takes until every output has a value."""
        return self.formula.bars_needed(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An indicator with its parameters' values, as one name says it."""

    indicator: Indicator
    values: Values

    @property
    def name(self) -> str:
        """Return the full name, for example macd_12_26_9 for "macd"."""
        return "_".join((self.indicator.key, *(f"{value:g}" for value in self.values)))

    @property
    def label(self) -> str:
        """Return the name as people read it, for example RSI (14)."""
        numbers = ", ".join(f"{value:g}" for value in self.values)
        return f"{self.indicator.title} ({numbers})" if numbers else self.indicator.title

    @property
    def bars_needed(self) -> int:
        """Return how many bars the first value takes."""
        return self.indicator.bars_needed(self.values)

    def compute(self, bars: Bars) -> "Computed":
        """Return each output by its name, on the bars' index; NaN before there are enough bars.

        Raises FixInput where a column that the formula reads has a gap.
        """
        return self.indicator.formula.compute(bars.frame, self.values)
