"""The past of a request, read from the market."""

from trading.backtest.past import Past
from trading.errors import FixInput
from trading.ports import MarketData
from trading.strategies.panel import panel_of
from trading.types import BacktestRequest, Prices


def past_of(request: BacktestRequest, market: MarketData) -> Past:
    """Return what the strategy reads and trades. Raises UnknownSymbol, NoData, Unavailable, FixInput."""
    if request.terms.prices is Prices.AS_TRADED:
        raise FixInput("prices as_traded cannot be played yet; choose adjusted or raw")
    bars = [
        market.bars(
            symbol,
            request.timeframe,
            start=request.start,
            end=request.end,
            adjusted=request.terms.prices is Prices.ADJUSTED,
        )
        for symbol in request.symbols
    ]
    panel = panel_of(bars)
    return Past(seen=panel, traded=panel)
