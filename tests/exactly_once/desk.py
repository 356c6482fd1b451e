"""A desk at Alpaca's test venue, built without the web server, on a clock of the harness."""

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.alpaca_venue.running import AlpacaVenue
from tests.exactly_once.clocks import FastClock
from tests.orders.market import SetMarket
from trading.broker.alpaca import AlpacaBroker, AlpacaCalls
from trading.market.clock import WallClock
from trading.orders.desk import OrderDesk
from trading.ports import Broker, Clock
from trading.risk.limits_book import LimitsBook
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import OWNER, MarketMode, Session

ACCOUNT = "alpaca-paper"
CASH = Decimal(100_000_000)
PRICE = Decimal("100.37")
WIDE = {
    "max_order_notional": "1000000000",
    "max_symbol_notional": "1000000000",
    "max_gross_notional": "1000000000",
    "max_symbol_weight_pct": "1000",
    "max_orders_per_day": "100000",
    "max_quote_age_s": "3600",
    "approval_ttl_s": "3600",
}
"""Limits that no run of this harness reaches: what is measured is the sending, not the gate."""


class AlwaysOpen:
    """A calendar whose every day is one session from midnight to midnight UTC."""

    def session(self, day: date) -> Session:
        opens = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return Session(day=day, opens=opens, closes=opens + timedelta(days=1), is_half_day=False)

    def session_at(self, at: datetime) -> Session:
        return self.session(at.date())

    def sessions(self, start: date, end: date) -> list[Session]:
        return [self.session(start + timedelta(days=n)) for n in range((end - start).days + 1)]

    def next_session(self, after: date) -> Session:
        return self.session(after + timedelta(days=1))

    def previous_session(self, before: date) -> Session:
        return self.session(before - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a desk trades, as another process can be told."""

    url: str
    stream_url: str
    key: str
    secret: str
    symbols: int
    timeout_s: float = 10.0


@dataclass(slots=True, kw_only=True)
class Built:
    """A desk and the parts that a test touches."""

    desk: OrderDesk
    database: Database
    calls: AlpacaCalls
    broker: AlpacaBroker
    market: SetMarket

    def close(self) -> None:
        self.broker.close()
        self.database.close()


def symbol(number: int) -> str:
    """Return the name of the n-th symbol: one in doubt takes no new order, so a run needs many."""
    return f"S{number:03d}"


def make_venue(symbols: int, clock: FastClock | None = None) -> AlpacaVenue:
    """Return a listening venue with that many symbols at one price, without a rate limit."""
    venue = AlpacaVenue(per_minute=10**9, cash=CASH)
    if clock is not None:
        venue.book.clock = clock.nanoseconds
    for number in range(symbols):
        venue.book.add_asset(symbol(number), PRICE)
    return venue


def place_of(venue: AlpacaVenue, *, symbols: int, timeout_s: float = 10.0) -> Place:
    return Place(
        url=venue.url,
        stream_url=venue.stream_url,
        key=venue.key,
        secret=venue.secret,
        symbols=symbols,
        timeout_s=timeout_s,
    )


def build(
    folder: Path, place: Place, clock: Clock, *, owner: str, sleep: Any, wrap: Any = None, adapter: Any = None
) -> Built:
    """Return a desk that is not started; `wrap` may lay itself around its broker, `adapter` replaces the sockets."""
    database = prepared(folder)
    market = SetMarket(clock)  # type: ignore[arg-type]
    market.prices = {symbol(number): PRICE for number in range(place.symbols)}
    waits = (place.timeout_s, place.timeout_s)
    true = WallClock()  # the venue stamps its answers with true time; a clock that is scaled would be called wrong
    calls = AlpacaCalls(key_id=place.key, secret=place.secret, url=place.url, clock=true, timeout_s=waits, sleep=sleep)
    if adapter is not None:
        calls._client._session.mount("http://", adapter)
    broker = AlpacaBroker(calls=calls, clock=clock, calendar=AlwaysOpen())
    held: Broker = broker if wrap is None else wrap(broker)
    desk = OrderDesk(
        database=database,
        account_id=ACCOUNT,
        broker=held,
        market=market,
        calendar=AlwaysOpen(),
        wall_clock=clock,
        market_clock=clock,
        limits=LimitsBook(database, ACCOUNT, clock, data_dir=folder),
        data_dir=folder,
        owner=owner,
    )
    return Built(desk=desk, database=database, calls=calls, broker=broker, market=market)


def prepared(folder: Path) -> Database:
    """Return the store of a folder; a new one is a copy of one that was made ready once in this process."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "desk.db").exists():
        shutil.copytree(_template(), folder, dirs_exist_ok=True)
    return Database.in_folder(folder)


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="desk-template-"))
    database = Database.in_folder(folder)
    upgrade(database)
    clock = FastClock(0.0, 0.0)
    ensure_account(database, ACCOUNT, mode=MarketMode.PAPER, venue="Alpaca, paper account", at=clock.now())
    LimitsBook(database, ACCOUNT, clock, data_dir=folder).update(WIDE, actor=OWNER)
    database.close()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
