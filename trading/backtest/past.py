"""The past that a backtest plays: what the strategy reads, what is traded, and what companies did meanwhile."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.strategies.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

PRICES = ("open", "high", "low", "close")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """`seen` is what the strategy reads, `traded` what orders fill at: the same panel unless prices are as traded.

    `splits` (new shares for one old, 1 for none) and `dividends` (USD a share, 0 for none) have the shape of the
    panel, on the bar of the ex-date; None where actions are no events. `warnings` are sentences for the reader.
    Raises FixInput for too few bars, a price that is not above 0, and a bar of which only a part is there.
    """

    seen: Panel
    traded: Panel
    splits: "Values | None" = None
    dividends: "Values | None" = None
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check(self.traded)
        if self.seen is self.traded:
            return
        _check(self.seen)
        if self.seen.symbols != self.traded.symbols or (self.seen.time != self.traded.time).any():
            raise FixInput(
                f"adjusted prices have {len(self.seen)} bars of {', '.join(self.seen.symbols)} and those as traded "
                f"{len(self.traded)} of {', '.join(self.traded.symbols)}; both need the same bars"
            )


def _check(panel: Panel) -> None:
    import numpy as np

    if len(panel) < 2:
        raise FixInput(f"{', '.join(panel.symbols)} have {len(panel)} bars and a backtest needs 2; choose other dates")
    there = np.isnan(panel.close)
    for name in PRICES:
        table = getattr(panel, name)
        low = np.nanmin(np.where(np.isinf(table), -np.inf, table), initial=np.inf)
        if not low > 0:
            _refuse(panel, name, ~(table > 0) & ~np.isnan(table) | np.isinf(table), "and a price is above 0")
        if name != "close" and (np.isnan(table) != there).any():
            _refuse(panel, name, np.isnan(table) != there, "while the close of that bar says otherwise")
    if there.all(axis=0).any():
        empty = [symbol for place, symbol in enumerate(panel.symbols) if there[:, place].all()]
        raise FixInput(f"{', '.join(empty)} has no bar in that range; leave it out or choose other dates")


def _refuse(panel: Panel, name: str, wrong: "NDArray[np.bool_]", why: str) -> None:
    import numpy as np

    bar, place = (int(at) for at in np.argwhere(wrong)[0])
    day = datetime.fromtimestamp(int(panel.time[bar]), UTC)
    value = getattr(panel, name)[bar, place]
    raise FixInput(f"the {name} of {panel.symbols[place]} is {value:g} at {day:%Y-%m-%d %H:%M}Z {why}; mend the source")
