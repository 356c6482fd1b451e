"""A store in front of Alpaca's market, which asks a real server on loopback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.alpaca_data import DataState
from tests.market.alpaca.conftest import _server, clock, make_market, server, state  # noqa: F401  fixtures
from tests.market.recording import CALENDAR, SetClock
from trading.market.alpaca import AlpacaMarket
from trading.market.barstore import StoredMarket
from trading.ports import MarketData

BARS = "/v2/stocks/bars"
MakeStore = Callable[..., StoredMarket]


@pytest.fixture
def make_store(tmp_path: Path, make_market: Callable[..., AlpacaMarket], clock: SetClock) -> MakeStore:  # noqa: F811
    """Make a store over a fresh market with no memory of its own; all share one folder."""

    def make(market: MarketData | None = None, *, most_megabytes: int = 100) -> StoredMarket:
        return StoredMarket(
            market or make_market(), tmp_path / "bars", calendar=CALENDAR, clock=clock, most_megabytes=most_megabytes
        )

    return make


def asked_days(state: DataState) -> list[tuple[str, str, str]]:  # noqa: F811
    """Return timeframe, first and last New York day of every question for bars, in order."""
    return [(one["timeframe"], one["start"][:10], one["end"][:10]) for one in state.asked(BARS)]
