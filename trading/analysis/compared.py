"""Several symbols over one window of common sessions."""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from trading.analysis.reports import Compared, Comparison
from trading.analysis.words import comparison_summary
from trading.errors import NoData
from trading.types import Asset, Bars

if TYPE_CHECKING:
    import pandas as pd

SESSIONS_A_YEAR = 252
FEWEST_RETURNS = 2


def compare_closes(found: Sequence[tuple[Asset, Bars]], *, sessions: int) -> Comparison:
    """Return the comparison of adjusted closes. Raises NoData when they share fewer than two sessions."""
    import pandas as pd

    closes = pd.concat({asset.symbol: bars.frame["close"] for asset, bars in found}, axis=1, join="inner")
    closes = closes.tail(sessions + 1)
    if len(closes) < 2:  # one return needs two closes
        names = ", ".join(asset.symbol for asset, _ in found)
        raise NoData(f"{names} share {len(closes)} sessions up to now and 2 are needed; choose a later time or others")
    start, as_of = closes.index[0].to_pydatetime(), closes.index[-1].to_pydatetime()
    rows = [_row(asset, bars, closes[asset.symbol]) for asset, bars in found]
    steps = len(closes) - 1
    return Comparison(
        rows=rows,
        start=start,
        as_of=as_of,
        sessions=steps,
        summary=comparison_summary(rows, start=start, as_of=as_of, sessions=steps),
    )


def _row(asset: Asset, bars: Bars, closes: "pd.Series[float]") -> Compared:
    import numpy as np

    values = closes.to_numpy()
    returns = np.diff(np.log(values))
    peaks = np.maximum.accumulate(values)
    swing = float(returns.std(ddof=1)) * sqrt(SESSIONS_A_YEAR) * 100 if len(returns) >= FEWEST_RETURNS else None
    return Compared(
        symbol=asset.symbol,
        name=asset.name,
        last_price=float(values[-1]),
        return_pct=float(values[-1] / values[0] - 1) * 100,
        volatility_pct=swing,
        max_drawdown_pct=float((1 - values / peaks).max()) * 100,
        closes_only=bars.closes_only,
        as_of=closes.index[-1].to_pydatetime(),
        source=bars.source,
    )
