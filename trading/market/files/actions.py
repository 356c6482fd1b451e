"""Dividends and splits from the folder's actions.csv: symbol, ex_date, kind and value, a line each."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from trading.errors import NoData
from trading.market.files.names import ACTIONS
from trading.market.files.rows import Row, read_rows
from trading.market.files.values import day_of, number_of
from trading.ports import Calendar
from trading.types import CashActionKind, CorporateAction

NEEDED = ("symbol", "date", "kind", "value")
ActionsBySymbol = Mapping[str, Mapping[date, tuple[CorporateAction, ...]]]


def read_actions(folder: Path, calendar: Calendar) -> ActionsBySymbol:
    """Return the actions by symbol and ex-date, ascending; none without the file. Raises FixInput with the line."""
    path = folder / ACTIONS
    if not path.exists():
        return {}
    _, rows = read_rows(path, needed=NEEDED)
    found: dict[str, dict[date, tuple[CorporateAction, ...]]] = {}
    for action in sorted((_action(row, calendar) for row in rows), key=lambda one: (one.ex_date, one.kind)):
        of_symbol = found.setdefault(action.symbol, {})
        of_symbol[action.ex_date] = (*of_symbol.get(action.ex_date, ()), action)
    return found


def _action(row: Row, calendar: Calendar) -> CorporateAction:
    symbol, said = str(row.values["symbol"]).upper(), str(row.values["kind"]).casefold()
    if not symbol:
        raise row.fault("symbol is empty; name whose action it is")
    if said not in tuple(CashActionKind):
        raise row.fault(
            f"kind is {said[:40]!r}; write dividend (value is USD a share) or split (new shares for one old)"
        )
    kind, day = CashActionKind(said), day_of(row)
    try:
        session = calendar.session(day)
    except NoData as fault:
        raise row.fault(str(fault)) from None
    if session is None:
        raise row.fault(f"the ex-date {day} is no session of the New York exchange; correct it")
    value = Decimal(repr(number_of(row, "value", above=True)))
    return CorporateAction(
        symbol=symbol,
        kind=kind,
        ex_date=day,
        amount=value if kind is CashActionKind.DIVIDEND else None,
        ratio=value if kind is CashActionKind.SPLIT else None,
        source=ACTIONS,
    )
