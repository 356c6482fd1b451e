"""Prices of now for a paper book: an offer that may fill, the minutes that have traded, closes. None is made up."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from trading.broker.paper.matching import to_tick
from trading.errors import NoData, TradingError, Unavailable, UnknownSymbol
from trading.ports import Clock, MarketData
from trading.types import Bars, CorporateAction, Session, SessionBar, Side, Timeframe

NEW_YORK = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)
MAX_AGE = timedelta(seconds=60)
"""How much older than its source's own delay a quote may be and still fill an order."""
FUTURE = timedelta(seconds=5)
SETTLES = timedelta(seconds=5)
"""How long after its end a bar may still grow at its source."""
CLOSE_SETTLES = timedelta(seconds=60)
"""How long after the bell a session's own close may still move at its source."""
LOOK_AGAIN = timedelta(seconds=5)
KEPT = timedelta(minutes=5)
"""How old a price may be that values a position while the source does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a side would trade at by the source's newest quote, USD a share; `at` is the source's own time."""

    price: Decimal
    last: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A finished bar with the time that it covers, `begins` inclusive."""

    begins: datetime
    ends: datetime
    bar: SessionBar


class LivePrices:
    """Reads one market for one book; threads may share it. Every method may raise Unavailable."""

    def __init__(self, market: MarketData, clock: Clock) -> None:
        self._market, self._clock = market, clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[datetime, Decimal]] = {}

    @property
    def delay(self) -> timedelta:
        """Return how old the source says that its prices are at best."""
        return timedelta(seconds=self._market.capabilities.delay_s)

    def finished_until(self, now: datetime) -> datetime:
        """Return the time up to which bars no longer change."""
        return now - self.delay - SETTLES

    def settles_at(self, session: Session) -> datetime:
        """Return when a session's own close can be taken for final."""
        return session.closes + self.delay + CLOSE_SETTLES

    def is_traded(self, symbol: str) -> bool:
        """Say whether orders for a symbol can be taken."""
        try:
            return self._market.asset(symbol).tradable
        except UnknownSymbol:
            return False

    def offer(self, symbol: str, side: Side) -> Offer | None:
        """Return what a side would trade at now, None where there is no bid, ask or last above 0, or they cross."""
        try:
            quote = self._market.quote(symbol)
        except NoData:
            return None
        if min(quote.bid, quote.ask, quote.last) <= 0 or quote.ask < quote.bid:
            return None
        price = to_tick(quote.ask if side is Side.BUY else quote.bid)
        return Offer(price=price, last=to_tick(quote.last), at=quote.at)

    def age_fault(self, offer: Offer, now: datetime) -> str | None:
        """Return why an offer may not fill an order now, None when it may."""
        age, limit = now - offer.at, self.delay + MAX_AGE
        if age > limit:
            return (
                f"the newest price is {age.total_seconds():.0f} s old, the limit is {limit.total_seconds():.0f} s; "
                "wait for a fresh price"
            )
        if -age > FUTURE:
            return f"the newest price is stamped {offer.at:%H:%M:%S} UTC, later than now; check this machine's clock"
        return None

    def minutes(self, symbol: str, session: Session, *, until: datetime) -> list[Stretch] | None:
        """Return the finished one-minute bars of a session, ascending; None where the source has no minutes of it."""
        if not self._has_minutes(session.day):
            return None
        bars = self._raw(symbol, Timeframe.MIN_1, session.day)
        if bars is None:
            return []
        found = _stretches(bars, session)
        return [one for one in found if one.begins >= session.opens and one.ends <= min(session.closes, until)]

    def day_bar(self, symbol: str, session: Session) -> SessionBar | None:
        """Return the raw bar of a session that is over, None when the symbol did not trade in it."""
        bars = self._raw(symbol, Timeframe.DAY_1, session.day)
        return None if bars is None else _stretches(bars, session)[-1].bar

    def has_come_to(self, session: Session, witness: str) -> bool:
        """Say whether the source has come to that session: a symbol that always trades has a bar of it or a later one.

        True for a source that does not know the witness. A session that was called off has only a later one.
        """
        if not self.is_traded(witness):
            return True
        today = self._clock.now().astimezone(NEW_YORK).date()
        if self._raw(witness, Timeframe.DAY_1, session.day, today) is not None:
            return True
        return self._has_minutes(today) and self._raw(witness, Timeframe.MIN_1, today) is not None

    def actions(self, symbol: str, start: date, end: date) -> Sequence[CorporateAction]:
        """Return the dividends and splits with an ex-date between two inclusive dates."""
        try:
            return self._market.corporate_actions(symbol, start=start, end=end)
        except (NoData, UnknownSymbol):
            return ()

    def now(self, symbols: Collection[str], *, closes: Mapping[str, Decimal], is_open: bool) -> dict[str, Decimal]:
        """Return the newest price of each symbol, at most some seconds old.

        While the source does not answer it is the one of at most five minutes ago, or, while the exchange is closed,
        the one in `closes`. Raises Unavailable where neither is known: a position is never worth a guess.
        """
        now = self._clock.now()
        with self._lock:
            kept = dict(self._kept)
        young = {symbol: kept[symbol][1] for symbol in symbols if symbol in kept and now - kept[symbol][0] < LOOK_AGAIN}
        wanted = sorted(set(symbols) - young.keys())
        if not wanted:
            return young
        try:
            told = self._market.snapshots(wanted)
        except TradingError as fault:
            known = {} if is_open else closes
            return young | {symbol: self._fallback(symbol, fault, known) for symbol in wanted}
        fresh = {symbol: to_tick(one.last) for symbol, one in told.items() if symbol in wanted and one.last > 0}
        with self._lock:
            self._kept |= {symbol: (now, price) for symbol, price in fresh.items()}
        # a symbol that is no longer listed has no price of now: its last one stands
        return young | {symbol: closes[symbol] for symbol in wanted if symbol in closes} | fresh

    def _fallback(self, symbol: str, fault: TradingError, closes: Mapping[str, Decimal]) -> Decimal:
        with self._lock:
            kept = self._kept.get(symbol)
        if kept is not None and self._clock.now() - kept[0] <= KEPT:
            return kept[1]
        if symbol in closes:
            return closes[symbol]
        raise Unavailable(f"{symbol} has no price of the last 5 minutes ({fault}); try again in a minute") from fault

    def _has_minutes(self, day: date) -> bool:
        told = self._market.capabilities
        if Timeframe.MIN_1 not in told.timeframes:
            return False
        today = self._clock.now().astimezone(NEW_YORK).date()
        return told.intraday_days is None or (today - day).days <= told.intraday_days

    def _raw(self, symbol: str, timeframe: Timeframe, day: date, until: date | None = None) -> Bars | None:
        try:
            return self._market.bars(symbol, timeframe, start=day, end=until or day, adjusted=False)
        except (NoData, UnknownSymbol):
            return None


def _stretches(bars: Bars, session: Session) -> list[Stretch]:
    """Return bars as matching takes them; a bar's time is its end."""
    is_day = bars.timeframe is Timeframe.DAY_1
    found = []
    columns = (bars.frame[name].tolist() for name in ("open", "high", "low", "close"))
    for at, *four in zip(bars.frame.index.to_list(), *columns, strict=True):
        opened, high, low, close = (to_tick(Decimal(repr(float(price)))) for price in four)
        bar = SessionBar(day=session.day, open=opened, high=high, low=low, close=close)
        ends = at.to_pydatetime()
        begins, ends = (session.opens, session.closes) if is_day else (ends - MINUTE, ends)
        found.append(Stretch(begins=begins, ends=ends, bar=bar))
    return found
