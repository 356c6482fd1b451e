"""Fetch what the chart shows: bars in buckets, indicators, own fills and the company's events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from components.chart_view import ChartView
from components.charts.compare import rebased
from components.charts.events import company_marks, trade_marks
from components.charts.indicator_lines import drawn
from components.charts.picture import Mark, PricePicture, Values
from components.formats import NEW_YORK, day
from trading.errors import NoData
from trading.types import Fill, first_of_all

if TYPE_CHECKING:
    from trading.analysis.reports import BarColumns
    from trading.services import Services

MOST_BUCKETS = 1_500
MOST_FILLS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBar:
    """The newest session of a symbol, raw prices; `change_pct` is against the session before, None for the first."""

    close: float
    open: float
    high: float
    low: float
    volume: float
    change_pct: float | None
    closes_only: bool
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """One symbol's columns and picture; `left_out` are sentences about indicators that it has no data for."""

    columns: "BarColumns"
    picture: PricePicture
    left_out: tuple[str, ...]


def last_bar(services: "Services", symbol: str) -> LastBar:
    """Return the newest session of a symbol. Raises UnknownSymbol, NoData, Unavailable."""
    bars = services.market.bars(symbol, adjusted=False)
    newest = bars.frame.iloc[-1]
    before = float(bars.frame["close"].iloc[-2]) if len(bars.frame) > 1 else None
    close = float(newest["close"])
    return LastBar(
        close=close,
        open=float(newest["open"]),
        high=float(newest["high"]),
        low=float(newest["low"]),
        volume=float(newest["volume"]),
        change_pct=(close / before - 1) * 100 if before else None,
        closes_only=bars.closes_only,
        as_of=bars.as_of,
    )


def chart_data(services: "Services", view: ChartView) -> ChartData:
    """Return the chart of the view's symbol. Raises UnknownSymbol, NoData, Unavailable."""
    start = view.start(services.market_clock.now().astimezone(NEW_YORK).date())
    kept, left_out = _computable(services, view)
    columns = services.analyst.bar_buckets(
        view.symbol, view.timeframe, start, None, buckets=MOST_BUCKETS, indicators=kept
    )
    overlays, panes = drawn(_by_indicator(kept, columns.indicators))
    picture = PricePicture(
        title=f"{view.symbol} {view.bars.lower()} {view.span}",
        days=day_labels(columns.time),
        open=columns.open,
        high=columns.high,
        low=columns.low,
        close=columns.close,
        volume=columns.volume,
        closes_only=columns.closes_only,
        overlays=overlays,
        panes=panes,
        marks=_marks(services, columns),
    )
    return ChartData(columns=columns, picture=picture, left_out=tuple(left_out))


def compared(services: "Services", view: ChartView) -> tuple[list[int], dict[str, list[float]]]:
    """Return bar times, epoch, and each symbol's percent change since the first bar that all have.

    Raises NoData when they share no bar in the span.
    """
    start = view.start(services.market_clock.now().astimezone(NEW_YORK).date())
    symbols = (view.symbol, *view.compare)
    found = {
        symbol: services.analyst.bar_buckets(symbol, view.timeframe, start, None, buckets=None) for symbol in symbols
    }
    times, changes = rebased({name: dict(zip(one.time, one.close, strict=True)) for name, one in found.items()})
    if not times:
        raise NoData(f"{', '.join(symbols)} share no session in {view.span}; choose a longer range or other symbols")
    step = -(-len(times) // MOST_BUCKETS)
    return times[::step], {name: values[::step] for name, values in changes.items()}


def day_labels(times: Sequence[int]) -> list[str]:
    """Return the New York day of each bar's end, in short.

    >>> day_labels([1362171600])
    ['1 Mar 2013']
    """
    return [day(datetime.fromtimestamp(at, UTC)) for at in times]


def csv_of(times: Sequence[int], columns: Mapping[str, Values]) -> str:
    """Return a table as CSV text with one row a bar; times as RFC 3339, empty cells where there is no value."""
    lines = [",".join(["time", *columns])]
    for at, *values in zip(times, *columns.values(), strict=True):
        stamp = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
        lines.append(",".join([stamp, *("" if value is None else f"{value:.10g}" for value in values)]))
    return "\n".join(lines) + "\n"


def price_columns(columns: "BarColumns") -> dict[str, Values]:
    """Return the columns that an export holds: closes only where there is nothing else."""
    prices: dict[str, Values] = {"close": columns.close}
    if not columns.closes_only:
        prices = {"open": columns.open, "high": columns.high, "low": columns.low, **prices, "volume": columns.volume}
    return prices | dict(columns.indicators)


def _computable(services: "Services", view: ChartView) -> tuple[list[str], list[str]]:
    """Part the indicators into those that this symbol's data allows and the sentences of the others."""
    from trading.indicators import named
    from trading.indicators.catalogue import Needs

    if not services.market.asset(view.symbol).closes_only:
        return list(view.indicators), []
    kept, left_out = [], []
    for name in view.indicators:
        wanted = named(name)
        if wanted.indicator.needs is Needs.CLOSE:
            kept.append(name)
        else:
            left_out.append(f"{wanted.label} needs the {wanted.indicator.needs} of each bar, which is not recorded.")
    return kept, left_out


def _by_indicator(names: Sequence[str], columns: Mapping[str, Values]) -> dict[str, dict[str, Values]]:
    grouped: dict[str, dict[str, Values]] = {name: {} for name in names}
    for key, values in columns.items():
        name = next(one for one in names if key == one or key.startswith(f"{one}."))
        grouped[name][key.removeprefix(name).removeprefix(".")] = values
    return grouped


def _marks(services: "Services", columns: "BarColumns") -> tuple[Mark, ...]:
    first, last = (datetime.fromtimestamp(columns.time[at], UTC).astimezone(NEW_YORK).date() for at in (0, -1))
    actions = services.market.corporate_actions(columns.symbol, start=first, end=last)
    fills = [fill for fill in _fills(services) if fill.symbol == columns.symbol]
    return (*company_marks(columns.time, actions), *trade_marks(columns.time, fills))


def _fills(services: "Services") -> list[Fill]:
    return first_of_all(lambda at: services.desk.fills(limit=200, cursor=at), most=MOST_FILLS)
