"""Prices on their way into a formula and back: checked once for gaps, then plain numbers."""

from typing import TYPE_CHECKING

from trading.errors import FixInput

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Prices = pd.Series[float]


def finite(prices: "Prices") -> "Array":
    """Return the prices as an array. Raises FixInput with the first value that is NaN or infinite."""
    import numpy as np

    values: Array = np.asarray(prices, dtype=np.float64)
    sound = np.isfinite(values)
    if not sound.all():
        at = int(np.argmin(sound))
        raise FixInput(f"the series has {values[at]} at {prices.index[at]}; fill or cut the gap first")
    return values


def like(prices: "Prices | pd.DataFrame", values: "Array") -> "Prices":
    """Return an array as a series on the index of the prices that it was computed from."""
    import pandas as pd

    return pd.Series(values, index=prices.index, copy=False)


def nothing(frame: "pd.DataFrame", outputs: tuple[str, ...]) -> "dict[str, Prices]":
    """Return every output without a value, for a history that is too short."""
    import numpy as np

    return {output: like(frame, np.full(len(frame), np.nan)) for output in outputs}
