"""Weights that are set anew on some bars, and what is sold late because it had no bar on one of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from trading.strategies.base import Decision, Plan

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]


def rebalanced(
    panel: "Panel", starts: "NDArray[np.bool_]", weights: "Callable[[Values], Values]", measure: "Values"
) -> Plan:
    """Return WEIGHT for the symbols that are chosen at each start and FLAT for all others.

    `weights` is given the measures of the symbols that have one there, in their order, and returns a weight for each,
    0 for not chosen. Where no symbol has one, nothing is done. What had no bar there is sold on its next one.
    """
    import numpy as np

    action = np.zeros(panel.close.shape, np.int8)
    value = np.full(panel.close.shape, np.nan)
    traded = np.isfinite(panel.close)
    rows = np.flatnonzero(starts & np.isfinite(measure).any(axis=1))
    for row, end in zip(rows.tolist(), [*rows.tolist(), len(panel)][1:], strict=True):
        known = np.flatnonzero(np.isfinite(measure[row]) & traded[row])
        chosen = np.zeros(len(panel.symbols))
        chosen[known] = weights(measure[row, known])
        held = chosen != 0
        action[row, held] = Decision.WEIGHT
        value[row, held] = chosen[held]
        action[row, traded[row] & ~held] = Decision.FLAT
        for place in np.flatnonzero(~traded[row]):
            later = np.flatnonzero(traded[row:end, place])
            action[row + later[:1], place] = Decision.FLAT
    return Plan(action=action, value=value)
