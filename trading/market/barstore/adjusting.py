"""Short bars adjusted by what the daily ones show: one factor a session, 1 at the newest."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trading.market.barstore.table import Table
from trading.types import CashActionKind, CorporateAction

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

PRICES = ["open", "high", "low", "close"]


def adjusted_frame(
    frame: "pd.DataFrame", days: "NDArray[np.int32]", daily: tuple[Table, Table], pending: Sequence[CorporateAction]
) -> "pd.DataFrame":
    """Return bars of those New York days with each day's prices times its factor, volume as traded.

    `daily` are the raw and the adjusted daily bars; a day without one has the factor of the day before it. `pending`
    are the dividends and splits of sessions that no daily bar covers yet: all earlier prices are scaled by them too,
    so that a session which runs on its ex-date is comparable with yesterday, at its own prices.
    """
    import numpy as np

    raw, adjusted = daily
    common = raw.frame.index.intersection(adjusted.frame.index)
    if common.empty:
        return frame
    closes = raw.frame["close"].loc[common].to_numpy()
    factors = adjusted.frame["close"].loc[common].to_numpy() / closes
    known = raw.days[raw.frame.index.isin(common)]
    found = factors[np.clip(known.searchsorted(days, side="right") - 1, 0, None)]
    for action in pending:
        before = days < action.ex_date.toordinal()
        found = np.where(before, found * _step(action, float(closes[-1])), found)
    table = frame.copy()
    table[PRICES] = table[PRICES].to_numpy() * found[:, None]
    return table


def _step(action: CorporateAction, close_before: float) -> float:
    """Return what earlier prices are multiplied by: 1 / ratio of a split, 1 - amount / close of a dividend (CRSP)."""
    if action.kind is CashActionKind.SPLIT:
        return 1 / float(action.ratio) if action.ratio else 1.0
    return 1 - float(action.amount) / close_before if action.amount else 1.0
