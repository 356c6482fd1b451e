"""The price now and the newest session, from a row of Yahoo's quotes."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from trading.errors import NoData
from trading.market.answers import Record, number, price, text
from trading.types import Quote, Snapshot

DECIMALS = 4
NO_SIDE = Decimal(0)
PHASES = ("regularMarket", "preMarket", "postMarket")
SOURCE = "Yahoo Finance, delayed up to 15 min"
CURRENCY = "USD"
FAR = Decimal("0.0025")
"""How far the last price may lie beyond bid or ask, as a part of that side: Yahoo dates the last price only, and sides
that it contradicts are of another time.
"""
LAST_FOR_BOTH = f"{SOURCE}; no bid and ask, the last price stands for them"
SIDE_MISSING = f"{SOURCE}; bid or ask missing"
SIDES_APART = f"{SOURCE}; bid and ask left out, the last price lies outside of them"


class MarketState(StrEnum):
    """Yahoo's word for a phase in which shares are traded; every other one is closed, unless the calendar differs."""

    PRE = "PRE"
    REGULAR = "REGULAR"
    POST = "POST"


def quote_of(symbol: str, row: Record, *, is_open: bool) -> Quote:
    """Return the row as a Quote; `at` is the time of the last price, because Yahoo tells none for bid and ask.

    While the exchange is open, by its calendar or by Yahoo's word, a side that is missing or 0 stays 0: the gate
    refuses it, and the source says so. Sides that the last price contradicts are 0 too. While it is closed Yahoo's
    sides are leftovers of nobody knows when, and the last price stands for both, marked as well.
    Raises NoData when there is no price at all, or none that is told to be in USD.
    """
    last, at = _newest(row)
    if last is None or at is None:
        raise NoData(f"{symbol} has no price at Yahoo Finance; choose another symbol")
    if row.get("currency") != CURRENCY:
        told = (text(row.get("currency")) or "")[:12] or "an unnamed currency"
        raise NoData(f"{symbol} is priced in {told} at Yahoo Finance and the desk counts in USD; choose another")
    if not is_open and str(row.get("marketState")) not in set(MarketState):
        return Quote(symbol=symbol, bid=last, ask=last, last=last, at=at, source=LAST_FOR_BOTH)
    bid, ask = _price(row.get("bid")), _price(row.get("ask"))
    if bid and ask and not bid * (1 - FAR) <= last <= ask * (1 + FAR):
        return Quote(symbol=symbol, bid=NO_SIDE, ask=NO_SIDE, last=last, at=at, source=SIDES_APART)
    source = SOURCE if bid and ask else SIDE_MISSING
    return Quote(symbol=symbol, bid=bid or NO_SIDE, ask=ask or NO_SIDE, last=last, at=at, source=source)


def snapshot_of(symbol: str, row: Record) -> Snapshot | None:
    """Return the newest regular session, None without a price in USD; what Yahoo does not tell is None."""
    if row.get("currency") != CURRENCY:
        return None
    last, at = _price(row.get("regularMarketPrice")), _instant(row.get("regularMarketTime"))
    if last is None or at is None:
        return None
    return Snapshot(
        symbol=symbol,
        last=last,
        previous_close=_price(row.get("regularMarketPreviousClose")),
        open=_price(row.get("regularMarketOpen")),
        high=_price(row.get("regularMarketDayHigh")),
        low=_price(row.get("regularMarketDayLow")),
        volume=number(row.get("regularMarketVolume")),
        at=at,
        source=SOURCE,
    )


def _newest(row: Record) -> tuple[Decimal | None, datetime | None]:
    """Return the newest of the regular price and those before the open and after the close."""
    found = [(_instant(row.get(f"{phase}Time")), _price(row.get(f"{phase}Price"))) for phase in PHASES]
    told = [(at, last) for at, last in found if at is not None and last is not None]
    if not told:
        return None, None
    at, last = max(told, key=lambda one: one[0])
    return last, at


def _price(value: object) -> Decimal | None:
    """Return a price above 0, rounded to a hundredth of a cent: Yahoo sends single precision."""
    found = number(value)
    return None if found is None else price(round(found, DECIMALS))


def _instant(value: object) -> datetime | None:
    found = number(value)
    try:
        return None if found is None else datetime.fromtimestamp(found, UTC)
    except (ValueError, OverflowError, OSError):
        return None
