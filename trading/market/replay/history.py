"""One symbol's recorded history in plain arrays, read from Parquet without pandas."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trading.types import SessionBar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Every session of one symbol, ascending: `days` as ordinals, prices as traded, USD a share.

    With closes only, open, high, low and adjusted are the very array of the closes, and volume is zeros.
    """

    symbol: str
    closes_only: bool
    days: list[int]
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
    import numpy as np
    import pyarrow.parquet as pq

    # One thread, no pre-buffering: a file has some hundred kilobytes, and thread arenas would cost more than it.
    with pq.ParquetFile(path, pre_buffer=False) as file:
        table = file.read(use_threads=False)

    # pyarrow's own to_numpy imports pandas and its cast loads the compute library; the first page pays for neither.
    def column(name: str, stored: str, width: str) -> "NDArray[Any]":
        array = table[name].combine_chunks()
        if str(array.type) != stored or array.null_count:
            raise ValueError(f"{name} is {array.type} with {array.null_count} gaps, not {stored} without gaps")
        return np.frombuffer(array.buffers()[1], dtype=width, count=array.offset + len(array))[array.offset :]

    def prices(name: str) -> "Prices":
        values: Prices = column(name, "double", "float64").astype(np.float64)
        values.flags.writeable = False
        return values

    closes_only = "open" not in table.column_names
    epoch = date(1970, 1, 1).toordinal()
    close = prices("close")
    return History(
        symbol=symbol,
        closes_only=closes_only,
        days=(column("day", "date32[day]", "int32") + epoch).tolist(),
        open=close if closes_only else prices("open"),
        high=close if closes_only else prices("high"),
        low=close if closes_only else prices("low"),
        close=close,
        volume=np.zeros_like(close) if closes_only else column("volume", "int64", "int64").astype(np.float64),
        adjusted=close if closes_only else prices("adjusted_close"),
    )
