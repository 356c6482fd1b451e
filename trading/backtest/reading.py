"""The past of a request, read from the market."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.backtest.ends import ended
from trading.backtest.past import Past
from trading.backtest.weekly import weeks_as_traded
from trading.ports import MarketData
from trading.strategies.panel import Panel, panel_of
from trading.types import BacktestRequest, CashActionKind, CorporateAction, Prices, Timeframe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

NEW_YORK = "America/New_York"


def past_of(request: BacktestRequest, market: MarketData) -> Past:
    """Return what the strategy reads and trades. Raises UnknownSymbol, NoData, Unavailable, FixInput."""
    prices = request.terms.prices
    if prices is not Prices.AS_TRADED:
        panel = _panel(request, market, adjusted=prices is Prices.ADJUSTED)
        return Past(seen=panel, traded=panel, warnings=ended(panel))
    seen = _panel(request, market, adjusted=True)
    if request.timeframe is Timeframe.WEEK_1:
        traded = panel_of([weeks_as_traded(request, symbol, market) for symbol in request.symbols])
    else:
        traded = _panel(request, market, adjusted=False)
    events = _events(traded, market)
    return Past(
        seen=seen,
        traded=traded,
        splits=events.splits,
        dividends=events.dividends,
        warnings=(*ended(traded), *events.warnings),
    )


def _panel(request: BacktestRequest, market: MarketData, *, adjusted: bool) -> Panel:
    return panel_of(
        [
            market.bars(symbol, request.timeframe, start=request.start, end=request.end, adjusted=adjusted)
            for symbol in request.symbols
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Events:
    splits: "Values"
    dividends: "Values"
    warnings: tuple[str, ...]


def _events(panel: Panel, market: MarketData) -> _Events:
    """Return what companies did, each on the first bar of its ex-date or the next one after it."""
    import numpy as np
    import pandas as pd

    days = pd.DatetimeIndex(panel.time.astype("datetime64[s]"), tz="UTC").tz_convert(NEW_YORK)
    ordinals = np.array([at.date().toordinal() for at in days.to_list()])
    splits, dividends = np.ones(panel.close.shape), np.zeros(panel.close.shape)
    warnings = []
    for place, symbol in enumerate(panel.symbols):
        if symbol in panel.closes_only:
            continue
        start, end = days[0].date(), days[-1].date()
        actions = market.corporate_actions(symbol, start=start, end=end)
        enter(actions, ordinals, splits[:, place], dividends[:, place])
        warnings += _doubts(symbol, actions)
    return _Events(splits=splits, dividends=dividends, warnings=tuple(warnings))


def enter(
    actions: Sequence[CorporateAction], ordinals: "NDArray[np.int64]", splits: "Values", dividends: "Values"
) -> None:
    """Put what a company did into the columns of its symbol; `ordinals` are the dates on which bars end.

    A bar pays its dividends on the shares before it, so one after a split of the same bar is paid on more of them.
    """
    import numpy as np

    for action in sorted(actions, key=lambda one: (one.ex_date, one.kind is CashActionKind.SPLIT)):
        bar = int(np.searchsorted(ordinals, action.ex_date.toordinal()))
        if not 0 < bar < len(ordinals):
            continue
        if action.kind is CashActionKind.SPLIT and action.ratio is not None:
            splits[bar] *= float(action.ratio)
        elif action.kind is CashActionKind.DIVIDEND and action.amount is not None:
            dividends[bar] += float(action.amount) * splits[bar]


def _doubts(symbol: str, actions: Sequence[CorporateAction]) -> list[str]:
    derived = sum(action.derived for action in actions)
    if not derived:
        return []
    return [
        f"{derived} of {len(actions)} dividends of {symbol} are worked out from adjusted closes and are a few percent "
        "off; adjusted prices do not depend on them"
    ]
