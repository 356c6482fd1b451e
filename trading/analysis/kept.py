"""Indicator columns that were computed lately, so that a pan over a chart does not compute them again."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING
from weakref import ref

from trading.indicators import series
from trading.types import Bars

if TYPE_CHECKING:
    import pandas as pd

    Columns = Mapping[str, "pd.Series[float]"]
    Mark = tuple[Hashable, ...]

MOST_BYTES = 64 * 2**20
"""Sixteen columns of half a million bars."""
MOST_MARKS = 64


class KeptColumns:
    """Indicators by bars and name, at most so many bytes, the longest unread dropped first. Threads may share it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Columns] = OrderedDict()
        self._bytes = 0
        self._marks: OrderedDict[int, tuple[ref[pd.DataFrame], Mark]] = OrderedDict()

    def of(self, bars: Bars, name: str) -> "Columns":
        """Return the indicator at every bar, by output; raises what `series` raises."""
        with self._lock:
            key = (name, *self._mark_of(bars))
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = series(bars, name)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._bytes += _size(made)
            while self._bytes > self._most and len(self._kept) > 1:
                self._bytes -= _size(self._kept.popitem(last=False)[1])
        return made

    def _mark_of(self, bars: Bars) -> "Mark":
        """Return the mark of the bars, read off once for a frame that lives on, as a market's own does."""
        known = self._marks.get(id(bars.frame))
        if known is not None and known[0]() is bars.frame:
            return (*known[1], bars.symbol, bars.timeframe, bars.adjusted)
        mark = _mark(bars)
        self._marks[id(bars.frame)] = (ref(bars.frame), mark)
        while len(self._marks) > MOST_MARKS:
            self._marks.popitem(last=False)
        return (*mark, bars.symbol, bars.timeframe, bars.adjusted)


def _mark(bars: Bars) -> "Mark":
    """Return what tells these bars from any others: re-based or mended prices have other sums."""
    frame = bars.frame
    sums = tuple(float(frame[name].to_numpy().sum()) for name in ("close", "volume"))
    return bars.closes_only, len(frame), frame.index[0], frame.index[-1], *sums


def _size(columns: "Columns") -> int:
    return sum(values.to_numpy().nbytes for values in columns.values())
