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


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The bars' own times, seconds since 1970, UTC, ascending. Other than intraday, each bar counts as a day."""

    time: "Whole"
    is_intraday: bool

    def __len__(self) -> int:
        return len(self.time)

    def days(self, begins: "Whole", ends: "Whole") -> "NDArray[np.float64]":
        """Return the days between bars: whole dates for daily ones, so that summer time adds no hour."""
        import numpy as np

        if self.is_intraday:
            return np.asarray((self.time[ends] - self.time[begins]) / DAY_S)
        first, last = ((self.time[rows] - BEHIND_S) // DAY_S for rows in (begins, ends))
        return np.asarray(last - first, np.float64)

    @property
    def length(self) -> float:
        """Return the days from the first bar to the last."""
        import numpy as np

        return float(self.days(np.array([0]), np.array([len(self.time) - 1]))[0])

    def ends(self) -> Ends:
        """Return where days, months and years end."""
        import numpy as np

        first, last = (int(at - BEHIND_S) // DAY_S for at in self.time[[0, -1]])
        if self.is_intraday:
            days, _ = self._before(np.arange(first + 1, last + 2) * DAY_S)
        else:
            days = np.arange(len(self.time))
        months, month_names = self._calendar(first, last, "M")
        years, year_names = self._calendar(first, last, "Y")
        return Ends(days=days, months=months, years=years, month_names=month_names, year_names=year_names)

    def _calendar(self, first: int, last: int, unit: str) -> "tuple[Whole, tuple[str, ...]]":
        import numpy as np

        begin, end = np.array([first, last], "datetime64[D]").astype(f"datetime64[{unit}]")
        named = np.arange(begin, end + 1)
        rows, real = self._before((named + 1).astype("datetime64[s]").astype(np.int64))
        return rows, tuple(named[real].astype(str).tolist())

    def _before(self, starts: "Whole") -> "tuple[Whole, NDArray[np.bool_]]":
        """Return the last bar before each start, New York, where it is another one, and which those are."""
        import numpy as np

        rows = np.searchsorted(self.time, starts + BEHIND_S) - 1
        # a month in which nothing traded ends at the bar of the month before, and is none
        real = np.diff(rows, prepend=-1) > 0
        return rows[real], real
