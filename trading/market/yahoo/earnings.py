"""Days of results: those of Yahoo's calendar page, as yfinance reads it, and the next one of the quote."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from trading.market.answers import Record, number
from trading.market.calendar import CLOSES, NEW_YORK, OPENS
from trading.market.yahoo.symbols import at_yahoo
from trading.types import EarningsDate, EarningsTime
from trading.yahoo import Yahoo

MOST_DAYS = 100
"""What the page gives at once: 25 years of quarters."""
SOURCE = "Yahoo Finance, earnings calendar"


def read_earnings(yahoo: Yahoo, symbol: str, row: Record | None, today: date) -> list[EarningsDate]:
    """Return the days of results, ascending. `row` is the symbol's quote, which knows whether the next is a guess.

    The page does not say so, so a day to come is an estimate unless the quote says otherwise; where the quote names
    the next day, the page's days to come are left out. Raises NoData, Unavailable.
    """
    with yahoo.plainly(f"the days of results of {symbol}"):
        table = yahoo.ticker(at_yahoo(symbol)).get_earnings_dates(limit=MOST_DAYS)
        times = [] if table is None else [at.to_pydatetime() for at in table.index]
    coming = list(_next(symbol, row or {}, today))
    found = {
        one.day: one
        for one in (_earnings(symbol, at, estimated=at.astimezone(NEW_YORK).date() > today) for at in times)
        if one.day < today or not coming
    }
    return sorted((found | {one.day: one for one in coming}).values(), key=lambda one: one.day)


def _next(symbol: str, row: Record, today: date) -> Iterator[EarningsDate]:
    first, last = number(row.get("earningsTimestampStart")), number(row.get("earningsTimestampEnd"))
    if first is None:
        return
    at = datetime.fromtimestamp(first, UTC)
    if at.astimezone(NEW_YORK).date() >= today:
        is_span = last is not None and last != first
        yield _earnings(symbol, at, estimated=is_span or row.get("isEarningsDateEstimate") is not False)


def _earnings(symbol: str, at: datetime, *, estimated: bool) -> EarningsDate:
    local = at.astimezone(NEW_YORK)
    return EarningsDate(symbol=symbol, day=local.date(), time=_part(local.time()), estimated=estimated, source=SOURCE)


def _part(at: time) -> EarningsTime:
    if at == time():
        return EarningsTime.NOT_KNOWN
    if at < OPENS:
        return EarningsTime.BEFORE_OPEN
    return EarningsTime.AFTER_CLOSE if at >= CLOSES else EarningsTime.NOT_KNOWN
