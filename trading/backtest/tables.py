"""Arrays as the compiled loops are made for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def table_of(values: "Values") -> "Values":
    """Return values as the one kind of array that the compiled loop is made for."""
    import numpy as np

    return np.require(values, np.float64, ("C", "W"))
