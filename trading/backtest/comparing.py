"""What a backtest is compared with: the closes of a benchmark at the times of the bars that were played."""

from typing import TYPE_CHECKING

from trading.backtest.past import Past
from trading.ports import MarketData
from trading.strategies.panel import panel_of
from trading.types import BacktestRequest, Prices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]


def benchmark_of(request: BacktestRequest, past: Past, market: MarketData) -> "Values | None":
    """Return the benchmark's close at each bar, NaN where it has none then; None where none was asked for.

    Raw where the test is at raw prices, adjusted otherwise. Raises NoData, Unavailable.
    """
    import numpy as np

    if request.benchmark is None:
        return None
    adjusted = request.terms.prices is not Prices.RAW
    read = market.bars(request.benchmark, request.timeframe, start=request.start, end=request.end, adjusted=adjusted)
    theirs, times = panel_of([read]), past.traded.time
    places = np.searchsorted(theirs.time, times).clip(max=len(theirs) - 1)
    return np.where(theirs.time[places] == times, theirs.close[places, 0], np.nan)
