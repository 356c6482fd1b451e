"""The paper book at Yahoo's prices: what a quote fills, what a minute fills, and what an outage leaves alone."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.broker.hand_tape import order
from tests.market.recording import CALENDAR, SetClock
from tests.market.yahoo.charting import at, minutes
from tests.yahoo.conftest import NOW
from tests.yahoo_server import Chart, Fault, YahooState
from trading.broker.paper.live import LivePaperBroker
from trading.errors import Unavailable, VenueRejected
from trading.market.yahoo import YahooMarket
from trading.types import Status
from trading.yahoo import Yahoo

D = Decimal


@pytest.fixture
def broker(yahoo: Yahoo, state: YahooState, clock: SetClock, tmp_path: Path) -> Iterator[LivePaperBroker]:
    """A book of 100,000 USD at 15:00 in New York; Yahoo says 250.05 to 250.15, a minute old."""
    told = int(NOW.timestamp()) - 60
    state.meta["AAPL"]["regularMarketTime"] = told
    state.quotes["AAPL"] = {
        "marketState": "REGULAR",
        "regularMarketPrice": 250.1,
        "regularMarketTime": told,
        "bid": 250.05,
        "ask": 250.15,
    }
    market = YahooMarket(yahoo=yahoo, clock=clock, calendar=CALENDAR)
    broker = LivePaperBroker(book=tmp_path / "paper.db", market=market, calendar=CALENDAR, clock=clock, cash=D(100_000))
    yield broker
    broker.close()


def test_a_market_order_fills_at_yahoos_ask(broker: LivePaperBroker) -> None:
    assert broker.submit("one", order(symbol="AAPL", qty="10")).status is Status.FILLED
    assert broker.account().cash == D("97498.50")  # 100 000 - 10 x 250.15


def test_a_missing_side_fills_nothing(broker: LivePaperBroker, state: YahooState) -> None:
    state.quotes["AAPL"]["ask"] = 0.0
    with pytest.raises(VenueRejected, match="AAPL has no bid and ask to trade at now"):
        broker.submit("one", order(symbol="AAPL", qty="10"))
    assert broker.account().cash == D(100_000)


def test_sides_of_another_time_fill_nothing(broker: LivePaperBroker, state: YahooState) -> None:
    state.quotes["AAPL"] |= {"bid": 225.0, "ask": 225.1}  # 10 % below the last price, which is the only one with a time
    with pytest.raises(VenueRejected, match="AAPL has no bid and ask to trade at now"):
        broker.submit("one", order(symbol="AAPL", qty="10"))


def test_a_limit_fills_by_the_minutes_that_yahoo_tells_late(
    broker: LivePaperBroker, state: YahooState, clock: SetClock
) -> None:
    assert broker.submit("one", order(symbol="AAPL", qty="10", limit_price="240")).status is Status.SENT
    state.charts["AAPL", "1m"] = Chart(rows=minutes(at(NOW.date(), 15, 5), 1, 1, price=239.0))
    clock.at = NOW + timedelta(minutes=22)

    assert broker.look() == {"one"}
    assert broker.account().cash == D(97_610)  # 100 000 - 10 x 239, where the minute opened


def test_an_outage_ends_nothing(broker: LivePaperBroker, state: YahooState, clock: SetClock) -> None:
    broker.submit("one", order(symbol="AAPL", qty="10", limit_price="240"))
    clock.at = NOW + timedelta(minutes=22)
    state.faults.append(Fault(status=429, path="/v8"))

    with pytest.raises(Unavailable, match="try again in 60 s"):
        broker.look()
    found = broker.find("one")
    assert found is not None and found.status is Status.SENT
