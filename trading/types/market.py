"""What the market says: assets, quotes, bars, sessions and corporate actions."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


class Timeframe(StrEnum):
    """The length of a bar."""

    MIN_1 = "1Min"
    MIN_5 = "5Min"
    MIN_15 = "15Min"
    MIN_30 = "30Min"
    HOUR_1 = "1Hour"
    DAY_1 = "1Day"
    WEEK_1 = "1Week"


class MarketMode(StrEnum):
    """Which market and which money a desk works on; each has its own account."""

    REPLAY = "replay"
    PAPER = "paper"
    LIVE = "live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One thing that can be looked at, and perhaps traded.

    `first` and `last` are the first and last session with a price at the source (never later than now for
    `last`); `closes_only` says that only adjusted closes exist: no range, no volume, no dividends or splits.
    `by_symbol_only` says that its name may be shown and is not one to choose it by, because few others are listed.
    """

    symbol: str
    name: str
    exchange: str
    tradable: bool
    fractionable: bool
    shortable: bool
    closes_only: bool
    first: date
    last: date
    by_symbol_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The price of one symbol at one time, USD a share. `at` is the source's own time, aware, UTC."""

    symbol: str
    bid: Decimal
    ask: Decimal
    last: Decimal
    at: datetime
    source: str

    @property
    def spread_bps(self) -> Decimal:
        """The spread as basis points of the middle."""
        middle = (self.bid + self.ask) / 2
        return (self.ask - self.bid) / middle * 10_000 if middle else Decimal("Infinity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a source of prices can tell, so that a page offers nothing else.

    `live` says that it tells prices of now while the exchange is open, `delay_s` how old they are at best.
    `intraday_days` is how far back bars shorter than a day reach, None for as far as the daily ones; where that
    differs by length, `reaches` has its days and `intraday_days` the fewest.
    """

    timeframes: frozenset[Timeframe]
    extended_hours: bool = False
    live: bool = False
    delay_s: float = 0
    intraday_days: int | None = None
    reaches: "Mapping[Timeframe, int]" = field(default_factory=dict)
    earnings: bool = False

    def reach_days(self, timeframe: Timeframe) -> int | None:
        """Return how many days back bars of that length reach, None for as far as there is history."""
        is_daily = timeframe in (Timeframe.DAY_1, Timeframe.WEEK_1)
        return self.reaches.get(timeframe, None if is_daily else self.intraday_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The newest session of one symbol, raw, USD a share; a field that the source does not tell is None.

    `at` is the time of `last`, aware, UTC.
    """

    symbol: str
    last: Decimal
    previous_close: Decimal | None
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    volume: float | None
    at: datetime
    source: str

    @property
    def change_pct(self) -> float | None:
        """Return the change against the session before in percent, None where that is not known."""
        return None if not self.previous_close else float(self.last / self.previous_close - 1) * 100


class EarningsTime(StrEnum):
    """When in a day a company reports."""

    BEFORE_OPEN = "before_open"
    AFTER_CLOSE = "after_close"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningsDate:
    """A day, New York, on which a company reports or reported; `estimated` until the company has said so."""

    symbol: str
    day: date
    time: EarningsTime
    estimated: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A price table that has been checked: see trading.market.bars.check_bars, the only maker.

    `frame` has a UTC ascending unique index named `time` (the close of each bar's session or interval) and float
    columns open, high, low, close, volume. Treat it as read-only. `as_of` is the last bar's time.
    With `closes_only`, open, high and low equal the close and volume is 0. `partial_volume` says that volume is that
    of one exchange, a few percent of what was traded. `outside` says of each row whether it lies outside of the
    regular session; None where only regular hours were asked for.
    """

    symbol: str
    timeframe: Timeframe
    adjusted: bool
    closes_only: bool
    source: str
    as_of: datetime
    frame: "pd.DataFrame"
    partial_volume: bool = False
    outside: "NDArray[np.bool_] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One trading day of the exchange: its New York date, and its open and close, aware, UTC."""

    day: date
    opens: datetime
    closes: datetime
    is_half_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBar:
    """The raw prices of one session, USD a share; with closes only, all four are the close."""

    day: date
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal


class CashActionKind(StrEnum):
    """What a company can do to a position without an order."""

    DIVIDEND = "dividend"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorporateAction:
    """A dividend (`amount` USD a share) or a split (`ratio` new shares for one old) on its ex-date.

    `derived` is True where the amount was computed from adjusted closes and is a little off.
    """

    symbol: str
    kind: CashActionKind
    ex_date: date
    amount: Decimal | None = None
    ratio: Decimal | None = None
    derived: bool = False
    source: str = ""
