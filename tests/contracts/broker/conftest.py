"""The venues under contract: a new one adds its opener to VENUES, and passes every test of this folder."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.alpaca_venue.running import AlpacaVenue
from tests.broker.set_market import MONDAY, TUESDAY, SetMarket, live_book, ny
from tests.market.recording import SetClock
from trading.broker.alpaca import AlpacaBroker, AlpacaCalls
from trading.broker.paper import PaperBroker
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import WallClock
from trading.market.replay import ReplayTape
from trading.ports import Broker
from trading.types import CashActionKind, CorporateAction, OrderType, Side, Ticket, VenueOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A venue with cash and no positions, a symbol that trades there now, and its price.

    `pay` lets the company pay a dividend on what is held, and returns its day and its amount in USD a share.
    """

    broker: Broker
    symbol: str
    price: Decimal
    pay: Callable[[], tuple[date, Decimal]]

    @property
    def below(self) -> Decimal:
        """A limit at which nobody sells now."""
        return (self.price * Decimal("0.8")).quantize(Decimal("0.01"))

    @property
    def above(self) -> Decimal:
        """A limit at which nobody buys now."""
        return (self.price * Decimal("1.2")).quantize(Decimal("0.01"))

    def ticket(self, side: Side = Side.BUY, qty: str = "10", **more: Any) -> Ticket:
        """Return a ticket for the symbol: a market order, or with a limit_price a limit order."""
        kind = OrderType.LIMIT if "limit_price" in more else OrderType.MARKET
        return Ticket(symbol=self.symbol, side=side, qty=Decimal(qty), type=kind, **more)

    def submit(self, ticket: Ticket) -> VenueOrder:
        """Send a ticket under a fresh id, and return the order as the venue has it right after its answer.

        A venue may answer before it has worked on the order.
        """
        answer = self.broker.submit(uuid.uuid4().hex, ticket)
        found = self.broker.find(answer.client_order_id)
        assert found is not None
        return found

    def money(self) -> tuple[Decimal, ...]:
        """Return what an order can change of the account."""
        account = self.broker.account()
        return account.cash, account.equity, account.buying_power, account.last_equity


def unstamped(order: VenueOrder | None) -> VenueOrder | None:
    """Return an order without the time of its newest change, which the venue moves as it works on it."""
    return order and replace(order, updated_at=order.submitted_at)


EX_DATE = date(2012, 8, 9)
"""AAPL's first dividend since 1995: 2.65 USD a share, announced by Apple on 24 July 2012."""


def _play_until(broker: PaperBroker, day: date) -> tuple[date, Decimal]:
    calendar = ExchangeCalendar()
    for session in calendar.sessions(broker.session_day(), day)[1:]:
        broker.advance(session.day)
    return day, Decimal("2.65")


def _pay(server: AlpacaVenue, symbol: str) -> tuple[date, Decimal]:
    qty = server.book.ledger.qty(symbol)
    server.book.pay("DIV", qty * Decimal("0.24"), symbol)
    return date.fromisoformat(server.book.ledger.activities[-1]["date"]), Decimal("0.24")


@contextmanager
def _paper(folder: Path) -> Iterator[Venue]:
    tape = ReplayTape()
    broker = PaperBroker(
        book=folder / "paper.db",
        tape=tape,
        calendar=ExchangeCalendar(),
        start=date(2012, 6, 1),
        cash=Decimal(100_000),
        tradable=lambda symbol: (asset := tape.find(symbol)) is not None and asset.tradable,
    )
    try:
        yield Venue(broker=broker, symbol="AAPL", price=Decimal("560.99"), pay=lambda: _play_until(broker, EX_DATE))
    finally:
        broker.close()


@contextmanager
def _live_paper(folder: Path) -> Iterator[Venue]:
    clock = SetClock(ny(MONDAY, "11:00"))
    market = SetMarket(clock)
    market.quotes("100.00", "100.02")
    market.day(MONDAY, "100 100 100 100")
    broker = live_book(folder, market, clock)

    def pay() -> tuple[date, Decimal]:
        amount = Decimal("0.24")
        market.acts(
            CorporateAction(symbol="ACME", kind=CashActionKind.DIVIDEND, ex_date=TUESDAY, amount=amount),
        )
        clock.at = ny(TUESDAY, "09:31")
        broker.look()
        return TUESDAY, amount

    try:
        yield Venue(broker=broker, symbol="ACME", price=Decimal("100.02"), pay=pay)
    finally:
        broker.close()


@contextmanager
def _alpaca(_folder: Path) -> Iterator[Venue]:
    with AlpacaVenue(multiplier=1, per_minute=100_000) as server:
        clock = WallClock()
        calls = AlpacaCalls(key_id=server.key, secret=server.secret, url=server.url, clock=clock)
        broker = AlpacaBroker(calls=calls, clock=clock, calendar=ExchangeCalendar())
        try:
            yield Venue(broker=broker, symbol="AAPL", price=server.book.price("AAPL"), pay=lambda: _pay(server, "AAPL"))
        finally:
            broker.close()


VENUES: dict[str, Callable[[Path], AbstractContextManager[Venue]]] = {
    "paper": _paper,
    "live paper": _live_paper,
    "alpaca": _alpaca,
}


@pytest.fixture(params=list(VENUES))
def venue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Venue]:
    with VENUES[request.param](tmp_path) as opened:
        yield opened
