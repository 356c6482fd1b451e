"""Symbols that stop trading while others go on."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from trading.strategies.panel import Panel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GONE_AFTER = 10
"""A symbol without a bar for more than so many bars of the others has stopped trading."""


def ends_of(panel: Panel) -> "NDArray[np.int64]":
    """Return the bar at which each symbol counts as gone, past the last bar for those that go on."""
    import numpy as np

    bars = len(panel)
    there = np.isfinite(panel.close[max(0, bars - GONE_AFTER - 1) :]).sum(axis=0) > 0
    if there.all():
        return np.full(len(panel.symbols), bars + 1)
    return np.where(there, bars + 1, last_bars(panel) + GONE_AFTER + 1)


def last_bars(panel: Panel) -> "NDArray[np.int64]":
    """Return the last bar of each symbol."""
    import numpy as np

    found: NDArray[np.int64] = len(panel) - 1 - np.isfinite(panel.close[::-1]).argmax(axis=0)
    return found


def ended(panel: Panel) -> tuple[str, ...]:
    """Return a sentence for each symbol that stops trading before the others do."""
    ends, last = ends_of(panel), last_bars(panel)
    return tuple(
        f"{symbol} has no bar after {datetime.fromtimestamp(int(panel.time[last[place]]), UTC):%Y-%m-%d} while others "
        f"go on, so it counts as delisted: what is held of it is closed at its last price, {GONE_AFTER + 1} bars later"
        for place, symbol in enumerate(panel.symbols)
        if ends[place] <= len(panel)
    )
