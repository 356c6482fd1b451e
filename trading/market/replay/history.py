"""One symbol's recorded history in plain arrays, read from Parquet without pandas."""

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trading.types import SessionBar

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Prices = NDArray[np.float64]

UNIX_EPOCH = date(1970, 1, 1).toordinal()
"""Parquet counts days from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Every session of one symbol, ascending: `days` as ordinals, prices as traded, USD a share.

    With closes only, open, high, low and adjusted are the very array of the closes, and volume is zeros.
    """

    symbol: str
    closes_only: bool
    days: "array[int]"
    open: "Prices"
    high: "Prices"
    low: "Prices"
    close: "Prices"
    volume: "Prices"
    adjusted: "Prices"

    def count_until(self, day: date) -> int:
        """Return how many sessions lie on or before that day."""
        return bisect_right(self.days, day.toordinal())

    def count_before(self, day: date) -> int:
        """Return how many sessions lie before that day."""
        return bisect_left(self.days, day.toordinal())

    def row_of(self, day: date) -> int | None:
        """Return the row of that session, None when the symbol has none that day."""
        row = self.count_until(day) - 1
        return row if row >= 0 and self.days[row] == day.toordinal() else None

    def bar(self, row: int) -> SessionBar:
        """Return one session's raw prices in Decimal: the one place where recorded floats become money."""
        return SessionBar(
            day=date.fromordinal(self.days[row]),
            open=price(self.open[row]),
            high=price(self.high[row]),
            low=price(self.low[row]),
            close=price(self.close[row]),
        )


def price(recorded: float) -> Decimal:
    """Return the shortest decimal that reads back as that float, which is the text of the source file."""
    return Decimal(repr(float(recorded)))


def read_history(path: Path, symbol: str) -> History:
    """Read one symbol's Parquet file. Raises ValueError when a column is not of the recording's kind."""
    import pyarrow as pa

    history = _decode(path, symbol)
    # Everything has been copied out; the decoder's pages go back, or all 24 symbols would hold 25 MB instead of 16.
    pa.default_memory_pool().release_unused()
    return history


def _decode(path: Path, symbol: str) -> History:
    import numpy as np
    import pyarrow.parquet as pq

    # One thread, no pre-buffering: a file has some hundred kilobytes, and thread arenas would cost more than it.
    with pq.ParquetFile(path, pre_buffer=False) as file:
        table = file.read(use_threads=False)

    def prices(name: str) -> "Prices":
        return _copied(table, name, stored="double", width="float64")

    closes_only = "open" not in table.column_names
    days = _copied(table, "day", stored="date32[day]", width="int32") + np.int32(UNIX_EPOCH)
    close = prices("close")
    volume = np.zeros_like(close) if closes_only else _copied(table, "volume", stored="int64", width="int64")
    return History(
        symbol=symbol,
        closes_only=closes_only,
        days=array("i", days.tobytes()),
        open=close if closes_only else prices("open"),
        high=close if closes_only else prices("high"),
        low=close if closes_only else prices("low"),
        close=close,
        volume=volume.astype(np.float64),
        adjusted=close if closes_only else prices("adjusted_close"),
    )


def _copied(table: "pa.Table", name: str, *, stored: str, width: str) -> "NDArray[Any]":
    """Return a column as a read-only array.

    By its buffer, because pyarrow's own to_numpy imports pandas and its cast loads the compute library, and the
    first page pays for neither.
    """
    import numpy as np

    column = table[name].combine_chunks()
    if str(column.type) != stored or column.null_count:
        raise ValueError(f"{name} is {column.type} with {column.null_count} gaps, not {stored} without gaps")
    held = np.frombuffer(column.buffers()[1], dtype=width, count=column.offset + len(column))
    values: NDArray[Any] = held[column.offset :].copy()
    values.flags.writeable = False
    return values
