"""The price now: the source's own time, missing sides, and one call for many askers."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.alpaca_data import DataState, bar_of_day, iso
from tests.alpaca_data.faults import hang
from tests.market.alpaca.conftest import utc
from tests.market.recording import SetClock
from trading.errors import NoData, UnknownSymbol
from trading.market.alpaca import AlpacaMarket

SNAPSHOTS = "/v2/stocks/snapshots"
CLOSED = utc("2025-06-21T00:30:00")


def test_a_quote_has_both_sides_the_last_trade_and_the_time_of_the_sides(
    market: AlpacaMarket, state: DataState
) -> None:
    state.set_price("AAPL", bid=200.01, ask=200.05, last=200.03, at=state.now - timedelta(seconds=2))
    state.prices["AAPL"]["latestTrade"]["t"] = iso(state.now - timedelta(minutes=9))
    state.prices["AAPL"]["latestQuote"]["t"] = "2025-06-20T14:59:58.123456789Z"
    quote = market.quote("AAPL")
    assert (quote.bid, quote.ask, quote.last) == (Decimal("200.01"), Decimal("200.05"), Decimal("200.03"))
    assert quote.at == utc("2025-06-20T14:59:58.123456")
    assert quote.source == market.source == "Alpaca, IEX feed"
    assert state.asked(SNAPSHOTS) == [{"symbols": "AAPL", "feed": "iex"}]


@pytest.mark.parametrize(("bid", "ask"), [(0, 200.05), (200.01, 0), (0, 0)])
def test_a_missing_side_stays_nought_while_the_exchange_is_open(
    market: AlpacaMarket, state: DataState, bid: float, ask: float
) -> None:
    state.set_price("AAPL", bid=bid, ask=ask, last=200.03)
    state.prices["AAPL"]["latestTrade"]["t"] = iso(state.now - timedelta(minutes=9))
    quote = market.quote("AAPL")
    assert (float(quote.bid), float(quote.ask), quote.last) == (bid, ask, Decimal("200.03"))
    assert quote.at == state.now - timedelta(minutes=9)


def test_the_last_trade_stands_for_missing_sides_while_the_exchange_is_closed(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    clock.at = CLOSED
    state.set_price("AAPL", bid=0, ask=210, last=200.03, at=utc("2025-06-20T20:40:00"))
    state.prices["AAPL"]["latestTrade"]["t"] = "2025-06-20T19:59:59.5Z"
    quote = market.quote("AAPL")
    assert quote.bid == quote.ask == quote.last == Decimal("200.03")
    assert quote.at == utc("2025-06-20T19:59:59.5")


def test_a_snapshot_may_lack_any_member(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    clock.at = CLOSED
    state.set_price("AAPL", bid=200, ask=200.02, last=200.01)
    whole = state.prices["AAPL"]
    state.prices["AAPL"] = {"latestQuote": whole["latestQuote"]}
    assert market.quote("AAPL").last == Decimal("200.01")  # the middle, when nobody has traded
    clock.at += timedelta(seconds=2)
    state.prices["AAPL"] = {"latestTrade": whole["latestTrade"], "latestQuote": None}
    assert market.quote("AAPL").ask == Decimal("200.01")
    clock.at += timedelta(seconds=2)
    state.prices["AAPL"] = {"dailyBar": bar_of_day(state.now.date(), 199.5), "minuteBar": None}
    assert market.quote("AAPL").at == utc("2025-06-20T04:00:00")
    assert market.quote("AAPL").last == Decimal("199.5")
    for nothing in ({}, None, [], {"latestQuote": {"ap": "x", "bp": None, "t": 5}, "latestTrade": {"p": True}}):
        clock.at += timedelta(seconds=2)
        state.prices["AAPL"] = nothing  # type: ignore[assignment]
        with pytest.raises(NoData, match="AAPL has no price at Alpaca, IEX feed; choose another symbol or feed"):
            market.quote("AAPL")


def test_a_cancelled_trade_is_no_price(market: AlpacaMarket, state: DataState) -> None:
    state.set_price("AAPL", bid=200, ask=200.02, last=150)["latestTrade"]["u"] = "canceled"
    assert market.quote("AAPL").last == Decimal("200.01")


@pytest.mark.parametrize(
    "symbol", ["", "aapl", " AAPL", "../../etc/passwd", "A" * 10_000, "AAPL\0", "AAPL,MSFT", "BTC/USD"]
)
def test_a_strange_symbol_is_unknown_in_a_short_sentence_and_never_sent(
    market: AlpacaMarket, state: DataState, symbol: str
) -> None:
    for ask in (market.quote, market.asset, market.bars, market.corporate_actions):
        with pytest.raises(UnknownSymbol) as caught:
            ask(symbol)
        assert len(str(caught.value)) < 200
    assert {path for path, _ in state.seen} == {"/v2/assets"}


def test_an_unknown_symbol_names_the_nearest_ones(market: AlpacaMarket) -> None:
    with pytest.raises(UnknownSymbol, match=r"'APPL' is no stock that Alpaca lists; the nearest are AAPL"):
        market.quote("APPL")


def test_a_quote_is_kept_for_less_than_a_second(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    state.set_price("AAPL", bid=200, ask=201, last=200)
    first = market.quote("AAPL")
    state.set_price("AAPL", bid=100, ask=101, last=100)
    clock.at += timedelta(seconds=0.9)
    assert market.quote("AAPL") is first
    clock.at += timedelta(seconds=0.1)
    assert market.quote("AAPL").last == 100
    clock.at -= timedelta(hours=1)  # a wall clock that is set back keeps nothing alive
    state.set_price("AAPL", bid=50, ask=51, last=50)
    assert market.quote("AAPL").last == 50


def test_many_askers_at_once_share_one_call(market: AlpacaMarket, state: DataState) -> None:
    state.set_price("AAPL", bid=200, ask=201, last=200)
    state.faults.append(hang(0.15))
    found, ready = [], threading.Barrier(8)

    def ask() -> None:
        ready.wait()
        found.append(market.quote("AAPL"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len({id(quote) for quote in found}) == 1
    assert len(state.asked(SNAPSHOTS)) == 1
