"""Bars for a picture: at most so many true buckets of open, high, low, close and volume."""

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING

from trading.analysis.reports import BarColumns
from trading.types import Bars

if TYPE_CHECKING:
    import pandas as pd


def bar_columns(
    bars: Bars, frame: "pd.DataFrame", indicators: "Mapping[str, pd.Series[float]]", *, buckets: int | None
) -> BarColumns:
    """Return the rows of `frame`, a part of the bars, as columns, in at most that many buckets of equal bar count.

    Indicators must be on the frame's index; a bucket shows their last value.
    """
    import numpy as np
    import pandas as pd

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
            name: [None if isnan(value) else value for value in found.to_numpy()[lasts].tolist()]
            for name, found in indicators.items()
        },
        source=bars.source,
        as_of=frame.index[-1].to_pydatetime(),
        bucketed=size > 1,
        bars_per_bucket=size,
        outside=None if bars.outside is None else np.logical_and.reduceat(bars.outside, firsts).tolist(),
    )
