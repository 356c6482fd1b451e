"""Days, months and years of a panel's bars, New York, without a calendar library: their last bars."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

DAY_S = 86_400
BEHIND_S = 5 * 3_600
"""New York is 4 or 5 hours behind UTC, and bars close from 4:00 to 20:00 there: 5 gives the right date in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The last bar of each day, month and year, ascending, and the names of the latter two."""

    days: "Whole"
    months: "Whole"
    years: "Whole"
    month_names: tuple[str, ...]
    year_names: tuple[str, ...]


def ends_of(time: "Whole", *, is_intraday: bool) -> Ends:
    """Return where days, months and years end; unless `is_intraday` each bar counts as a day.

    `time` is seconds since 1970, UTC, ascending.
    """
    import numpy as np

    local = time - BEHIND_S
    first, last = int(local[0] // DAY_S), int(local[-1] // DAY_S)
    days = _last_before(local, np.arange(first + 1, last + 2) * DAY_S) if is_intraday else np.arange(len(time))
    bounds = np.array([first, last], "datetime64[D]")
    month_ends, months = _calendar_ends(local, bounds, "M")
    year_ends, years = _calendar_ends(local, bounds, "Y")
    return Ends(days=days, months=month_ends, years=year_ends, month_names=months, year_names=years)


def days_between(time: "Whole", *, is_intraday: bool) -> "NDArray[np.float64]":
    """Return each bar's place in days: whole dates for daily bars, so that summer time moves none of them."""
    import numpy as np

    return time / DAY_S if is_intraday else ((time - BEHIND_S) // DAY_S).astype(np.float64)


def _calendar_ends(local: "Whole", bounds: "NDArray[np.datetime64]", unit: str) -> "tuple[Whole, tuple[str, ...]]":
    import numpy as np

    first, last = bounds.astype(f"datetime64[{unit}]")
    all_of = np.arange(first, last + 1)
    starts = (all_of + 1).astype("datetime64[s]").astype(np.int64)
    rows = np.searchsorted(local, starts) - 1
    # a month in which nothing traded ends at the bar of the month before, and is none
    real = np.diff(rows, prepend=-1) > 0
    return rows[real], tuple(str(name) for name in all_of[real])


def _last_before(local: "Whole", starts: "Whole") -> "Whole":
    import numpy as np

    rows = np.searchsorted(local, starts) - 1
    return rows[np.diff(rows, prepend=-1) > 0]
