"""One symbol's daily file as a history of sessions."""

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from trading.errors import NoData
from trading.market.files.names import BarFile
from trading.market.files.rows import Row, check_columns, read_rows
from trading.market.files.values import day_of, number_of, price_of, prices_of
from trading.market.replay.history import History
from trading.ports import Calendar
from trading.types import CashActionKind, CorporateAction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Prices = NDArray[np.float64]

RANGE = frozenset({"open", "high", "low"})
Actions = Mapping[date, tuple[CorporateAction, ...]]


def read_daily(file: BarFile, calendar: Calendar, actions: Actions) -> History:
    """Return the sessions of a daily file, ascending whatever its order.

    Without open, high and low it has closes only. Adjusted closes are the file's own, else made of the actions.
    Raises FixInput with file, line and value.
    """
    columns, rows = read_rows(file.path, needed=("date", "close"))
    closes_only = not columns & RANGE
    if not closes_only:
        check_columns(file.path, columns, ("open", "high", "low", "volume"))
    by_day = _by_day(rows, calendar)
    days = sorted(by_day)
    ordered = [by_day[day] for day in days]
    return _history(
        file.symbol, days, ordered, closes_only=closes_only, adjusted="adjusted" in columns, actions=actions
    )


def _history(
    symbol: str, days: Sequence[date], rows: Sequence[Row], *, closes_only: bool, adjusted: bool, actions: Actions
) -> History:
    import numpy as np

    if closes_only:
        close = np.array([price_of(row, "close") for row in rows])
        opened, high, low, volume = close, close, close, np.zeros_like(close)
    else:
        opened, high, low, close = np.array([prices_of(row) for row in rows]).T.copy()
        volume = np.array([number_of(row, "volume") for row in rows])
    if adjusted:
        adjusted_close = np.array([number_of(row, "adjusted", above=True) for row in rows])
    else:
        adjusted_close = close * factors(days, close, actions)
    return History(
        symbol=symbol,
        closes_only=closes_only,
        days=array("i", [day.toordinal() for day in days]),
        open=opened,
        high=high,
        low=low,
        close=close,
        volume=volume,
        adjusted=close if closes_only else adjusted_close,
    )


def factors(days: Sequence[date], close: "Prices", actions: Actions) -> "Prices":
    """Return what each session's prices are multiplied by, 1 after the last action.

    A split divides all earlier prices by its ratio, a dividend multiplies them by 1 - amount / close before (CRSP).
    """
    import numpy as np

    found = np.ones(len(days))
    for ex_date in actions:
        before = int(np.searchsorted(np.array(days, dtype="datetime64[D]"), np.datetime64(ex_date)))
        if not 0 < before < len(days):
            continue
        for action in actions[ex_date]:
            if action.kind is CashActionKind.SPLIT and action.ratio:
                found[:before] /= float(action.ratio)
            elif action.amount:
                found[:before] *= 1 - float(action.amount) / float(close[before - 1])
    return found


def _by_day(rows: Sequence[Row], calendar: Calendar) -> dict[date, Row]:
    found: dict[date, Row] = {}
    for row in rows:
        day = day_of(row)
        try:
            session = calendar.session(day)
        except NoData as fault:
            raise row.fault(str(fault)) from None
        if session is None:
            raise row.fault(f"{day} is no session of the New York exchange; remove the line or correct its day")
        first = found.setdefault(day, row)
        if first is not row:
            raise row.fault(f"{day} stands on {first.place.split(maxsplit=1)[1]} already; keep one of them")
    return found
