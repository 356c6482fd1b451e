"""The exchange's sessions as Alpaca tells them, laid over our own calendar for the days that it has told."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from trading.broker.alpaca.answers import Unreadable, rows_of, text_of
from trading.broker.alpaca.calls import AlpacaCalls
from trading.ports import Calendar, Clock
from trading.types import Session

log = logging.getLogger(__name__)
NEW_YORK = ZoneInfo("America/New_York")
CLOSES = time(16, 0)
ONE_DAY = timedelta(days=1)
BACK, AHEAD = timedelta(days=10), timedelta(days=60)
KEEP = timedelta(hours=6)
MOST_NAMED = 3
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The sessions from `first` to `last`, both told as sessions; a day between them that is not here is closed."""

    first: date = date.max
    last: date = date.min
    sessions: Mapping[date, Session] = field(default_factory=dict)

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


class VenueCalendar:
    """The Calendar port: Alpaca's word for the days that it has told, the calendar below for every other.

    `look` asks; everything else only reads memory, so the gate never waits for the venue here. Safe to use from
    several threads, `look` from one.
    """

    def __init__(self, *, calls: AlpacaCalls, clock: Clock, below: Calendar) -> None:
        self._calls, self._clock, self._below = calls, clock, below
        self._told = _Told()
        self._looked_at = NEVER
        self._note = ""

    def look(self) -> None:
        """Ask Alpaca for the days around today, every six hours; raises Unavailable and then keeps what it had."""
        now = self._clock.now()
        if now - self._looked_at < KEEP:
            return
        today = now.astimezone(NEW_YORK).date()
        span = {"start": (today - BACK).isoformat(), "end": (today + AHEAD).isoformat()}
        told = _told_of(self._calls.read("/calendar", span), today)
        note = self._compared(told)
        if note and note != self._note:
            log.warning("%s", note)
        self._told, self._note, self._looked_at = told, note, now

    def note(self) -> str:
        """Return the sentence about days on which Alpaca and the calendar below disagree, empty when they agree."""
        return self._note

    def session(self, day: date) -> Session | None:
        """Return the session of that New York date, None on a closed day."""
        told = self._told
        return told.sessions.get(day) if told.covers(day) else self._below.session(day)

    def session_at(self, at: datetime) -> Session | None:
        """Return the session whose New York date `at` falls on, None on a closed day."""
        if at.tzinfo is None:
            raise ValueError(f"{at} has no time zone; pass an aware time")
        return self.session(at.astimezone(NEW_YORK).date())

    def sessions(self, start: date, end: date) -> Sequence[Session]:
        """Return the sessions of both dates and all between, ascending, clipped to the calendar below."""
        told = self._told
        found = [one for one in self._below.sessions(start, end) if not told.covers(one.day)]
        found += [one for one in told.sessions.values() if start <= one.day <= end]
        return sorted(found, key=lambda one: one.day)

    def next_session(self, after: date) -> Session:
        """Return the first session later than that date. Raises NoData past the calendar's end."""
        return self._nearest(after, ONE_DAY)

    def previous_session(self, before: date) -> Session:
        """Return the last session earlier than that date. Raises NoData before the calendar's start."""
        return self._nearest(before, -ONE_DAY)

    def _nearest(self, day: date, step: timedelta) -> Session:
        while True:
            day += step
            if session := self.session(day):
                return session

    def _compared(self, told: _Told) -> str:
        ours = {one.day: one for one in self._below.sessions(told.first, told.last)}
        days = sorted(ours.keys() | told.sessions.keys())
        apart = [day for day in days if _hours(ours.get(day)) != _hours(told.sessions.get(day))]
        if not apart:
            return ""
        named = [
            f"{day:%a} {day.day} {day:%b %Y} ({_hours(told.sessions.get(day))}, not {_hours(ours.get(day))})"
            for day in apart[:MOST_NAMED]
        ]
        more = f" and {len(apart) - MOST_NAMED} more" if len(apart) > MOST_NAMED else ""
        return (
            f"Alpaca's calendar differs from the exchange's own on {', '.join(named)}{more}; "
            "Alpaca's word holds here, so look at the exchange's notices before you rely on those days"
        )


def _hours(session: Session | None) -> str:
    if session is None:
        return "closed"
    return f"{session.opens.astimezone(NEW_YORK):%H:%M} to {session.closes.astimezone(NEW_YORK):%H:%M}"


def _told_of(raw: Any, today: date) -> _Told:
    """Return the days of an answer. Raises Unreadable also for one that does not reach around today."""
    sessions = {one.day: one for one in map(_session_of, rows_of(raw))}
    if not sessions or not min(sessions) <= today <= max(sessions):
        raise Unreadable(f"Alpaca's calendar tells no days around {today}; the exchange's own calendar is used")
    return _Told(first=min(sessions), last=max(sessions), sessions=sessions)


def _session_of(raw: Mapping[str, Any]) -> Session:
    texts = [text_of(raw, name) for name in ("date", "open", "close")]
    try:
        day, opens, closes = date.fromisoformat(texts[0][:10]), *map(time.fromisoformat, texts[1:])
    except ValueError:
        raise Unreadable(f"Alpaca's calendar has a day that cannot be read: {' '.join(texts):.60}") from None
    if opens >= closes:
        raise Unreadable(f"Alpaca's calendar lets {day} open at {opens} and close at {closes}; it is not used")
    return Session(
        day=day,
        opens=datetime.combine(day, opens, NEW_YORK).astimezone(UTC),
        closes=datetime.combine(day, closes, NEW_YORK).astimezone(UTC),
        is_half_day=closes < CLOSES,
    )
