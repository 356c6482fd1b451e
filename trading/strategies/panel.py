"""Bars of several symbols on one time line, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trading.errors import FixInput, NoData
from trading.types import Bars, Timeframe

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Prices as arrays of the shape (bars, symbols), NaN where a symbol has no bar.

    `time` is each bar's own, ascending, as whole seconds since 1970, UTC. Treat the arrays as read-only.
    """

    symbols: tuple[str, ...]
    timeframe: Timeframe
    source: str
    time: "NDArray[np.int64]"
    open: "Values"
    high: "Values"
    low: "Values"
    close: "Values"
    volume: "Values"
    closes_only: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.time)

    def until(self, bar: int) -> "Panel":
        """Return the first `bar` bars: what was known then."""
        return replace(
            self,
            time=self.time[:bar],
            open=self.open[:bar],
            high=self.high[:bar],
            low=self.low[:bar],
            close=self.close[:bar],
            volume=self.volume[:bar],
        )

    def frame(self, symbol: int) -> "pd.DataFrame":
        """Return the bars of one symbol, by its place, as a table without the rows where it has none."""
        import numpy as np
        import pandas as pd

        index = pd.DatetimeIndex(self.time.astype("datetime64[s]"), name="time").tz_localize("UTC")
        names = ("open", "high", "low", "close", "volume")
        table = pd.DataFrame({name: getattr(self, name)[:, symbol] for name in names}, index=index)
        return table[np.isfinite(self.close[:, symbol])]


def panel_of(bars: Sequence[Bars]) -> Panel:
    """Return the bars of several symbols on the union of their times. Raises FixInput for none, a mix or a double."""
    import numpy as np
    import pandas as pd

    if not bars:
        raise FixInput("there are 0 symbols to test on; name at least 1")
    lengths = {each.timeframe for each in bars}
    names = tuple(each.symbol for each in bars)
    if len(lengths) > 1 or len(set(names)) < len(names):
        raise FixInput(f"{', '.join(names)} with bars of {', '.join(sorted(lengths))} cannot be tested together")
    index = pd.DatetimeIndex(bars[0].frame.index)
    for each in bars[1:]:
        index = index.union(pd.DatetimeIndex(each.frame.index))
    if len(index) == 0:
        raise NoData(f"{', '.join(names)} have no bar in that range; choose other dates")
    columns = {}
    for name in ("open", "high", "low", "close", "volume"):
        columns[name] = np.column_stack([each.frame[name].reindex(index).to_numpy(np.float64) for each in bars])
    return Panel(
        symbols=names,
        timeframe=bars[0].timeframe,
        source=", ".join(sorted({each.source for each in bars})),
        time=index.tz_convert(None).to_numpy().astype("datetime64[s]").astype(np.int64),
        closes_only=frozenset(each.symbol for each in bars if each.closes_only),
        **columns,
    )
