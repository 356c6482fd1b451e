"""Closes are read once a session: a page that looks every few seconds must not use up a venue's rate limit."""

from datetime import date
from typing import Any

from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.portfolio.closes import Closes
from trading.types import Bars


class CountingMarket(ReplayMarket):
    """The recording, and how often its bars were asked for."""

    asked = 0

    def bars(self, *given: Any, **named: Any) -> Bars:
        self.asked += 1
        return super().bars(*given, **named)


class Stand:
    """A market whose day can be set."""

    def __init__(self) -> None:
        self.day = date(2012, 6, 1)
        calendar, tape = ExchangeCalendar(), ReplayTape()
        clock = ReplayClock(lambda: self.day, calendar)
        self.market = CountingMarket(tape, clock, calendar)
        self.closes = Closes(market=self.market, calendar=calendar, market_clock=clock)
        self.calendar = calendar


def test_the_same_session_is_asked_for_once_and_the_next_one_again() -> None:
    stand = Stand()
    first = stand.closes.year("AAPL")
    assert stand.closes.year("AAPL") is first and stand.market.asked == 1
    stand.day = date(2012, 6, 4)
    later = stand.closes.year("AAPL")
    assert stand.market.asked == 2 and later.index[-1] > first.index[-1]
    stand.day = date(2012, 6, 1)
    assert stand.closes.year("AAPL").equals(first)


def test_the_close_before_a_session_is_asked_for_once() -> None:
    stand = Stand()
    today = stand.calendar.session(date(2012, 6, 1))
    assert today is not None
    before = stand.closes.previous("AAPL", today)
    assert before is not None and stand.closes.previous("AAPL", today) == before
    assert stand.market.asked == 1
