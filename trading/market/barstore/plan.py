"""Which days must be asked for: what was never had, what can still change, and what was not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trading.market.barstore.table import Table
from trading.types import Session, Timeframe

SETTLES = timedelta(minutes=20)
"""How long after a close its bars may still be revised: delayed feeds are complete after 15 minutes."""
AFTER_HOURS = timedelta(hours=4)
BEFORE_HOURS = timedelta(hours=5, minutes=30)
"""Extended trading ends 4 hours after the close and begins 5.5 hours before the open, at 4:00 in New York."""
DAILY_AGAIN_S, INTRADAY_AGAIN_S = 300, 10
"""How long the newest bars are believed while they can still change; the sources' own memory lasts as long."""
NONE_THERE_S = (300, 3600, 24 * 3600)
"""How long a session without a bar is believed to have none: five minutes, then an hour, then a day. The calendar says
that there was a session; a source that told nothing of it by fault mends itself soon, and a symbol that did not trade
costs two more questions. A day at once where bars begin only later: it was not listed yet, or the source begins there.
"""
CLOSE_BY = 30
"""Runs of days with fewer sessions between them than this are asked for in one question."""
DAY_LENGTHS = frozenset({Timeframe.DAY_1, Timeframe.WEEK_1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Days to ask for, both inclusive; `essential` where bars are missing, not only to be looked at again."""

    first: date
    last: date
    essential: bool


def plan(table: Table, sessions: Sequence[Session], timeframe: Timeframe, now: datetime) -> list[Run]:
    """Return the runs of days to ask for among these sessions, ascending; empty when all is there."""
    begun = [session for session in sessions if _has_begun(session, timeframe, now, extended=table.facts.extended)]
    filled = table.days_with_bars()
    found: list[tuple[int, Run]] = []
    for position, session in enumerate(begun):
        essential = _wants(table, session, timeframe, now, has_bars=session.day.toordinal() in filled)
        if essential is None:
            continue
        before, run = found[-1] if found else (0, None)
        if run is not None and position - before < CLOSE_BY:
            found[-1] = (position, Run(first=run.first, last=session.day, essential=run.essential or essential))
        else:
            found.append((position, Run(first=session.day, last=session.day, essential=essential)))
    return [run for _, run in found]


def _has_begun(session: Session, timeframe: Timeframe, now: datetime, *, extended: bool) -> bool:
    if timeframe in DAY_LENGTHS:
        return session.closes <= now
    return session.opens - (BEFORE_HOURS if extended else timedelta()) <= now


def _wants(table: Table, session: Session, timeframe: Timeframe, now: datetime, *, has_bars: bool) -> bool | None:
    """Say whether a session must be asked for: True when bars are missing, False to look again, None when not."""
    asked = table.asked.get(session.day.toordinal())
    if asked is None:
        return True
    daily = timeframe in DAY_LENGTHS
    ends = session.closes if daily or not table.facts.extended else session.closes + AFTER_HOURS
    age = now.timestamp() - asked
    if asked < (ends + SETTLES).timestamp():
        if 0 <= age < (DAILY_AGAIN_S if daily else INTRADAY_AGAIN_S):
            return None
        return asked < ends.timestamp()
    if has_bars:
        return None
    return None if 0 <= age < _believed_s(table, session, (ends + SETTLES).timestamp()) else False


def _believed_s(table: Table, session: Session, settled: float) -> float:
    """Return for how many seconds the newest empty answer holds: longer the longer the source has said the same."""
    day = session.day.toordinal()
    if table.days.size and day < table.days[0]:
        return NONE_THERE_S[-1]
    asked = table.asked[day]
    said_for = asked - max(table.empty.get(day, asked), settled)
    return next((wait for wait in NONE_THERE_S if said_for < wait), NONE_THERE_S[-1])
