"""Recorded bars below a day as they could be known at now."""

from datetime import date, datetime

from trading.market.replay.history import History
from trading.market.replay.recording import ShortBars

PRICES = ["open", "high", "low", "close"]


def until(bars: ShortBars, now: datetime, *, extended: bool) -> ShortBars:
    """Return the bars that have ended at now, those outside of regular hours only if they are asked for."""
    wanted = (bars.frame.index <= now) & (extended | ~bars.outside)
    return ShortBars(frame=bars.frame[wanted], days=bars.days[wanted], outside=bars.outside[wanted])


def between(bars: ShortBars, start: date | None, end: date | None) -> ShortBars:
    """Return the bars of two inclusive New York days and all between."""
    first = 0 if start is None else int(bars.days.searchsorted(start.toordinal()))
    last = len(bars.days) if end is None else int(bars.days.searchsorted(end.toordinal(), side="right"))
    rows = slice(first, max(first, last))
    return ShortBars(frame=bars.frame.iloc[rows], days=bars.days[rows], outside=bars.outside[rows])


def adjusted(bars: ShortBars, history: History, count: int) -> ShortBars:
    """Return the bars with each day's prices times the factor of its session, 1 at the session `count - 1`.

    A day without a session of its own in the history has the factor of the one before it.
    """
    import numpy as np

    known = np.frombuffer(history.days, dtype=np.int32)[:count]
    rows = np.clip(known.searchsorted(bars.days, side="right") - 1, 0, None)
    ratio = history.adjusted[:count] / history.close[:count]
    factor = (ratio[rows] / ratio[count - 1]).round(12)
    frame = bars.frame.copy()
    frame[PRICES] = frame[PRICES].to_numpy() * factor[:, None]
    return ShortBars(frame=frame, days=bars.days, outside=bars.outside)
