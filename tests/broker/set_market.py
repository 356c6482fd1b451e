"""A live market set by hand, minute by minute, and paper books over it: what a test expects stands in the test."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from tests.market.recording import SetClock
from trading.broker.paper import VenueFaults
from trading.broker.paper.live import LivePaperBroker
from trading.errors import NoData, Unavailable, UnknownSymbol
from trading.market.bars import check_bars
from trading.market.calendar import ExchangeCalendar
from trading.ports import Clock
from trading.types import (
    Asset,
    Bars,
    Capabilities,
    CorporateAction,
    EarningsDate,
    Quote,
    Snapshot,
    Timeframe,
    VenueOrder,
)

CALENDAR, NEW_YORK = ExchangeCalendar(), ZoneInfo("America/New_York")
MONDAY, TUESDAY, WEDNESDAY = (date(2024, 6, day) for day in (3, 4, 5))
CASH = Decimal(100_000)
MINUTE = timedelta(minutes=1)


def ny(day: date, at: str) -> datetime:
    """Return a time of New York's clocks, such as "10:00" or "10:00:30", in UTC."""
    hour, minute, *second = (int(part) for part in at.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, *second, tzinfo=NEW_YORK).astimezone(UTC)


class SetMarket:
    """A source of prices of now. `down` makes it answer nothing; `asked` lists the questions for bars.

    `meanwhile` happens once, while the next company actions are asked for.
    """

    source = "a market set by hand"

    def __init__(
        self, clock: Clock, *, delay_s: float = 0, intraday_days: int | None = None, symbols: Iterable[str] = ("ACME",)
    ) -> None:
        self._clock = clock
        self._delay_s, self._intraday_days = delay_s, intraday_days
        self._symbols = list(symbols)
        self._minutes: dict[str, dict[datetime, list[float]]] = {}
        self._days: dict[str, dict[date, list[float]]] = {}
        self._quotes: dict[str, Quote] = {}
        self._actions: list[tuple[CorporateAction, datetime]] = []
        self.down = False
        self.meanwhile: Callable[[], object] | None = None
        self.asked: list[tuple[str, Timeframe, date | None]] = []

    # What a test sets

    def quotes(self, bid: str, ask: str | None = None, *, symbol: str = "ACME", at: datetime | None = None) -> None:
        """Set the newest quote; of now unless `at` is given. The last price is the bid."""
        self._quotes[symbol] = Quote(
            symbol=symbol,
            bid=Decimal(bid),
            ask=Decimal(ask or bid),
            last=Decimal(bid),
            at=at or self._clock.now(),
            source=self.source,
        )

    def trades(self, day: date, at: str, *prices: str, symbol: str = "ACME") -> None:
        """Set one-minute bars of "open high low close" that begin at that time of New York, one after another."""
        for number, text in enumerate(prices):
            ends = ny(day, at) + (number + 1) * MINUTE
            self._minutes.setdefault(symbol, {})[ends] = [float(price) for price in text.split()]

    def day(self, day: date, prices: str, *, symbol: str = "ACME") -> None:
        """Set a session's own bar."""
        self._days.setdefault(symbol, {})[day] = [float(price) for price in prices.split()]

    def acts(self, action: CorporateAction, *, told: datetime | None = None) -> None:
        """Let a company act; the source knows of it from `told` on."""
        self._actions.append((action, told or datetime(2000, 1, 1, tzinfo=UTC)))

    # What the book asks

    @property
    def capabilities(self) -> Capabilities:
        frames = frozenset({Timeframe.MIN_1, Timeframe.DAY_1})
        return Capabilities(timeframes=frames, live=True, delay_s=self._delay_s, intraday_days=self._intraday_days)

    def assets(self) -> Sequence[Asset]:
        return [self.asset(symbol) for symbol in self._symbols]

    def asset(self, symbol: str) -> Asset:
        self._answer()
        if symbol not in self._symbols:
            raise UnknownSymbol(f"{symbol} is no symbol of {self.source}")
        first, last = date(2000, 1, 3), self._clock.now().date()
        return Asset(
            symbol=symbol, name=f"{symbol} Corporation", exchange="XNYS", tradable=True, fractionable=True,
            shortable=False, closes_only=False, first=first, last=last,
        )  # fmt: skip

    def search(self, text: str, *, limit: int = 10) -> Sequence[Asset]:
        return [asset for asset in self.assets() if text.upper() in asset.symbol][:limit]

    def quote(self, symbol: str) -> Quote:
        self.asset(symbol)
        if symbol not in self._quotes:
            raise NoData(f"{symbol} has no quote")
        return self._quotes[symbol]

    def snapshots(self, symbols: Sequence[str]) -> Mapping[str, Snapshot]:
        self._answer()
        found = {symbol: self._quotes[symbol] for symbol in symbols if symbol in self._quotes}
        return {
            symbol: Snapshot(
                symbol=symbol, last=quote.last, previous_close=None, open=None, high=None, low=None, volume=None,
                at=quote.at, source=self.source,
            )
            for symbol, quote in found.items()
        }  # fmt: skip

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
        self.asset(symbol)
        self.asked.append((symbol, timeframe, start))
        rows = self._minute_rows(symbol) if timeframe is Timeframe.MIN_1 else self._day_rows(symbol)
        newest = self._clock.now() - timedelta(seconds=self._delay_s)
        kept = {
            at: row
            for at, row in sorted(rows.items())
            if at <= newest
            and (start is None or at.astimezone(NEW_YORK).date() >= start)
            and (end is None or at.astimezone(NEW_YORK).date() <= end)
        }
        if not kept:
            raise NoData(f"{symbol} has no {timeframe} bar from {start} to {end}")
        index = pd.DatetimeIndex(list(kept), tz="UTC", name="time")
        frame = pd.DataFrame(
            list(kept.values()), index=index, columns=["open", "high", "low", "close"], dtype="float64"
        )
        frame["volume"] = 1000.0
        return check_bars(
            frame, symbol=symbol, timeframe=timeframe, adjusted=adjusted, closes_only=False, source=self.source
        )

    def corporate_actions(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> Sequence[CorporateAction]:
        self._answer()
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        now = self._clock.now()
        return [
            one
            for one, told in self._actions
            if one.symbol == symbol and told <= now and (start or one.ex_date) <= one.ex_date <= (end or one.ex_date)
        ]

    def earnings(self, symbol: str, *, start: date | None = None, end: date | None = None) -> Sequence[EarningsDate]:
        raise NoData(f"{self.source} has no days of results")

    def _minute_rows(self, symbol: str) -> dict[datetime, list[float]]:
        today, reach = self._clock.now().date(), self._intraday_days
        rows = self._minutes.get(symbol, {})
        return {at: row for at, row in rows.items() if reach is None or (today - at.date()).days <= reach}

    def _day_rows(self, symbol: str) -> dict[datetime, list[float]]:
        found = {}
        for day, row in self._days.get(symbol, {}).items():
            session = CALENDAR.session(day)
            assert session is not None, f"{day} is no session"
            found[session.closes] = row
        return found

    def _answer(self) -> None:
        if self.down:
            raise Unavailable(f"{self.source} does not answer; try again in a minute")


@dataclass
class Scene:
    """A live paper book, the market that it looks at, and the clock of both."""

    broker: LivePaperBroker
    market: SetMarket
    clock: SetClock

    def at(self, day: date, time: str) -> frozenset[str]:
        """Let it be that time of New York, and look at the market."""
        self.clock.at = ny(day, time)
        return self.broker.look()

    def known(self, order_id: str = "one") -> VenueOrder:
        found = self.broker.find(order_id)
        assert found is not None
        return found

    def fills(self) -> list[tuple[str, Decimal, datetime]]:
        """Return the order, the price and the time of each execution."""
        return [(fill.order_id, fill.price, fill.at) for fill in self.broker.fills()]


def live_book(
    folder: Path, market: SetMarket, clock: Clock, *, cash: Decimal = CASH, faults: VenueFaults | None = None
) -> LivePaperBroker:
    """Open a paper book over a market; the caller closes it."""
    return LivePaperBroker(
        book=folder / "paper-live.db", market=market, calendar=CALENDAR, clock=clock, cash=cash, faults=faults
    )
