"""The few numbers of a run from which its luck is judged, so that ten thousand runs can be kept."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from trading.compiled import kernel, way
from trading.types.trial import BLOCKS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


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
    count = len(returns)
    return _sample(count, [returns[begin:end] for begin, end in pairwise(_edges(count))], explained)


def sample_of_equity(equity: "Values", explained: float = 0.0) -> Sample:
    """Return the sample of the returns of an equity, block by block: a million bars stay in the processor's cache."""
    count = len(equity) - 1
    edges, fast = pairwise(_edges(count)), way(_powers_of_equity, count)
    if fast is not _powers_of_equity:
        rows = [fast(equity, begin, end) for begin, end in edges]
        if all(math.isfinite(power) for row in rows for power in row):
            return _summed(count, rows, explained)
    return _sample(count, (equity[begin + 1 : end + 1] / equity[begin:end] - 1 for begin, end in edges), explained)


@kernel
def _powers_of_equity(equity: "Values", begin: int, end: int) -> tuple[float, float, float, float]:
    """Return the sums of the first four powers of the returns of a block, in one pass without an array of them."""
    total, squares, cubes, fourths = 0.0, 0.0, 0.0, 0.0
    for bar in range(begin, end):
        gain = equity[bar + 1] / equity[bar] - 1
        square = gain * gain
        total += gain
        squares += square
        cubes += square * gain
        fourths += square * square
    return total, squares, cubes, fourths


def _edges(count: int) -> list[int]:
    return [block * count // BLOCKS for block in range(BLOCKS + 1)]


def _sample(count: int, blocks: "Iterable[Values]", explained: float) -> Sample:
    return _summed(count, [_powers(block) for block in blocks], explained)


def _summed(count: int, rows: "Sequence[tuple[float, float, float, float]]", explained: float) -> Sample:
    sums, squares, cubes, fourths = zip(*rows, strict=True)
    mean, second, third, fourth = (math.fsum(column) / count for column in (sums, squares, cubes, fourths))
    # central moments from the powers about 0: a mean is far smaller than the deviation, so nothing cancels
    variance = second - mean * mean
    # what is left of returns that do not vary at all is rounding
    varies = count > 1 and variance > 1e-12 * second and variance > 1e-30
    skew = (third - 3 * mean * second + 2 * mean**3) / variance**1.5 if varies else 0.0
    kurt = (fourth - 4 * mean * third + 6 * mean**2 * second - 3 * mean**4) / variance**2 if varies else 3.0
    return Sample(
        bars=count,
        mean=mean,
        std=math.sqrt(variance * count / (count - 1)) if varies else 0.0,
        skew=skew,
        kurt=kurt,
        sums=sums,
        squares=squares,
        explained=explained,
    )


def _powers(returns: "Values") -> tuple[float, float, float, float]:
    """Return the sums of returns and of their second, third and fourth powers.

    Not by BLAS, which wakes a thread a core for a sum of products and waits for them on a busy machine.
    """
    import numpy as np

    total = float(returns.sum())
    if not math.isfinite(total):
        returns = np.where(np.isfinite(returns), returns, 0.0)
        total = float(returns.sum())
    square = returns * returns
    third, fourth = (float(np.einsum("i,i->", square, other)) for other in (returns, square))
    return total, float(square.sum()), third, fourth
