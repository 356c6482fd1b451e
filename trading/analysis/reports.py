"""The values that analysis gives to pages, routes and tools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trading.indicators import Reading
from trading.types import Timeframe


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One symbol at one time. `price` is the last raw price, USD; `change_pct` is against the bar before.

    `indicators` holds what could be computed, `missing` the reason of each that could not. A `None` of fundamentals
    or sentiment comes with its reason.
    """

    symbol: str
    name: str
    timeframe: Timeframe
    as_of: datetime
    source: str
    price: float
    change_pct: float | None
    closes_only: bool
    indicators: Mapping[str, Reading]
    missing: Mapping[str, str]
    fundamentals: Mapping[str, Any] | None
    fundamentals_reason: str | None
    sentiment: Mapping[str, Any] | None
    sentiment_reason: str | None
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorReading:
    """One indicator's value at the last daily bar, with a sentence that says it in words."""

    symbol: str
    name: str
    value: Reading
    as_of: datetime
    source: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One symbol of a comparison, over the sessions that all of them have. Percentages; drawdown is >= 0.

    `volatility_pct` is the yearly one: the standard deviation of daily log returns x sqrt(252), None below 3 closes.
    """

    symbol: str
    name: str
    last_price: float
    return_pct: float
    volatility_pct: float | None
    max_drawdown_pct: float
    closes_only: bool
    as_of: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Several symbols over one window; `rows` stand in the order in which they were asked for."""

    rows: Sequence[Compared]
    start: datetime
    as_of: datetime
    sessions: int
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarColumns:
    """Bars for a chart, as columns of equal length. `time` is the close of each bar, epoch seconds, UTC.

    An indicator with several outputs has one column each, such as macd_12_26_9.signal; None where it has no value.
    `bucketed` says that each row is several bars in one: first open, highest high, lowest low, last close, all volume;
    `bars_per_bucket` says how many, 1 where each row is a bar. `outside` says of each row whether all of it lies before
    the open or after the close; None where only regular hours were asked for.
    """

    symbol: str
    timeframe: Timeframe
    adjusted: bool
    closes_only: bool
    time: Sequence[int]
    open: Sequence[float]
    high: Sequence[float]
    low: Sequence[float]
    close: Sequence[float]
    volume: Sequence[float]
    indicators: Mapping[str, Sequence[float | None]]
    source: str
    as_of: datetime
    bucketed: bool
    bars_per_bucket: int = 1
    outside: Sequence[bool] | None = None
