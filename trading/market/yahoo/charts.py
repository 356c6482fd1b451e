"""Yahoo's chart answers as arrays: prices as Yahoo sends them, with the dividends and splits that it names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from trading.errors import NoData, Unavailable, UnknownSymbol
from trading.market.answers import Record, number, price, record, records, text
from trading.market.calendar import NEW_YORK
from trading.market.yahoo.symbols import at_yahoo, from_yahoo
from trading.yahoo import Yahoo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PATH = "/v8/finance/chart/"
FIELDS = ("open", "high", "low", "close", "volume")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One answer: `begins` in seconds of Unix, `values` by field with NaN where Yahoo sent nothing.

    Prices and volume are adjusted for every split up to now, `adjusted_close` (empty within a day) for dividends
    too. `told_at` is the time of Yahoo's newest regular price, None where it did not say.
    """

    meta: Record
    begins: "NDArray[np.int64]"
    values: "Mapping[str, Floats]"
    adjusted_close: "Floats"
    dividends: Mapping[date, Decimal]
    splits: Mapping[date, Decimal]
    told_at: datetime | None


def read_chart(
    yahoo: Yahoo, symbol: str, *, interval: str, first: datetime, last: datetime, extended: bool = False
) -> Chart:
    """Return the bars that begin between two times. Raises UnknownSymbol (renamed), NoData, Unavailable."""
    params = {
        "period1": int(first.timestamp()),
        "period2": int(last.timestamp()),
        "interval": interval,
        "includePrePost": str(extended).lower(),
        "events": "div,splits,capitalGains",
    }
    answer = record(yahoo.get(f"{PATH}{at_yahoo(symbol)}", params).get("chart"))
    results = records(answer.get("result"))
    if not results:
        said = text(record(answer.get("error")).get("description")) or "an answer without a result"
        raise NoData(f"Yahoo Finance has no prices of {symbol}: {said}; look for it by name")
    result = results[0]
    meta = record(result.get("meta"))
    named = text(meta.get("symbol"))
    if named is not None and from_yahoo(named) != symbol:
        raise UnknownSymbol(f"{symbol} is called {from_yahoo(named)} at Yahoo Finance now; ask for that symbol")
    return _chart(symbol, result, meta)


def _chart(symbol: str, result: Record, meta: Record) -> Chart:
    import numpy as np

    indicators, events = record(result.get("indicators")), record(result.get("events"))
    begins = result.get("timestamp") or []
    quote = (records(indicators.get("quote")) or [{}])[0]
    close = (records(indicators.get("adjclose")) or [{}])[0].get("adjclose") or []
    told = number(meta.get("regularMarketTime"))
    try:
        columns = {name: np.array(quote.get(name) or [], dtype=np.float64) for name in FIELDS}
        chart = Chart(
            meta=meta,
            begins=np.array(begins, dtype=np.int64),
            values=columns,
            adjusted_close=np.array(close, dtype=np.float64),
            dividends=_dividends(record(events.get("dividends"))),
            splits=_splits(record(events.get("splits"))),
            told_at=None if told is None else datetime.fromtimestamp(told, UTC),
        )
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise _unreadable(symbol) from fault
    lengths = {len(column) for column in columns.values()} | ({len(close)} if close else set())
    if lengths != {len(begins)}:
        raise _unreadable(symbol)
    return chart


def _unreadable(symbol: str) -> Unavailable:
    return Unavailable(f"Yahoo Finance's bars of {symbol} cannot be read; try again in 10 s", retry_in_s=10)


def day_of(second: float) -> date:
    """Return the New York date of a time of Unix."""
    return datetime.fromtimestamp(second, NEW_YORK).date()


def _dividends(events: Record) -> dict[date, Decimal]:
    """Return each ex-date's dividends, USD for a share of now, by ex-date."""
    found: dict[date, Decimal] = {}
    for event in events.values():
        at, amount = number(record(event).get("date")), price(record(event).get("amount"))
        if at is not None and amount is not None:
            found[day_of(at)] = found.get(day_of(at), Decimal(0)) + amount
    return dict(sorted(found.items()))


def _splits(events: Record) -> dict[date, Decimal]:
    """Return new shares for one old by ex-date."""
    found: dict[date, Decimal] = {}
    for event in events.values():
        row: dict[str, Any] = record(event)
        at, new, old = number(row.get("date")), price(row.get("numerator")), price(row.get("denominator"))
        if at is not None and new is not None and old is not None:
            found[day_of(at)] = new / old
    return dict(sorted(found.items()))
