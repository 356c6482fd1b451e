"""Which settings bring Yahoo's prices, and beside which account."""

import gc
from datetime import timedelta
from pathlib import Path

import pytest

from bootstrap.places import place_of
from tests.market.recording import CALENDAR, SetClock
from tests.market.yahoo.charting import daily
from tests.yahoo.conftest import NOW
from tests.yahoo_server import YahooServer
from trading.broker.alpaca import AlpacaBroker
from trading.market.alpaca.live import PriceStream
from trading.market.barstore import StoredMarket
from trading.market.clock import WallClock
from trading.settings import Settings

KEYS = {"apca_api_key_id": "PKTEST", "apca_api_secret_key": "secret"}


def test_keys_and_yahoo_are_alpacas_account_at_yahoos_prices(server: YahooServer, tmp_path: Path) -> None:
    server.state.list_stock("SPY", "SPDR S&P 500 ETF Trust", instrumentType="ETF", exchangeName="PCX")
    server.state.quotes["SPY"] = {"regularMarketPrice": 680.0, "regularMarketTime": int(NOW.timestamp())}
    settings = Settings.load(market_data="yahoo", data_dir=tmp_path, yahoo_base_url=server.url, **KEYS)

    place = place_of(settings, WallClock())

    assert isinstance(place.market, StoredMarket)
    assert place.market.source.startswith("Yahoo Finance")
    assert isinstance(place.broker, AlpacaBroker)
    assert place.account_id == "alpaca-paper"
    assert place.market.quote(place.benchmark).last == 680
    place.close()


def _streams() -> int:
    gc.collect()
    return sum(type(one) is PriceStream for one in gc.get_objects())


@pytest.mark.parametrize(("market", "streams"), [("yahoo", 0), ("alpaca", 1)])
def test_alpacas_price_stream_is_built_where_its_prices_are_read_alone(
    tmp_path: Path, market: str, streams: int
) -> None:
    settings = Settings.load(market_data=market, data_dir=tmp_path, **KEYS)
    before = _streams()
    place = place_of(settings, WallClock())
    assert _streams() - before == streams
    assert (place.prices is not None) == bool(streams)
    assert place.link is not None and place.watchlists is not None
    place.close()


def test_without_keys_yahoos_prices_fill_a_paper_book(server: YahooServer, tmp_path: Path) -> None:
    settings = Settings.load(market_data="yahoo", data_dir=tmp_path, yahoo_base_url=server.url)

    place = place_of(settings, WallClock())

    assert isinstance(place.market, StoredMarket)
    assert place.market.source.startswith("Yahoo Finance")
    assert (place.account_id, place.benchmark) == ("paper-yahoo", "SPY")
    assert place.broker.account().cash == settings.paper_cash
    assert server.state.seen == []
    place.close()


def test_prices_of_another_server_are_not_stored_with_yahoos_own(server: YahooServer, tmp_path: Path) -> None:
    server.state.list_stock("AAPL", "Apple Inc.")
    daily(server.state, {CALENDAR.previous_session(NOW.date()).day: 250.0})
    settings = Settings.load(market_data="yahoo", data_dir=tmp_path, yahoo_base_url=server.url)

    place = place_of(settings, SetClock(NOW))
    place.market.bars("AAPL", start=NOW.date() - timedelta(days=5), adjusted=False)
    place.close()

    [stored] = (tmp_path / "bars").rglob("*.parquet")
    assert stored.relative_to(tmp_path / "bars").parts[0].startswith("elsewhere-")
    assert (tmp_path / "paper-live-yahoo.db").exists()
