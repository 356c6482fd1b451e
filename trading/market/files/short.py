"""One symbol's file of bars below a day: each line begins a bar, and is known at its end."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trading.errors import NoData
from trading.market.bars import COLUMNS
from trading.market.calendar import NEW_YORK
from trading.market.files.names import BarFile
from trading.market.files.rows import Row, read_rows
from trading.market.files.values import instant_of, number_of, prices_of
from trading.market.replay.recording import ShortBars
from trading.ports import Calendar
from trading.types import Session, Timeframe

LENGTHS = {
    Timeframe.MIN_1: timedelta(minutes=1),
    Timeframe.MIN_5: timedelta(minutes=5),
    Timeframe.MIN_15: timedelta(minutes=15),
    Timeframe.MIN_30: timedelta(minutes=30),
    Timeframe.HOUR_1: timedelta(hours=1),
}
NEEDED = ("date", "open", "high", "low", "close", "volume")


def read_short(file: BarFile, calendar: Calendar, zone: ZoneInfo) -> ShortBars:
    """Return the bars of a file at the time of their end, ascending whatever its order.

    One that the close cuts short ends with the session. Raises FixInput with file, line and value.
    """
    import numpy as np
    import pandas as pd

    _, rows = read_rows(file.path, needed=NEEDED)
    found: dict[datetime, tuple[Row, Session]] = {}
    for row in rows:
        ends, session = _end_of(row, instant_of(row, zone), file.timeframe, calendar)
        first = found.setdefault(ends, (row, session))[0]
        if first is not row:
            raise row.fault(f"its bar stands on {first.place.split(maxsplit=1)[1]} already; keep one of them")
    times = sorted(found)
    ordered = [found[at] for at in times]
    table = np.array([(*prices_of(row), number_of(row, "volume")) for row, _ in ordered])
    outside = [at <= session.opens or at > session.closes for at, (_, session) in zip(times, ordered, strict=True)]
    return ShortBars(
        frame=pd.DataFrame(table, index=pd.DatetimeIndex(times, tz="UTC", name="time"), columns=list(COLUMNS)),
        days=np.array([session.day.toordinal() for _, session in ordered], dtype=np.int32),
        outside=np.array(outside, dtype=np.bool_),
    )


def _end_of(row: Row, begins: datetime, timeframe: Timeframe, calendar: Calendar) -> tuple[datetime, Session]:
    day: date = begins.astimezone(NEW_YORK).date()
    try:
        session = calendar.session(day)
    except NoData as fault:
        raise row.fault(str(fault)) from None
    if session is None:
        raise row.fault(f"{begins.astimezone(NEW_YORK):%Y-%m-%d %H:%M} in New York lies on no session; remove the line")
    ends = begins + LENGTHS[timeframe]
    return min(ends, session.closes) if begins < session.closes else ends, session
