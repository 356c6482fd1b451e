"""The MarketData port over a few symbols whose prices stand in the test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from trading.errors import NoData, Unavailable, UnknownSymbol
from trading.market.bars import check_bars
from trading.types import (
    Asset,
    Bars,
    Capabilities,
    CashActionKind,
    CorporateAction,
    EarningsDate,
    Quote,
    Snapshot,
    Timeframe,
)

SOURCE = "Made by hand"
TODAY = date(2024, 3, 15)


def close_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 20, 0, tzinfo=UTC)


@dataclass(slots=True)
class Line:
    """One symbol: closes before today, newest last, today's price (None for none) and what else is told."""

    closes: Sequence[float]
    last: float | None
    volumes: Sequence[float] = ()
    volume: float | None = None
    day: date = TODAY
    split_today: str | None = None
    fault: str = ""
    closes_only: bool = False


@dataclass(slots=True)
class HandMarket:
    lines: Mapping[str, Line]
    live: bool = False
    asked: list[str] = field(default_factory=list)

    source: str = SOURCE

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(timeframes=frozenset({Timeframe.DAY_1}), live=self.live)

    def assets(self) -> Sequence[Asset]:
        return [self.asset(symbol) for symbol in sorted(self.lines)]

    def asset(self, symbol: str) -> Asset:
        if symbol not in self.lines:
            raise UnknownSymbol(f"{symbol!r} is no symbol of the test")
        line = self.lines[symbol]
        return Asset(
            symbol=symbol,
            name=f"{symbol} Inc.",
            exchange="XNYS",
            tradable=True,
            fractionable=True,
            shortable=False,
            closes_only=line.closes_only,
            first=TODAY - timedelta(days=len(line.closes)),
            last=line.day if line.last is not None else line.day - timedelta(days=1),
        )

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        return [self.asset(symbol) for symbol in self.lines if text.upper() in symbol][:limit]

    def quote(self, symbol: str) -> Quote:
        raise NoData("the test asks for no quote")

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        self.asked.append(" ".join(symbols))
        return {
            symbol: Snapshot(
                symbol=symbol,
                last=Decimal(str(line.last)),
                previous_close=None,
                open=None,
                high=None,
                low=None,
                volume=line.volume,
                at=close_of(line.day),
                source=SOURCE,
            )
            for symbol, line in self.lines.items()
            if symbol in symbols and line.last is not None
        }

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
        import pandas as pd

        line = self.lines[symbol]
        self.asked.append(symbol)
        if line.fault:
            raise Unavailable(line.fault)
        days = [TODAY - timedelta(days=len(line.closes) - at) for at in range(len(line.closes))]
        closes = [float(each) for each in line.closes]
        frame = pd.DataFrame(
            dict.fromkeys(("open", "high", "low", "close"), closes)
            | {"volume": [float(each) for each in line.volumes] or [0.0] * len(closes)},
            index=pd.DatetimeIndex([close_of(day) for day in days], name="time"),
        )
        return check_bars(
            frame, symbol=symbol, timeframe=timeframe, adjusted=adjusted, closes_only=line.closes_only, source=SOURCE
        )

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        self.asked.append(f"actions of {symbol}")
        ratio = self.lines[symbol].split_today
        if ratio is None:
            return ()
        kind = CashActionKind.SPLIT
        return [CorporateAction(symbol=symbol, kind=kind, ex_date=TODAY, ratio=Decimal(ratio))]

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        raise NoData("the test has no days of results")
