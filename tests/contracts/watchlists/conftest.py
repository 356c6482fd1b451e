"""The keepers of watchlists under contract: a new one adds its opener to KEEPERS, and passes every test here."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.alpaca_venue.running import AlpacaVenue
from tests.orders.market import SetClock
from trading.broker.alpaca import AlpacaCalls, AlpacaWatchlists
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.ports import Watchlists
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.watchlists import StoredWatchlists
from trading.types import MarketMode

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """A keeper without lists, and another reader of the very same lists that keeps nothing of its own."""

    lists: Watchlists
    elsewhere: Watchlists


@contextmanager
def _stored(folder: Path) -> Iterator[Keeper]:
    calendar, clock = ExchangeCalendar(), SetClock(NOW)
    market = ReplayMarket(
        ReplayTape(), ReplayClock(lambda: datetime(2012, 6, 1, tzinfo=UTC).date(), calendar), calendar
    )
    known = {asset.symbol for asset in market.assets()}
    database = Database.in_folder(folder)
    upgrade(database)
    ensure_account(database, "replay", mode=MarketMode.REPLAY, venue="Paper", at=NOW)
    ensure_account(database, "other", mode=MarketMode.PAPER, venue="Alpaca", at=NOW)
    StoredWatchlists(database, "other", clock, knows=known.__contains__).make("Another account's", ["AAPL"])
    try:
        yield Keeper(
            lists=StoredWatchlists(database, "replay", clock, knows=known.__contains__),
            elsewhere=StoredWatchlists(database, "replay", clock, knows=known.__contains__),
        )
    finally:
        database.close()


@contextmanager
def _alpaca(_folder: Path) -> Iterator[Keeper]:
    with AlpacaVenue(per_minute=100_000) as server:
        clock = SetClock(NOW)
        calls = AlpacaCalls(key_id=server.key, secret=server.secret, url=server.url, clock=clock)
        try:
            yield Keeper(
                lists=AlpacaWatchlists(calls=calls, clock=clock), elsewhere=AlpacaWatchlists(calls=calls, clock=clock)
            )
        finally:
            calls.close()


KEEPERS: dict[str, Callable[[Path], AbstractContextManager[Keeper]]] = {"stored": _stored, "alpaca": _alpaca}


@pytest.fixture(params=list(KEEPERS))
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keeper]:
    with KEEPERS[request.param](tmp_path) as opened:
        yield opened
