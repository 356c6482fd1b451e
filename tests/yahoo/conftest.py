"""A server in Yahoo's place and the library over it, fresh for each test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.market.recording import SetClock
from tests.yahoo_server import YahooServer, YahooState
from trading.yahoo import Yahoo

NOW = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
"""A Wednesday, 15:00 in New York."""


@pytest.fixture
def server() -> Iterator[YahooServer]:
    with YahooServer() as server:
        server.state.list_stock("AAPL", "Apple Inc.")
        yield server


@pytest.fixture
def state(server: YahooServer) -> YahooState:
    return server.state


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def yahoo(server: YahooServer, clock: SetClock, tmp_path: Path) -> Iterator[Yahoo]:
    library = Yahoo(clock=clock, data_dir=tmp_path, base_url=server.url, timeouts_s=(9.0, 9.0))
    yield library
    library.close()
