"""The picture of a search: the objective over two of the numbers, the others at their best and on average."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trading.backtest.optimise.trying import Tried
from trading.types import Search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

MOST_CELLS_A_SIDE = 60
DRAWN_CELLS = 12
"""How many bins a number that was drawn freely falls into."""
_SEVERAL = "each cell stands for several trials: `best` is the highest of them, `mean` their mean"


def heat_of(tried: Tried, search: Search, values: Mapping[str, tuple[float, ...]]) -> dict[str, Any]:
    """Return the cells as plain JSON values, a row of `best` and of `mean` for each of `y_values`.

    A cell of `best` is the highest objective over all other numbers, one of `mean` their mean; None where nothing was
    tried or known. With one range the picture is one row and `y` is None. Longer sides are binned, and each bin bears
    its lowest number.
    """
    import numpy as np

    x, y = _axes(search)
    across, x_places = _side(tried, x, values)
    down, y_places = ((0.0,), np.zeros(len(tried.params), np.int64)) if y is None else _side(tried, y, values)
    found = tried.scores.objective(search.objective)
    known = np.isfinite(found)
    shape = (len(down), len(across))
    best, total, count = np.full(shape, -np.inf), np.zeros(shape), np.zeros(shape)
    at = (y_places[known], x_places[known])
    np.maximum.at(best, at, found[known])
    np.add.at(total, at, found[known])
    np.add.at(count, at, 1)
    with np.errstate(invalid="ignore"):
        mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return {
        "x": x,
        "y": y,
        "x_values": list(across),
        "y_values": list(down) if y is not None else [],
        "objective": search.objective.value,
        "best": _plain(best),
        "mean": _plain(mean),
        "says": _SEVERAL if count.max(initial=0) > 1 else "each cell is one trial",
    }


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
