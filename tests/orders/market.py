"""Hand-written clocks, a calendar and a market with set prices, for the desk's tests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from trading.errors import NoData, UnknownSymbol
from trading.types import (
    Asset,
    Bars,
    Capabilities,
    CorporateAction,
    EarningsDate,
    Quote,
    Session,
    Snapshot,
    Timeframe,
)

START = datetime(2012, 6, 1, 20, 0, tzinfo=UTC)
WALL = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def go(self, **by: float) -> None:
        self._now += timedelta(**by)

    def set(self, now: datetime) -> None:
        self._now = now


class WeekdayCalendar:
    """Sessions of 9:30 to 16:00 New York summer time on each weekday."""

    def session(self, day: date) -> Session | None:
        if day.weekday() >= 5:
            return None
        opens, closes = (datetime(day.year, day.month, day.day, *at, tzinfo=UTC) for at in ((13, 30), (20, 0)))
        return Session(day=day, opens=opens, closes=closes, is_half_day=False)

    def session_at(self, at: datetime) -> Session | None:
        return self.session((at - timedelta(hours=4)).date())

    def sessions(self, start: date, end: date) -> Sequence[Session]:
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        return [found for day in days if (found := self.session(day)) is not None]

    def next_session(self, after: date) -> Session:
        return self.sessions(after + timedelta(days=1), after + timedelta(days=7))[0]

    def previous_session(self, before: date) -> Session:
        return self.sessions(before - timedelta(days=7), before - timedelta(days=1))[-1]


class SetMarket:
    """A market whose prices are set by the test."""

    source = "set prices"

    def __init__(self, clock: SetClock) -> None:
        self.clock = clock
        self.prices = {"AAPL": Decimal(100), "MSFT": Decimal(50), "IBM": Decimal(200)}
        self.spread = Decimal(0)
        self.quoted_at: datetime | None = None
        self.fault: Exception | None = None
        self.assets_by_symbol: dict[str, Asset] = {}
        self.actions: list[CorporateAction] = []
        self.results: list[EarningsDate] | None = None
        self.actions_fault: Exception | None = None

    def assets(self) -> Sequence[Asset]:
        return [self.asset(symbol) for symbol in sorted(self.prices)]

    def asset(self, symbol: str) -> Asset:
        if symbol not in self.prices:
            raise UnknownSymbol(f"{symbol} is not known; try AAPL")
        plain = Asset(
            symbol=symbol,
            name=f"{symbol} Inc.",
            exchange="XNYS",
            tradable=True,
            fractionable=True,
            shortable=False,
            closes_only=False,
            first=date(2000, 1, 3),
            last=date(2012, 6, 1),
        )
        return self.assets_by_symbol.get(symbol, plain)

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        return [asset for asset in self.assets() if text.upper() in asset.symbol][:limit]

    def quote(self, symbol: str) -> Quote:
        if self.fault is not None:
            raise self.fault
        price = self.prices[self.asset(symbol).symbol]
        return Quote(
            symbol=symbol,
            bid=price - self.spread / 2,
            ask=price + self.spread / 2,
            last=price,
            at=self.quoted_at or self.clock.now(),
            source=self.source,
        )

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
        raise UnknownSymbol("set prices have no history")

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(timeframes=frozenset())

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        return {}

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        if self.results is None:
            raise NoData("set prices have no days of results")
        return [each for each in self.results if each.symbol == symbol and (start or each.day) <= each.day]

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        if self.actions_fault is not None:
            raise self.actions_fault
        first, last = start or date.min, end or date.max
        return [action for action in self.actions if action.symbol == symbol and first <= action.ex_date <= last]
