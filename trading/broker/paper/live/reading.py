"""What a source tells of one symbol in one session that is over, and what its company did on that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from trading.broker.paper.live.prices import LivePrices, Stretch
from trading.ports import Calendar
from trading.types import CorporateAction, Session, SessionBar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The day's own bar, the minutes where they were asked for (None where the source has none), and the actions."""

    session: Session
    day: SessionBar | None
    is_asked: bool
    minutes: Sequence[Stretch] | None
    actions: Sequence[CorporateAction]

    @property
    def is_silent(self) -> bool:
        """Say whether minutes are missing that must be there or may come: a day whose price has moved has some."""
        if not self.is_asked or self.minutes:
            return False
        return self.day is None or (self.minutes is not None and self.day.high != self.day.low)

    @property
    def stretches(self) -> Sequence[Stretch]:
        """Return the minutes, or the daily bar where the minutes are gone."""
        if self.minutes or self.day is None:
            return self.minutes or []
        return [Stretch(begins=self.session.opens, ends=self.session.closes, bar=self.day)]


class SessionReading:
    """Asks a source for whole sessions; every method raises Unavailable."""

    def __init__(self, prices: LivePrices, calendar: Calendar) -> None:
        self._prices, self._calendar = prices, calendar

    def told(self, symbol: str, session: Session, *, is_resting: bool) -> Told:
        """Return what is told of a session that is over; minutes where orders rest, or where the day's bar is late."""
        day = self._prices.day_bar(symbol, session)
        is_asked = is_resting or day is None  # the last minute is then its close
        minutes = self._prices.minutes(symbol, session, until=session.closes) if is_asked else None
        actions = self.actions(symbol, session)
        return Told(session=session, day=day, is_asked=is_asked, minutes=minutes, actions=actions)

    def actions(self, symbol: str, session: Session) -> Sequence[CorporateAction]:
        """Return what a company did from the day after the session before until this one's."""
        before = self._calendar.previous_session(session.day).day
        return self._prices.actions(symbol, before + ONE_DAY, session.day)
