"""Fetch what surrounds the price pane: the newest session, marks, comparisons and the table for export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from components import session
from components.chart_view import KINDS, ChartView
from components.charts.compare import rebased
from components.charts.events import company_marks, earnings_marks, trade_marks
from components.charts.pane import PanePlan
from components.charts.picture import Mark, Values
from components.formats import NEW_YORK, day
from trading.analysis.chart_request import computable
from trading.errors import NoData
from trading.types import Fill, first_of_all

if TYPE_CHECKING:
    from trading.analysis.reports import BarColumns
    from trading.services import Services
    from trading.types import Asset

MOST_BUCKETS = 1_500
MOST_EXPORTED = 100_000
MOST_FILLS = 2_000
LAST_SESSIONS = timedelta(days=14)
"""How far back the session before the newest one can lie, holidays and a halt of a week included."""
LIVE_EVERY_S = 15.0


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
    partial_volume: bool
    source: str
    as_of: datetime


def last_bar(services: "Services", symbol: str) -> LastBar:
    """Return the newest session of a symbol. Raises UnknownSymbol, NoData, Unavailable.

    A recording says the same of it for as long as the market's clock stands still, so there it is read once.
    """
    if services.replay is None:
        return _last_bar(services, symbol)
    key = f"last bar {services.settings.data_dir} {services.market.source} {symbol} {services.market_clock.now()}"
    return session.kept(key, lambda: _last_bar(services, symbol))


def _last_bar(services: "Services", symbol: str) -> LastBar:
    last = services.market.asset(symbol).last
    bars = services.market.bars(symbol, start=last - LAST_SESSIONS, adjusted=False)
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
        partial_volume=bars.partial_volume,
        source=bars.source,
        as_of=bars.as_of,
    )


def pane_plan(
    services: "Services", view: ChartView, asset: "Asset", until: date | None = None
) -> tuple[PanePlan, list[str]]:
    """Return the chart of the view's symbol, and sentences about indicators that there is no data for.

    With `until` it is the chart of that day, which nothing that came later changes.
    Raises UnknownSymbol, Unavailable.
    """
    kept, left_out = computable(asset, view.indicators)
    now = services.market_clock.now()
    found = services.calendar.session_at(now)
    is_open = services.replay is None and found is not None and found.opens <= now < found.closes
    plan = PanePlan(
        asset=asset,
        timeframe=view.timeframe,
        start=view.start(until or now.astimezone(NEW_YORK).date()),
        title=f"{view.symbol} {view.bar_words} {view.span}",
        kind=KINDS[view.kind],
        profile=view.profile,
        indicators=kept,
        marks=_marks(services, view.symbol),
        drawings=services.drawings.of(view.symbol),
        extended=view.extended,
        live_every_s=LIVE_EVERY_S if is_open and until is None else 0,
        ends=until,
    )
    return plan, left_out


def exported(services: "Services", view: ChartView, indicators: Sequence[str]) -> "BarColumns":
    """Return the bars and indicators of the view's span for a table. Raises UnknownSymbol, NoData, Unavailable."""
    start = view.start(services.market_clock.now().astimezone(NEW_YORK).date())
    return services.analyst.bar_buckets(
        view.symbol, view.timeframe, start, None, buckets=MOST_EXPORTED, indicators=indicators, extended=view.extended
    )


def compared(
    services: "Services", view: ChartView, until: date | None = None
) -> tuple[list[int], dict[str, list[float]]]:
    """Return bar times, epoch, and each symbol's percent change since the first bar that all have, up to a day.

    Raises NoData when they share no bar in the span.
    """
    start = view.start(until or services.market_clock.now().astimezone(NEW_YORK).date())
    symbols = (view.symbol, *view.compare)
    found = {
        symbol: services.analyst.bar_buckets(symbol, view.timeframe, start, until, buckets=None) for symbol in symbols
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
    hours: dict[str, Values] = {} if columns.outside is None else {"outside_hours": columns.outside}
    return prices | dict(columns.indicators) | hours


def _marks(services: "Services", symbol: str) -> tuple[Mark, ...]:
    """Return own trades and the company's days, read again after two seconds at most."""
    today = services.market_clock.now().date()
    company = session.recently(f"company {symbol} {today}", lambda: _company(services, symbol))
    fills = session.recently("own fills", lambda: _fills(services))
    return (*company, *trade_marks([fill for fill in fills if fill.symbol == symbol]))


def _company(services: "Services", symbol: str) -> tuple[Mark, ...]:
    actions = company_marks(services.market.corporate_actions(symbol))
    try:
        return (*actions, *earnings_marks(services.market.earnings(symbol)))
    except NoData:
        return tuple(actions)


def _fills(services: "Services") -> list[Fill]:
    return first_of_all(lambda at: services.desk.fills(limit=200, cursor=at), most=MOST_FILLS)
