"""A venue of the test's own and an adapter on it, with short time-outs and no real pauses."""

from collections.abc import Iterator

import pytest

from tests.alpaca_venue.running import AlpacaVenue
from trading.broker.alpaca import AlpacaBroker, AlpacaCalls
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import WallClock

TIMEOUT_S = (0.5, 0.3)


@pytest.fixture
def venue() -> Iterator[AlpacaVenue]:
    with AlpacaVenue(per_minute=100_000) as made:
        yield made


@pytest.fixture
def pauses() -> list[float]:
    """How long the adapter wanted to wait, instead of waiting."""
    return []


@pytest.fixture
def calls(venue: AlpacaVenue, pauses: list[float]) -> Iterator[AlpacaCalls]:
    made = AlpacaCalls(
        key_id=venue.key,
        secret=venue.secret,
        url=venue.url,
        clock=WallClock(),
        timeout_s=TIMEOUT_S,
        sleep=pauses.append,
    )
    yield made
    made.close()


@pytest.fixture
def broker(calls: AlpacaCalls) -> AlpacaBroker:
    return AlpacaBroker(calls=calls, clock=WallClock(), calendar=ExchangeCalendar())
