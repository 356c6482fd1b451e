"""Shorten the numbers of a chart: what is drawn needs no sixteen digits, and the answer is half as long."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from trading.analysis.reports import BarColumns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def shortened(columns: BarColumns, digits: int) -> BarColumns:
    """Return the columns with every price, volume and indicator rounded to so many significant digits."""
    return replace(
        columns,
        open=_short(columns.open, digits),
        high=_short(columns.high, digits),
        low=_short(columns.low, digits),
        close=_short(columns.close, digits),
        volume=_short(columns.volume, digits),
        indicators={name: _with_gaps(values, digits) for name, values in columns.indicators.items()},
    )


def _short(values: Sequence[float], digits: int) -> list[float]:
    import numpy as np

    found: list[float] = _rounded(np.asarray(values, dtype=np.float64), digits).tolist()
    return found


def _with_gaps(values: Sequence[float | None], digits: int) -> list[float | None]:
    import numpy as np

    given = np.asarray(values, dtype=np.float64)  # None becomes NaN
    return [None if value != value else value for value in _rounded(given, digits).tolist()]  # noqa: PLR0124  NaN


def _rounded(values: "NDArray[np.float64]", digits: int) -> "NDArray[np.float64]":
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        places = digits - 1 - np.floor(np.log10(np.abs(values)))
    places = np.where(np.isfinite(places), places, 0)
    # a whole number divided by a power of ten has the shortest text; times a negative power it would not
    up, down = 10.0 ** np.maximum(places, 0), 10.0 ** np.maximum(-places, 0)
    rounded: NDArray[np.float64] = np.round(values * up / down) * down / up
    return rounded
