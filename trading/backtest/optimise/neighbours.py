"""How the combinations around the best one did: an edge that is real does not end at the next step of a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.trying import Tried
from trading.backtest.optimise.words import of_neighbours
from trading.types import Objective, Search, SearchMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

NEAREST = 8
"""How many draws stand for the neighbours where there is no grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The neighbours of the best: how many, their mean objective, and that as a share of the best's, None if unknown.

    `says` is what follows, in a sentence.
    """

    count: int
    mean: float | None
    share: float | None
    says: str

    def wire(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {"count": self.count, "mean": self.mean, "share": self.share, "says": self.says}


def neighbours_of(tried: Tried, best: int, search: Search, values: Mapping[str, tuple[float, ...]]) -> Neighbours:
    """Return how the neighbours of the best combination did by the objective.

    On a grid they are all that differ by at most one step in each number; of draws, the eight nearest when each range
    is brought to the same length. One that never traded counts as 0, and not at all where a fall is sought.
    """
    import numpy as np

    places = _places(tried, search, values)
    apart = np.abs(places - places[best])
    if search.method is SearchMethod.GRID:
        near = apart.max(axis=1) <= 1.0 + 1e-9
        near[best] = False
    else:
        near = np.zeros(len(places), bool)
        near[np.argsort((apart**2).sum(axis=1), kind="stable")[1 : NEAREST + 1]] = True
    found = tried.scores.objective(search.objective)
    top, around = float(found[best]), found[near]
    if search.objective is Objective.DRAWDOWN:
        around = around[np.isfinite(around)]
    count = len(around)
    if not count:
        return Neighbours(count=0, mean=None, share=None, says=of_neighbours(search.objective, 0, None))
    mean = float(np.where(np.isfinite(around), around, 0.0).mean())
    share = _share(search.objective, top, mean)
    return Neighbours(count=count, mean=mean, share=share, says=of_neighbours(search.objective, count, share))


def _places(tried: Tried, search: Search, values: Mapping[str, tuple[float, ...]]) -> "Values":
    """Return where each combination stands in each range: its step on a grid, 0 .. 1 for draws."""
    import numpy as np

    columns = []
    for name, span in search.ranges.items():
        numbers = np.array([one[name] for one in tried.params])
        if search.method is SearchMethod.GRID:
            columns.append(np.searchsorted(np.array(values[name]), numbers).astype(np.float64))
        else:
            columns.append((numbers - span.least) / ((span.most - span.least) or 1.0))
    return np.column_stack(columns)


def _share(objective: Objective, best: float, mean: float) -> float | None:
    if objective is Objective.DRAWDOWN:
        return best / mean if best < 0 else None
    return mean / best if best > 0 else None
