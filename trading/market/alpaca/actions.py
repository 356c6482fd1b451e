"""Dividends and splits from Alpaca's corporate actions."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from trading.market.alpaca.http import AlpacaReader, Host
from trading.market.alpaca.pages import read_pages
from trading.market.answers import Record, day, price, record, records, text
from trading.types import CashActionKind, CorporateAction

PATH = "/corporate-actions"
TYPES = "cash_dividend,forward_split,reverse_split"
MOST_ROWS = 1000
PROCESSED_UP_TO = timedelta(days=120)
"""Alpaca filters by the date of processing, for a dividend the pay date, which follows the ex-date by weeks."""
PROCESSED_BEFORE = timedelta(days=7)
SOURCE = "Alpaca corporate actions"


def read_actions(reader: AlpacaReader, symbol: str, start: date, end: date) -> list[CorporateAction]:
    """Return the dividends and splits with an ex-date between two inclusive dates, ascending."""
    params = {
        "symbols": symbol,
        "types": TYPES,
        "start": (start - PROCESSED_BEFORE).isoformat(),
        "end": (end + PROCESSED_UP_TO).isoformat(),
        "limit": MOST_ROWS,
        "sort": "asc",
    }
    found: dict[object, CorporateAction] = {}
    for page in read_pages(reader, Host.DATA, PATH, params, version="v1"):
        for key, action in _actions(symbol, record(page.get("corporate_actions"))):
            if start <= action.ex_date <= end:
                found[key] = action
    return sorted(found.values(), key=lambda action: (action.ex_date, action.kind))


def splits_on(reader: AlpacaReader, symbols: Sequence[str], day: date) -> frozenset[str]:
    """Return which of the symbols are split on that day."""
    params = {
        "symbols": ",".join(symbols),
        "types": "forward_split,reverse_split",
        "start": (day - PROCESSED_BEFORE).isoformat(),
        "end": (day + PROCESSED_BEFORE).isoformat(),
        "limit": MOST_ROWS,
        "sort": "asc",
    }
    groups = [
        record(page.get("corporate_actions")) for page in read_pages(reader, Host.DATA, PATH, params, version="v1")
    ]
    return frozenset(
        symbol for symbol in symbols for group in groups for _, split in _actions(symbol, group) if split.ex_date == day
    )


def _actions(symbol: str, groups: Record) -> Iterator[tuple[object, CorporateAction]]:
    for row in records(groups.get("cash_dividends")):
        ex_date, amount = day(row.get("ex_date")), price(row.get("rate"))
        if ex_date and amount and row.get("symbol") == symbol and (row.get("currency") or "USD") == "USD":
            yield (
                text(row.get("id")) or (ex_date, amount),
                CorporateAction(
                    symbol=symbol, kind=CashActionKind.DIVIDEND, ex_date=ex_date, amount=amount, source=SOURCE
                ),
            )
    for row in records(groups.get("forward_splits")) + records(groups.get("reverse_splits")):
        ex_date, ratio = day(row.get("ex_date")), _ratio(row)
        if ex_date and ratio and row.get("symbol") == symbol:
            yield (
                text(row.get("id")) or (ex_date, ratio),
                CorporateAction(symbol=symbol, kind=CashActionKind.SPLIT, ex_date=ex_date, ratio=ratio, source=SOURCE),
            )


def _ratio(row: Record) -> Decimal | None:
    new, old = price(row.get("new_rate")), price(row.get("old_rate"))
    return new / old if new and old else None
