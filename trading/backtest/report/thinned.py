"""A long curve in few points that keep its highs and lows."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

MOST_POINTS = 2_000


def thinned(values: "Values", also: Iterable[int] = (), most: int = MOST_POINTS) -> "NDArray[np.int64]":
    """Return at most `most` places, ascending: first, last, those in `also`, and each stretch's lowest and highest.

    >>> import numpy as np
    >>> thinned(np.array([1.0, 5.0, 2.0, 3.0, 0.0, 4.0, 3.0, 3.5]), most=6).tolist()
    [0, 1, 4, 5, 7]
    """
    import numpy as np

    if len(values) <= most:
        return np.arange(len(values))
    extra = [0, len(values) - 1, *also]
    stretches = max(1, (most - len(extra)) // 2)
    size = -(-len(values) // stretches)
    whole = len(values) // size
    table = values[: whole * size].reshape(whole, size)
    starts = np.arange(whole) * size
    found = [starts + table.argmin(axis=1), starts + table.argmax(axis=1)]
    rest = values[whole * size :]
    if len(rest):
        found.append(whole * size + np.array([int(rest.argmin()), int(rest.argmax())]))
    return np.unique(np.concatenate([*found, np.array(extra)]))
