"""One trial of a strategy on some data, as it is remembered so that luck can be reckoned from all of them."""

import math
from dataclasses import dataclass

BLOCKS = 16
"""How many equal stretches of time a run is cut into (the S of CSCV, combinatorially symmetric cross-validation)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is kept of one run. The same strategy, numbers, data, range and terms have the same `trial_key`.

    `data_key` names symbols, bar length and price mode, `family` the kind of strategy, `span` the first and last bar.
    `bars`, moments, `sums` and `squares` are those of trading.backtest.honesty.sample.Sample: finite numbers.
    """

    trial_key: str
    data_key: str
    family: str
    span: str
    bars: int
    mean: float
    std: float
    skew: float
    kurt: float
    sums: tuple[float, ...]
    squares: tuple[float, ...]

    def __post_init__(self) -> None:
        numbers = (self.mean, self.std, self.skew, self.kurt, *self.sums, *self.squares)
        if not all(map(math.isfinite, numbers)) or self.bars < 1:
            raise ValueError(f"the trial {self.trial_key} of {self.bars} returns has figures that are not finite")
        if len(self.sums) != BLOCKS or len(self.squares) != BLOCKS:
            raise ValueError(f"the trial {self.trial_key} has {len(self.sums)} block sums, not {BLOCKS}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialTally:
    """What all trials on the same data and family come to.

    `count` is how many there are, `moved` how many had returns that moved, `variance` that of their Sharpe ratios of a
    bar (n - 1), `bars` the mean number of returns; 0 where there are too few.
    """

    count: int
    moved: int
    variance: float
    bars: float
