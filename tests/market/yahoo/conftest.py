"""A server in Yahoo's place with one stock, and the market over it at Wednesday 2026-11-18, 15:00 in New York."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.market.recording import CALENDAR, SetClock
from tests.yahoo_server import YahooServer, YahooState
from trading.market.yahoo import YahooMarket
from trading.yahoo import Yahoo

NOW = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[YahooServer]:
    with YahooServer() as server:
        server.state.list_stock("AAPL", "Apple Inc.", regularMarketTime=int(NOW.timestamp()))
        yield server


@pytest.fixture
def state(server: YahooServer) -> YahooState:
    return server.state


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def market(server: YahooServer, clock: SetClock, tmp_path: Path) -> Iterator[YahooMarket]:
    library = Yahoo(clock=clock, data_dir=tmp_path, base_url=server.url, timeouts_s=(9.0, 9.0))
    market = YahooMarket(yahoo=library, clock=clock, calendar=CALENDAR)
    yield market
    market.close()
