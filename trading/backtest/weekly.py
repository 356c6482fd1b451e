"""Weeks as traded, built of days: one with a split inside is in the shares of its end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from trading.market.bars import check_bars, weeks
from trading.ports import MarketData
from trading.types import BacktestRequest, Bars, CorporateAction, Timeframe

if TYPE_CHECKING:
    import pandas as pd

WEEK = timedelta(days=6)
"""A week that ends inside the range may begin so much before it."""
PRICES = ["open", "high", "low", "close"]


def weeks_as_traded(request: BacktestRequest, symbol: str, market: MarketData) -> Bars:
    """Return weekly bars at raw prices, each in the shares at its end. Raises UnknownSymbol, NoData, Unavailable.

    A split counts at the open of its week, where `trading.backtest.reading` places it: what is held is multiplied
    before anything trades in that week, and a day before the ex-date has its prices divided by the ratio.
    """
    asked = market.bars(symbol, Timeframe.WEEK_1, start=request.start, end=request.end, adjusted=False)
    first, last = (asked.frame.index[place].date() for place in (0, -1))
    days = market.bars(symbol, Timeframe.DAY_1, start=first - WEEK, end=last, adjusted=False)
    actions = market.corporate_actions(symbol, start=first - WEEK, end=last)
    table = weeks(_rebased(days.frame, actions))
    return check_bars(
        table[table.index.isin(asked.frame.index)],
        symbol=symbol,
        timeframe=Timeframe.WEEK_1,
        adjusted=False,
        closes_only=asked.closes_only,
        source=asked.source,
    )


def _rebased(days: "pd.DataFrame", actions: Sequence[CorporateAction]) -> "pd.DataFrame":
    import pandas as pd

    dates = pd.DatetimeIndex(days.index).tz_convert(None).normalize()
    days = days.copy()
    for action in actions:
        if action.ratio is None:
            continue
        monday = action.ex_date - timedelta(days=action.ex_date.weekday())
        before = (dates >= _midnight(monday)) & (dates < _midnight(action.ex_date))
        ratio = float(action.ratio)
        days.loc[before, PRICES] = days.loc[before, PRICES] / ratio
        days.loc[before, "volume"] = days.loc[before, "volume"] * ratio
    return days


def _midnight(day: date) -> "pd.Timestamp":
    import pandas as pd

    return pd.Timestamp(day)
