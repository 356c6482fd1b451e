"""The past that a backtest plays: what the strategy reads, what is traded, and what companies did meanwhile."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.strategies.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """`seen` is what the strategy reads, `traded` what orders fill at: the same panel unless prices are as traded.

    `splits` (new shares for one old, 1 for none) and `dividends` (USD a share, 0 for none) have the shape of the
    panel, on the bar of the ex-date; None where actions are no events. `warnings` are sentences for the reader.
    """

    seen: Panel
    traded: Panel
    splits: "Values | None" = None
    dividends: "Values | None" = None
    warnings: tuple[str, ...] = ()
