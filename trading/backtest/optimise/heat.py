"""The picture of a search: the objective over two of the numbers, the others at their best and on average."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.rows import Figures
from trading.backtest.optimise.trying import Tried
from trading.types import Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Whole = NDArray[np.int64]

MOST_CELLS_A_SIDE = 60
DRAWN_CELLS = 12
"""How many bins a number that was drawn freely falls into."""
_SEVERAL = "each cell stands for several trials: `best` is the highest of them, `mean` their mean"


def heat_of(
    tried: Tried, outside: Mapping[int, Figures], search: Search, values: Mapping[str, tuple[float, ...]]
) -> dict[str, Any]:
    """Return the cells as plain JSON values, a row of `best`, of `mean` and of `outside` for each of `y_values`.

    A cell of `best` is the highest objective over all other numbers, one of `mean` their mean, one of `outside` the
    mean on the bars held out of what was played there; None where nothing was tried or known. With one range the
    picture is one row and `y` is None. Longer sides are binned, and each bin bears its lowest number.
    """
    import numpy as np

    x, y = _axes(search)
    across, columns = _side(tried, x, values)
    down, rows = ((0.0,), np.zeros(len(tried.params), np.int64)) if y is None else _side(tried, y, values)
    shape = (len(down), len(across))
    found = tried.scores.objective(search.objective)
    after = np.full(len(found), -np.inf)
    for place, figures in outside.items():
        value = figures[search.objective.value]
        after[place] = -np.inf if value is None else value
    count, mean = _means(found, (rows, columns), shape)
    best = np.full(shape, -np.inf)
    np.maximum.at(best, (rows, columns), found)
    return {
        "x": x,
        "y": y,
        "x_values": list(across),
        "y_values": list(down) if y is not None else [],
        "objective": search.objective.value,
        "best": _plain(best),
        "mean": _plain(mean),
        "outside": _plain(_means(after, (rows, columns), shape)[1]),
        "says": _SEVERAL if count.max(initial=0) > 1 else "each cell is one trial",
    }


def _means(found: "Values", places: "tuple[Whole, Whole]", shape: tuple[int, int]) -> "tuple[Values, Values]":
    """Return how many are known in each cell, and their mean, NaN for none."""
    import numpy as np

    known = np.isfinite(found)
    at = (places[0][known], places[1][known])
    total, count = np.zeros(shape), np.zeros(shape)
    np.add.at(total, at, found[known])
    np.add.at(count, at, 1)
    return count, np.divide(total, count, out=np.full(shape, np.nan), where=count > 0)


def _axes(search: Search) -> tuple[str, str | None]:
    if search.heat is not None:
        return search.heat
    names = list(search.ranges)
    return names[0], names[1] if len(names) > 1 else None


def _side(
    tried: Tried, name: str, values: Mapping[str, tuple[float, ...]]
) -> "tuple[tuple[float, ...], NDArray[np.int64]]":
    """Return the numbers along a side and where each combination stands on it."""
    import numpy as np

    numbers = np.array([one[name] for one in tried.params])
    steps = np.array(values[name]) if values[name] else np.linspace(numbers.min(), numbers.max(), DRAWN_CELLS + 1)[:-1]
    if len(steps) > MOST_CELLS_A_SIDE:
        steps = steps[:: -(-len(steps) // MOST_CELLS_A_SIDE)]
    places = np.searchsorted(steps, numbers + 1e-9, side="right") - 1
    return tuple(steps.tolist()), places


def _plain(cells: "Values") -> list[list[float | None]]:
    import numpy as np

    return [[round(one, 6) if np.isfinite(one) else None for one in row] for row in cells.tolist()]
