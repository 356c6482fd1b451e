"""First bars of a month and of a week, by New York dates; the last bar of one cannot be known before the next."""

from typing import TYPE_CHECKING

from trading.market.calendar import NEW_YORK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MONDAYS = 3
"""1970-01-01 was a Thursday: with three days added, the count of whole weeks steps on Mondays."""


def month_starts(time: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Return where the first bar of a New York month stands, the very first bar included; `time` in epoch seconds."""
    return _steps(_days(time).astype("datetime64[M]"))


def week_starts(time: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Return where the first bar of a New York week (from Monday) stands, the very first bar included."""
    import numpy as np

    return _steps((_days(time).astype(np.int64) + MONDAYS) // 7)


def _days(time: "NDArray[np.int64]") -> "NDArray[np.datetime64]":
    import numpy as np
    import pandas as pd

    there = pd.DatetimeIndex(time.astype("datetime64[s]")).tz_localize("UTC").tz_convert(NEW_YORK)
    return np.asarray(there.tz_localize(None), dtype="datetime64[D]")


def _steps(period: "NDArray[np.generic]") -> "NDArray[np.bool_]":
    import numpy as np

    return np.concatenate([np.ones(min(len(period), 1), np.bool_), period[1:] != period[:-1]])
