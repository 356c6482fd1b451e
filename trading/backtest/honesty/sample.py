"""The few numbers of a run from which its luck is judged, so that ten thousand runs can be kept."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

BLOCKS = 16
"""How many equal stretches of time a run is cut into (the S of CSCV)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The returns of a run, bar by bar, as fractions: their number, moments, and sums in 16 stretches of time.

    `std` divides by n - 1; `skew` and `kurt` are the plain standardised moments, a normal one having 0 and 3.
    `sums` and `squares` are the sums of returns and of their squares. `explained` is the part of the Sharpe ratio of a
    bar that holding the benchmark explains; 0 where that was not reckoned.
    """

    bars: int
    mean: float
    std: float
    skew: float
    kurt: float
    sums: tuple[float, ...]
    squares: tuple[float, ...]
    explained: float = 0.0

    @property
    def sharpe(self) -> float | None:
        """Return mean over deviation of a bar, not brought to a year; None for returns that never move."""
        return self.mean / self.std if self.std > 0 else None

    def wire(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {name: getattr(self, name) for name in ("bars", "mean", "std", "skew", "kurt", "explained")} | {
            "sums": list(self.sums),
            "squares": list(self.squares),
        }


def sample_from_wire(given: Mapping[str, Any]) -> Sample:
    """Return what `wire` made."""
    return Sample(**{**given, "sums": tuple(given["sums"]), "squares": tuple(given["squares"])})


def sample_of(returns: "Values", explained: float = 0.0) -> Sample:
    """Return the sample of the returns of bars, in order. A return that is not finite counts as 0.

    >>> import numpy as np
    >>> found = sample_of(np.array([0.01, -0.01] * 16))
    >>> found.bars, found.mean, round(found.kurt, 12), found.sums[0]
    (32, 0.0, 1.0, 0.0)
    """
    import numpy as np

    n = len(returns)
    if not math.isfinite(float(returns.sum())):
        returns = np.where(np.isfinite(returns), returns, 0.0)
    edges = np.arange(BLOCKS) * n // BLOCKS
    square = returns * returns
    mean = float(returns.mean())
    # central moments from the powers about 0: a mean is far smaller than the deviation, so nothing cancels
    second, third, fourth = float(square.mean()), float(square @ returns) / n, float(square @ square) / n
    variance = second - mean * mean
    # what is left of returns that do not move at all is rounding
    moves = variance > 1e-24 * max(second, 1e-24) and variance > 1e-30
    skew = (third - 3 * mean * second + 2 * mean**3) / variance**1.5 if moves else 0.0
    kurt = (fourth - 4 * mean * third + 6 * mean**2 * second - 3 * mean**4) / variance**2 if moves else 3.0
    return Sample(
        bars=n,
        mean=mean,
        std=math.sqrt(variance * n / (n - 1)) if moves and n > 1 else 0.0,
        skew=skew,
        kurt=kurt,
        sums=_blocks(returns, edges),
        squares=_blocks(square, edges),
        explained=explained,
    )


def _blocks(values: "Values", edges: "NDArray[np.int64]") -> tuple[float, ...]:
    import numpy as np

    if len(values) < BLOCKS:
        return (*values.tolist(), *[0.0] * (BLOCKS - len(values)))
    return tuple(np.add.reduceat(values, edges).tolist())
