"""One server for the folder, a fresh state and market for each test."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime

import pytest

from tests.alpaca_data import DataServer, DataState
from tests.market.recording import CALENDAR, SetClock
from trading.market.alpaca import Access, AlpacaMarket


@pytest.fixture(scope="session")
def _server() -> Iterator[DataServer]:
    with DataServer() as server:
        yield server


@pytest.fixture
def server(_server: DataServer) -> DataServer:
    """The running server with nothing in it but two stocks."""
    fresh = DataState()
    vars(_server.state).update(vars(fresh))
    _server.state.list_asset("AAPL", "Apple Inc. Common Stock")
    _server.state.list_asset("BRK.B", "Berkshire Hathaway Inc. Class B", exchange="NYSE")
    return _server


@pytest.fixture
def state(server: DataServer) -> DataState:
    return server.state


@pytest.fixture
def clock(state: DataState) -> SetClock:
    return SetClock(state.now)


@pytest.fixture
def make_market(server: DataServer, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AlpacaMarket]:
    """Make a market of the server; waits between attempts are noted, not slept."""

    def make(**changes: object) -> AlpacaMarket:
        keys = {"key_id": server.state.key_id, "secret": server.state.secret}
        given = keys | {"data_url": server.url, "trading_url": server.url} | changes
        names = {field.name for field in fields(Access)}
        access = Access(**{name: value for name, value in given.items() if name in names})  # type: ignore[arg-type]
        rest = {name: value for name, value in given.items() if name not in names}
        market = AlpacaMarket(access=access, clock=clock, calendar=CALENDAR, **rest)  # type: ignore[arg-type]
        market.slept = slept = []  # type: ignore[attr-defined]
        market._reader._sleep = slept.append
        return market

    return make


@pytest.fixture
def market(make_market: Callable[..., AlpacaMarket]) -> AlpacaMarket:
    return make_market()


def utc(text: str) -> datetime:
    """Return an aware UTC time."""
    return datetime.fromisoformat(f"{text}+00:00")
