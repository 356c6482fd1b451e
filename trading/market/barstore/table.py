"""What is stored of one symbol and one length of bars: the bars, and which days were asked for and when."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from trading.market.bars import COLUMNS
from trading.types import Bars

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

SAME_PRICE = 1e-6
"""Two readings of one close are the same below this; the smallest dividend moves an adjusted close by 1e-4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the source says of all bars of a table. `made_at` is when the table was begun, seconds since 1970."""

    source: str
    closes_only: bool = False
    partial_volume: bool = False
    extended: bool = False
    made_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Bars by time; never changed, only replaced.

    `days` is each bar's New York day as an ordinal, ascending, `outside` whether it lies outside of regular hours.
    `asked` tells by day ordinal when the source was last asked for it, seconds since 1970, `empty` since when its
    answers have had no bar of that day.
    """

    facts: Facts
    frame: "pd.DataFrame"
    days: "NDArray[np.int32]"
    outside: "NDArray[np.bool_]"
    asked: dict[int, int] = field(default_factory=dict)
    empty: dict[int, int] = field(default_factory=dict)

    def rows(self, first: date, last: date) -> slice:
        """Return the rows of two inclusive days and all between."""
        begin, end = self.days.searchsorted([first.toordinal(), last.toordinal() + 1])
        return slice(int(begin), int(end))

    def days_with_bars(self) -> set[int]:
        """Return the ordinals of the days that have a bar."""
        import numpy as np

        return set(np.unique(self.days).tolist())

    def agrees(self, other: "Table") -> bool:
        """Say whether the newest bar that both have closes at the same price; without a common bar nothing differs."""
        common = self.frame.index.intersection(other.frame.index)
        if common.empty:
            return True
        mine, other_close = (float(one.frame["close"].loc[common[-1]]) for one in (self, other))
        return abs(mine - other_close) <= SAME_PRICE * mine

    def with_days(self, got: "Table", first: date, last: date, *, at: int) -> "Table":
        """Return this table with the bars of those inclusive days replaced by the other's, asked for at `at`."""
        import numpy as np
        import pandas as pd

        old, new = self.rows(first, last), got.rows(first, last)
        frames = [self.frame.iloc[: old.start], got.frame.iloc[new], self.frame.iloc[old.stop :]]
        kept = [frame for frame in frames if not frame.empty]
        days = range(first.toordinal(), last.toordinal() + 1)
        filled = set(np.unique(got.days[new]).tolist())
        empty = {day: since for day, since in self.empty.items() if day not in filled}
        return Table(
            facts=replace(got.facts, made_at=self.facts.made_at or at),
            frame=pd.concat(kept) if kept else self.frame,
            days=np.concatenate([self.days[: old.start], got.days[new], self.days[old.stop :]]),
            outside=np.concatenate([self.outside[: old.start], got.outside[new], self.outside[old.stop :]]),
            asked=self.asked | dict.fromkeys(days, at),
            empty=empty | {day: self.empty.get(day, at) for day in days if day not in filled},
        )


def empty_table(facts: Facts) -> Table:
    """Return a table without a bar, for which nothing was asked."""
    import numpy as np
    import pandas as pd

    index = pd.DatetimeIndex(np.array([], dtype="datetime64[us]"), tz="UTC", name="time")
    frame = pd.DataFrame(np.empty((0, len(COLUMNS))), index=index, columns=list(COLUMNS))
    return Table(facts=facts, frame=frame, days=np.empty(0, np.int32), outside=np.empty(0, np.bool_))


def table_of(bars: Bars, *, extended: bool) -> Table:
    """Return bars that were just read as a table; nothing is noted as asked for yet."""
    import numpy as np
    import pandas as pd

    index = pd.DatetimeIndex(bars.frame.index).as_unit("us")
    facts = Facts(
        source=bars.source, closes_only=bars.closes_only, partial_volume=bars.partial_volume, extended=extended
    )
    return Table(
        facts=facts,
        frame=bars.frame.set_axis(index, axis=0),
        days=new_york_days(index),
        outside=np.zeros(len(index), np.bool_) if bars.outside is None else bars.outside,
    )


def new_york_days(index: "pd.DatetimeIndex") -> "NDArray[np.int32]":
    """Return the New York date of each time as an ordinal."""
    import numpy as np

    local = index.tz_convert("America/New_York").tz_localize(None).to_numpy().astype("datetime64[D]")
    return (local.astype(np.int64) + date(1970, 1, 1).toordinal()).astype(np.int32)
