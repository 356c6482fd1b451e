"""How much a price has moved: realised volatility as a fraction a year."""

from typing import TYPE_CHECKING

from trading.strategies.columns import columns
from trading.types import Timeframe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.strategies.panel import Panel

    Values = NDArray[np.float64]

SESSIONS_A_YEAR = 252
BARS_A_YEAR = {
    Timeframe.MIN_1: 390 * SESSIONS_A_YEAR,
    Timeframe.MIN_5: 78 * SESSIONS_A_YEAR,
    Timeframe.MIN_15: 26 * SESSIONS_A_YEAR,
    Timeframe.MIN_30: 13 * SESSIONS_A_YEAR,
    Timeframe.HOUR_1: 7 * SESSIONS_A_YEAR,
    Timeframe.DAY_1: SESSIONS_A_YEAR,
    Timeframe.WEEK_1: 52,
}
"""Bars of regular hours, 9:30 to 16:00 in New York; the last bar of an hour is half of one."""


def realised_volatility(panel: "Panel", lookback: int) -> "Values":
    """Return each bar's yearly volatility: the sample deviation of the last `lookback` log returns, scaled by the root.

    Reckoned on each symbol's own bars. NaN before there are enough, without a bar, and where the price never moved.
    """
    import numpy as np
    import pandas as pd

    found = np.full(panel.close.shape, np.nan)
    for place, column in columns(panel):
        moves = pd.Series(np.log(column.close)).diff().rolling(lookback)
        deviation = moves.std(ddof=1).to_numpy().copy()
        deviation[(moves.max() == moves.min()).to_numpy()] = np.nan
        found[column.rows, place] = deviation * np.sqrt(BARS_A_YEAR[panel.timeframe])
    return found
