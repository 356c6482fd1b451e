"""Bars for a picture: at most so many true buckets of open, high, low, close and volume."""

from collections.abc import Collection, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from trading.analysis.reports import BarColumns
from trading.types import Bars

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def bar_columns(
    bars: Bars, indicators: "Mapping[str, pd.Series[float]]", events: Collection[str], *, buckets: int | None
) -> BarColumns:
    """Return the bars as columns, in at most that many buckets of equal bar count.

    Indicators must be on the bars' index; a bucket shows their last value, and of those among the `events`, which are
    0 but where something happened, the one that is farthest from 0.
    """
    import numpy as np
    import pandas as pd

    frame = bars.frame
    count = len(frame)
    size = 1 if buckets is None else -(-count // buckets)
    firsts = np.arange(0, count, size)
    lasts = np.append(firsts[1:], count) - 1
    values = {name: frame[name].to_numpy() for name in frame.columns}
    ends = pd.DatetimeIndex(frame.index[lasts]).as_unit("s").astype("int64").to_numpy()
    return BarColumns(
        symbol=bars.symbol,
        timeframe=bars.timeframe,
        adjusted=bars.adjusted,
        closes_only=bars.closes_only,
        time=ends.tolist(),
        open=values["open"][firsts].tolist(),
        high=np.maximum.reduceat(values["high"], firsts).tolist(),
        low=np.minimum.reduceat(values["low"], firsts).tolist(),
        close=values["close"][lasts].tolist(),
        volume=np.add.reduceat(values["volume"], firsts).tolist(),
        indicators={
            name: _known(_strongest(found.to_numpy(), firsts) if name in events else found.to_numpy()[lasts])
            for name, found in indicators.items()
        },
        source=bars.source,
        as_of=frame.index[-1].to_pydatetime(),
        bucketed=size > 1,
        bars_per_bucket=size,
        outside=None if bars.outside is None else np.logical_and.reduceat(bars.outside, firsts).tolist(),
    )


def _known(values: "NDArray[np.floating[Any]]") -> list[float | None]:
    return [None if isnan(value) else value for value in values.tolist()]


def _strongest(values: "NDArray[np.floating[Any]]", firsts: "NDArray[np.int64]") -> "NDArray[np.floating[Any]]":
    import numpy as np

    most, least = np.fmax.reduceat(values, firsts), np.fmin.reduceat(values, firsts)
    return np.where(most >= -least, most, least)
