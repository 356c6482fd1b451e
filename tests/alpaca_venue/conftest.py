"""A venue for each test, and the real client on it, whose answers can be kept."""

from collections.abc import Iterator

import pytest
import requests
from alpaca.trading.client import TradingClient

from tests.alpaca_venue.running import AlpacaVenue


@pytest.fixture
def venue() -> Iterator[AlpacaVenue]:
    with AlpacaVenue(per_minute=100_000) as made:
        yield made


@pytest.fixture
def client(venue: AlpacaVenue) -> Iterator[TradingClient]:
    made = TradingClient(venue.key, venue.secret, url_override=venue.url)
    made._retry = 0
    made._session.trust_env = False
    yield made
    made._session.close()


@pytest.fixture
def http(venue: AlpacaVenue) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update({"APCA-API-KEY-ID": venue.key, "APCA-API-SECRET-KEY": venue.secret})
        yield session
