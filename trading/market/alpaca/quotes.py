"""The price now, from Alpaca's snapshot of a symbol."""

from datetime import datetime
from decimal import Decimal

from trading.errors import NoData
from trading.market.answers import Record, instant, price, record
from trading.types import Quote

PATH = "/stocks/snapshots"
BARS_NEWEST_FIRST = ("minuteBar", "dailyBar", "prevDailyBar")
NO_SIDE = Decimal(0)


def quote_of(symbol: str, snapshot: Record, *, is_open: bool, source: str) -> Quote:
    """Return the snapshot as a Quote.

    `at` is the time of the bid and ask, because they are what an order is priced and judged by; the last trade can
    be older, on IEX by minutes. A side that is missing stays 0 while the exchange is open, and the gate refuses it.
    While it is closed nobody can trade at either side: unless both are there, the last trade stands for them, with
    its own time. Without any trade the close of the newest bar stands for it, as of the bar's beginning, which is
    surely not too new, and without any bar the middle of both sides. Raises NoData when there is no price at all.
    """
    quoted = record(snapshot.get("latestQuote"))
    bid, ask, quoted_at = price(quoted.get("bp")), price(quoted.get("ap")), instant(quoted.get("t"))
    last, traded_at = last_of(snapshot)
    if quoted_at is not None and bid is not None and ask is not None:
        middle = (bid + ask) / 2
        return Quote(symbol=symbol, bid=bid, ask=ask, last=last or middle, at=quoted_at, source=source)
    if last is None or traded_at is None:
        raise NoData(f"{symbol} has no bid, ask or trade at {source}; choose another symbol or feed")
    if is_open:
        at = min(traded_at, quoted_at) if quoted_at else traded_at
        sides = (bid or NO_SIDE, ask or NO_SIDE) if quoted_at else (NO_SIDE, NO_SIDE)
        return Quote(symbol=symbol, bid=sides[0], ask=sides[1], last=last, at=at, source=source)
    return Quote(symbol=symbol, bid=last, ask=last, last=last, at=traded_at, source=source)


def last_of(snapshot: Record) -> tuple[Decimal | None, datetime | None]:
    """Return the last trade that stands and its time; without one the close and the beginning of the newest bar."""
    traded = record(snapshot.get("latestTrade"))
    found, at = price(traded.get("p")), instant(traded.get("t"))
    if found is not None and at is not None and traded.get("u") not in ("canceled", "incorrect"):
        return found, at
    for name in BARS_NEWEST_FIRST:
        bar = record(snapshot.get(name))
        found, at = price(bar.get("c")), instant(bar.get("t"))
        if found is not None and at is not None:
            return found, at
    return None, None
