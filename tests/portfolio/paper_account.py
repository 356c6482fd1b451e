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
from trading.risk.worst_case import AtRisk, worst_case
from trading.types import Side, Ticket, VenueAccount, WorstCase

CALENDAR, TAPE = ExchangeCalendar(), ReplayTape()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A book and the portfolio that reads it."""

    broker: PaperBroker
    portfolio: Portfolio
    market: ReplayMarket
    clock: ReplayClock

    def buy(self, symbol: str, qty: str, *, order_id: str) -> None:
        self.broker.submit(order_id, Ticket(symbol=symbol, side=Side.BUY, qty=Decimal(qty)))

    def sell(self, symbol: str, qty: str, *, order_id: str) -> None:
        self.broker.submit(order_id, Ticket(symbol=symbol, side=Side.SELL, qty=Decimal(qty)))

    def play_to(self, day: date) -> None:
        while self.broker.session_day() < day:
            self.broker.advance(CALENDAR.next_session(self.broker.session_day()).day)


def worst_case_at(broker: PaperBroker, account: VenueAccount, limits: Limits) -> WorstCase:
    """Return the worst case of a book that no desk stands before: nothing is on its way to it."""
    return worst_case(
        AtRisk(
            account=account,
            positions={one.symbol: one for one in broker.positions()},
            working=(),
            orders=broker.orders(open_only=True),
            leaving=(),
            limits=limits,
        )
    )


@contextmanager
def account_at(folder: Path, day: date, *, limits: Limits | None = None) -> Iterator[Account]:
    """Give a new account of 100,000 USD at that session's close."""
    broker = PaperBroker(book=folder / "paper.db", tape=TAPE, calendar=CALENDAR, start=day, cash=Decimal(100_000))
    clock = ReplayClock(broker.session_day, CALENDAR)
    market = ReplayMarket(TAPE, clock, CALENDAR)
    portfolio = Portfolio(
        broker=broker,
        market=market,
        calendar=CALENDAR,
        market_clock=clock,
        worst_case=lambda account: worst_case_at(broker, account, limits or Limits()),
    )
    try:
        yield Account(broker=broker, portfolio=portfolio, market=market, clock=clock)
    finally:
        broker.close()
