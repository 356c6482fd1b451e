"""A paper account over the bundled recording, with its portfolio: every part is the real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from trading.broker.paper import PaperBroker
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.portfolio.portfolio import Portfolio
from trading.risk.limits import Limits
from trading.types import Side, Ticket

CALENDAR, TAPE = ExchangeCalendar(), ReplayTape()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A book and the portfolio that reads it."""

    broker: PaperBroker
    portfolio: Portfolio

    def buy(self, symbol: str, qty: str, *, order_id: str) -> None:
        self.broker.submit(order_id, Ticket(symbol=symbol, side=Side.BUY, qty=Decimal(qty)))

    def sell(self, symbol: str, qty: str, *, order_id: str) -> None:
        self.broker.submit(order_id, Ticket(symbol=symbol, side=Side.SELL, qty=Decimal(qty)))

    def play_to(self, day: date) -> None:
        while self.broker.session_day() < day:
            self.broker.advance(CALENDAR.next_session(self.broker.session_day()).day)


@contextmanager
def account_at(folder: Path, day: date, *, limits: Limits | None = None) -> Iterator[Account]:
    """Give a new account of 100,000 USD at that session's close."""
    broker = PaperBroker(book=folder / "paper.db", tape=TAPE, calendar=CALENDAR, start=day, cash=Decimal(100_000))
    clock = ReplayClock(broker.session_day, CALENDAR)
    portfolio = Portfolio(
        broker=broker,
        market=ReplayMarket(TAPE, clock, CALENDAR),
        calendar=CALENDAR,
        market_clock=clock,
        limits=lambda: limits or Limits(),
    )
    try:
        yield Account(broker=broker, portfolio=portfolio)
    finally:
        broker.close()
