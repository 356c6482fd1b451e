"""A market with set prices that also has a past, splits, and days on which it is slow or broken."""

import threading
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd

from tests.orders.market import SetMarket, WeekdayCalendar
from tests.orders.rig import Rig
from trading.errors import UnknownSymbol
from trading.market.bars import check_bars
from trading.orders.desk import OrderDesk
from trading.types import Bars, CashActionKind, CorporateAction, Timeframe


class PastMarket(SetMarket):
    """`returns` are the daily returns up to the newest session; `open` is cleared to make histories wait."""

    def __init__(self, rig: Rig) -> None:
        super().__init__(rig.market_clock)
        self.prices = rig.market.prices
        self.returns: dict[str, list[float]] = {}
        self.splits: list[CorporateAction] = []
        self.broken: Exception | None = None
        self.open = threading.Event()
        self.open.set()

    def bars(
        self,
        symbol: str,
        timeframe: Timeframe = Timeframe.DAY_1,
        *,
        start: date | None = None,
        end: date | None = None,
        adjusted: bool = True,
        extended: bool = False,
    ) -> Bars:
        self.open.wait(timeout=30)
        if self.broken is not None:
            raise self.broken
        if symbol not in self.returns:
            raise UnknownSymbol(f"{symbol} has no history")
        closes = [100.0]
        for change in self.returns[symbol]:
            closes.append(closes[-1] * (1 + change))
        today = self.clock.now().date()
        sessions = WeekdayCalendar().sessions(today - timedelta(days=2 * len(closes) + 10), today)[-len(closes) :]
        index = pd.DatetimeIndex([session.closes for session in sessions], name="time")
        frame = pd.DataFrame(dict.fromkeys(("open", "high", "low", "close"), closes) | {"volume": 1e6}, index=index)
        return check_bars(
            frame, symbol=symbol, timeframe=timeframe, adjusted=adjusted, closes_only=False, source=self.source
        )

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        if self.broken is not None:
            raise self.broken
        return [s for s in self.splits if s.symbol == symbol and (start or date.min) <= s.ex_date]


def split(symbol: str, day: date, ratio: str) -> CorporateAction:
    return CorporateAction(symbol=symbol, kind=CashActionKind.SPLIT, ex_date=day, ratio=Decimal(ratio))


def with_past(rig: Rig, **returns: list[float]) -> tuple[OrderDesk, PastMarket]:
    """Return a second desk on the rig's store and venue that knows the past of these symbols."""
    market = PastMarket(rig)
    market.returns = returns
    desk = rig.again(market=market)
    desk.start()
    return desk, market
