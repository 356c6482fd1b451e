"""One moment of the recorded market, 2012-06-01 after the close, told by each implementation of MarketData."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.market.recording import CALENDAR, SetClock, close_of
from tests.yahoo_server import YahooServer
from tests.yahoo_server.recorded import fill
from trading.market.replay import ReplayMarket, ReplayTape
from trading.market.yahoo import YahooMarket
from trading.ports import MarketData
from trading.yahoo import Yahoo

DAY = date(2012, 6, 1)


@pytest.fixture(scope="session")
def _server() -> Iterator[YahooServer]:
    with YahooServer() as server:
        for symbol in ("AAPL", "MSFT", "IBM"):
            fill(server.state, ReplayTape(), symbol, close_of(DAY) + timedelta(minutes=20))
        server.state.earnings["AAPL"] = [("April 24, 2012 at 4 PM EDT", "10.04", "12.3", "22.5")]
        yield server


@pytest.fixture(params=["replay", "yahoo"])
def market(request: pytest.FixtureRequest, _server: YahooServer, tmp_path: Path) -> Iterator[MarketData]:
    if request.param == "replay":
        yield ReplayMarket(ReplayTape(), SetClock(close_of(DAY)), CALENDAR)
        return
    clock = SetClock(close_of(DAY) + timedelta(minutes=20))
    library = Yahoo(clock=clock, data_dir=tmp_path, base_url=_server.url, timeouts_s=(9.0, 9.0))
    market = YahooMarket(yahoo=library, clock=clock, calendar=CALENDAR)
    yield market
    market.close()
