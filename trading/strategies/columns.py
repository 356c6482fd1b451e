"""The bars of one symbol alone, and what a strategy says of each put back on the common time line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.strategies.base import Decision, Plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]
    Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The bars that one symbol has, without gaps; `rows` is where they stand on the panel's time line."""

    rows: "NDArray[np.intp]"
    open: "Values"
    high: "Values"
    low: "Values"
    close: "Values"
    volume: "Values"

    def __len__(self) -> int:
        return len(self.rows)


def columns(panel: "Panel") -> Iterator[tuple[int, Column]]:
    """Yield each symbol's place and bars; a symbol without any bar so far is left out."""
    import numpy as np

    for place in range(len(panel.symbols)):
        rows = np.flatnonzero(np.isfinite(panel.close[:, place]))
        if len(rows) == 0:
            continue
        yield (
            place,
            Column(
                rows=rows,
                open=panel.open[rows, place],
                high=panel.high[rows, place],
                low=panel.low[rows, place],
                close=panel.close[rows, place],
                volume=panel.volume[rows, place],
            ),
        )


def by_symbol(panel: "Panel", decide: "Callable[[Column], tuple[Mask, Mask]]") -> Plan:
    """Return LONG where `decide` says in and FLAT where it says out, asked of each symbol's own bars.

    Where it says both, out counts.
    """
    import numpy as np

    action = np.zeros(panel.close.shape, np.int8)
    for place, column in columns(panel):
        into, out = decide(column)
        action[column.rows[into], place] = Decision.LONG
        action[column.rows[out], place] = Decision.FLAT
    return Plan(action=action)


def crossings(sign: "Values | NDArray[np.int8]") -> "tuple[Mask, Mask]":
    """Return where a difference crosses over zero, and where under: below the bar before and above now, or reversed.

    A touch (zero) and a value that is not known (NaN) are no cross.
    """
    import numpy as np

    over, under = np.zeros(len(sign), np.bool_), np.zeros(len(sign), np.bool_)
    before, now = sign[:-1], sign[1:]
    over[1:] = (before < 0) & (now > 0)
    under[1:] = (before > 0) & (now < 0)
    return over, under
