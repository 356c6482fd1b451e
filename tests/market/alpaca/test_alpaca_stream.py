"""Live prices: what is looked at comes by one connection, and what the stream is not sure of is asked for."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from time import monotonic, sleep

import pytest

from tests.alpaca_data import DataState
from tests.alpaca_data.prices import PriceServer
from tests.market.recording import SetClock
from trading.alpaca import line
from trading.market.alpaca import AlpacaMarket
from trading.market.alpaca.live import PriceStream, protocol

SNAPSHOTS = "/v2/stocks/snapshots"
Make = Callable[..., AlpacaMarket]


@pytest.fixture
def prices(state: DataState, monkeypatch: pytest.MonkeyPatch) -> Iterator[PriceServer]:
    monkeypatch.setattr(line, "PAUSES_S", (0.02,))
    state.set_price("AAPL", bid=200, ask=200.02, last=200.01)
    state.set_price("BRK.B", bid=500, ask=500.02, last=500.01)
    with PriceServer(state) as server:
        yield server


@pytest.fixture
def make_stream(prices: PriceServer, state: DataState, clock: SetClock) -> Iterator[Callable[..., PriceStream]]:
    made: list[PriceStream] = []

    def make(**changes: str) -> PriceStream:
        given = {"url": prices.url, "key_id": state.key_id, "secret": state.secret} | changes
        made.append(PriceStream(clock=clock, **given))
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def stream(make_stream: Callable[..., PriceStream]) -> PriceStream:
    return make_stream()


@pytest.fixture
def market(make_market: Make, stream: PriceStream) -> AlpacaMarket:
    return make_market(stream=stream)


def wait(is_so: Callable[[], object], within_s: float = 30) -> None:
    ends = monotonic() + within_s
    while not is_so():
        assert monotonic() < ends
        sleep(0.005)


def look(market: AlpacaMarket, stream: PriceStream, *symbols: str) -> None:
    """Look at symbols as a page does, again and again, until they are followed."""
    for symbol in symbols:
        market.quote(symbol)
        market.quote(symbol)
    wait(lambda: stream.followed() >= set(symbols))


def told(market: AlpacaMarket, bid: float) -> Callable[[], bool]:
    return lambda: market.quote("AAPL").bid == Decimal(str(bid))


def test_nobody_is_connected_before_somebody_looks_twice(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer
) -> None:
    market.quote("AAPL")
    sleep(0.1)
    assert prices.opened == 0 and not stream.is_wanted()
    assert stream.state().fault == "nobody looks at a price now"
    look(market, stream, "AAPL")
    assert prices.opened == 1 and stream.state().connected


def test_a_followed_price_comes_from_the_stream_without_a_question(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    look(market, stream, "AAPL")
    clock.at = state.now = state.now + timedelta(seconds=2)
    prices.trade("AAPL", 201.5)
    prices.quote("AAPL", 201.4, 201.6)
    wait(told(market, 201.4))
    asked = len(state.asked(SNAPSHOTS))
    for second in range(1, 5):
        clock.at += timedelta(seconds=1)
        quote = market.quote("AAPL")
        assert (quote.bid, quote.ask, quote.last) == (Decimal("201.4"), Decimal("201.6"), Decimal("201.5"))
        assert quote.at == clock.at - timedelta(seconds=second)  # the exchange's time, not that of arrival
        assert quote.source == market.source
    assert len(state.asked(SNAPSHOTS)) == asked


def test_a_quote_that_is_not_of_the_last_seconds_is_asked_for(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    look(market, stream, "AAPL")
    prices.trade("AAPL", 200)
    prices.quote("AAPL", 199, 201)
    wait(lambda: stream.state().received == 2)
    clock.at = state.now = state.now + timedelta(seconds=6)
    state.set_price("AAPL", bid=210, ask=211, last=210)
    assert market.quote("AAPL").bid == 210 and market.quote("AAPL").at == clock.at


def test_an_older_quote_or_trade_never_replaces_a_newer_one(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState
) -> None:
    look(market, stream, "AAPL")
    for seconds, price in ((1, 201), (3, 203), (2, 202), (0, 190)):
        prices.trade("AAPL", price, state.now + timedelta(seconds=seconds))
        prices.quote("AAPL", price - 1, price + 1, state.now + timedelta(seconds=seconds))
    prices.quote("AAPL", 1, 2, state.now + timedelta(minutes=5))  # a time ahead of ours is not believed
    wait(lambda: stream.state().received == 9)
    quote = market.quote("AAPL")
    assert (quote.bid, quote.last) == (202, 203) and quote.at == state.now + timedelta(seconds=3)


def test_an_answer_that_is_older_than_what_the_stream_told_does_not_win(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    look(market, stream, "AAPL")
    prices.quote("AAPL", 205, 206, state.now + timedelta(seconds=1))
    wait(lambda: stream.state().received == 1)
    clock.at += timedelta(seconds=8)  # the answer still holds the quote of eight seconds ago
    quote = market.quote("AAPL")
    assert quote.bid == 205 and quote.at == state.now + timedelta(seconds=1)


@pytest.mark.parametrize(
    "fields", [{"c": ["W"]}, {"c": ["@", "Z"]}, {"c": ["B"], "z": "A"}, {"c": ["7"]}, {"p": 0}, {"p": "x"}, {"t": 5}]
)
def test_a_trade_that_is_no_price_of_now_is_left_out(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, fields: dict[str, object]
) -> None:
    look(market, stream, "AAPL")
    prices.trade("AAPL", 200.5)
    prices.trade("AAPL", 150, **fields)
    prices.quote("AAPL", 200.4, 200.6)
    wait(told(market, 200.4))
    assert market.quote("AAPL").last == Decimal("200.5")


@pytest.mark.parametrize("recall", [{"T": "x", "i": 9}, {"T": "c", "oi": 9, "ci": 10, "op": 150, "cp": 200}])
def test_a_trade_that_is_taken_back_is_no_price_any_more(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, recall: dict[str, object]
) -> None:
    look(market, stream, "AAPL")
    later = state.now + timedelta(seconds=1)
    prices.trade("AAPL", 150, later, i=9)
    prices.quote("AAPL", 200.4, 200.6, later)
    wait(told(market, 200.4))
    assert market.quote("AAPL").last == 150
    prices.send({"S": "AAPL", **recall})
    wait(lambda: market.quote("AAPL").last == Decimal("200.01"))  # asked for again


def test_what_is_not_looked_at_for_a_minute_is_dropped_and_the_connection_with_the_last(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, clock: SetClock
) -> None:
    look(market, stream, "AAPL", "BRK.B")
    assert prices.followed() == {"AAPL", "BRK.B"} and prices.connections == 1
    clock.at += timedelta(seconds=40)
    market.quote("AAPL")
    clock.at += timedelta(seconds=40)
    wait(lambda: prices.followed() == {"AAPL"})
    clock.at += timedelta(seconds=40)
    wait(lambda: prices.connections == 0)
    wait(lambda: stream.state().fault == "nobody looks at a price now")
    look(market, stream, "AAPL")
    assert prices.opened == 2


def test_at_most_thirty_symbols_are_followed_and_who_came_first_stays(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    names = [f"S{number}" for number in range(40)]
    for name in names:
        state.list_asset(name)
        state.set_price(name, bid=1, ask=2, last=1)
        clock.at += timedelta(milliseconds=1)
        stream.newest(name)
        stream.newest(name)
    wait(lambda: prices.followed() == set(names[:30]))
    assert market.quote("S39").bid == 1  # asked for by itself


def test_a_plan_for_fewer_symbols_keeps_what_it_took(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    prices.most_symbols = 1
    look(market, stream, "AAPL")
    market.quote("BRK.B")
    market.quote("BRK.B")
    wait(lambda: {"action": "subscribe", "quotes": ["BRK.B"], "trades": ["BRK.B"]} in prices.heard)
    sleep(0.5)
    assert stream.followed() == {"AAPL"} and stream.state().connected and prices.opened == 1
    assert sum(one.get("quotes") == ["BRK.B"] for one in prices.heard) == 1
    assert market.quote("BRK.B").bid == 500


def test_a_dropped_connection_is_made_again_and_prices_are_asked_for_meanwhile(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    look(market, stream, "AAPL")
    prices.quote("AAPL", 300, 301)
    wait(lambda: stream.state().received == 1)
    prices.drop()
    wait(lambda: prices.opened == 2)
    wait(lambda: stream.followed() == {"AAPL"})
    clock.at += timedelta(seconds=1)
    assert market.quote("AAPL").bid == 200  # what the first connection told is not carried over
    prices.quote("AAPL", 303, 304, clock.at)
    wait(told(market, 303))


def test_a_connection_that_tells_nothing_is_found_out_by_asking(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    look(market, stream, "AAPL")
    prices.mute = True
    for second in range(12):
        clock.at = state.now = state.now + timedelta(seconds=1)
        state.set_price("AAPL", bid=200 + second, ask=201 + second, last=200 + second)
        assert market.quote("AAPL").bid == 200 + second  # the stream is not sure, so each is asked for
    wait(lambda: prices.opened == 2)


def test_a_quiet_stock_is_no_reason_to_connect_anew(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, clock: SetClock
) -> None:
    look(market, stream, "AAPL")
    prices.quote("AAPL", 200, 200.02)
    for _ in range(50):
        clock.at += timedelta(seconds=1)
        assert market.quote("AAPL").bid == 200
    sleep(0.3)
    assert prices.opened == 1 and stream.state().connected


def test_a_clock_of_ours_that_is_slow_is_no_reason_to_connect_anew(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, state: DataState, clock: SetClock
) -> None:
    clock.at = state.now - timedelta(seconds=60)
    look(market, stream, "AAPL")
    for second in range(20):
        state.now += timedelta(seconds=1)
        clock.at += timedelta(seconds=1)
        state.set_price("AAPL", bid=200 + second, ask=201 + second, last=200 + second)
        prices.quote("AAPL", 200 + second, 201 + second)
        wait(lambda told=second + 1: stream.state().received == told)  # type: ignore[misc]
        assert market.quote("AAPL").bid == 200 + second  # asked for: a streamed time ahead of ours is not believed
    sleep(0.3)
    assert prices.opened == 1


def test_wrong_keys_are_a_sentence_and_prices_are_still_asked_for(
    make_market: Make, make_stream: Callable[..., PriceStream], prices: PriceServer
) -> None:
    stream = make_stream(secret="wrong")
    market = make_market(stream=stream)
    market.quote("AAPL")
    market.quote("AAPL")
    wait(lambda: stream.state().fault == protocol.KEYS_REFUSED)
    assert market.quote("AAPL").bid == 200 and not stream.followed()


@pytest.mark.parametrize("how", ["before", "after"])
def test_a_place_that_another_program_holds_is_a_sentence(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, how: str
) -> None:
    prices.most_connections, prices.full = (0, False) if how == "before" else (100, True)
    market.quote("AAPL")
    market.quote("AAPL")
    wait(lambda: stream.state().fault == protocol.BUSY)
    assert "another program uses these keys" in protocol.BUSY and "90 s" in protocol.BUSY
    assert market.quote("AAPL").bid == 200


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (409, "set APCA_DATA_FEED=iex"),
        (408, "set APCA_DATA_FEED=iex"),
        (404, "tried again in 30 s"),
        (500, "error 500"),
    ],
)
def test_each_refusal_says_what_to_do(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, code: int, words: str
) -> None:
    prices.refusal = code
    market.quote("AAPL")
    market.quote("AAPL")
    wait(lambda: words in stream.state().fault)
    assert prices.opened == 1


@pytest.mark.parametrize(
    "frame",
    ["", "{", "[]", "7", "null", '["x", 5]', "[" * 5000, b"\xff\xfe", '[{"T":"q","S":"AAPL"}]', '[{"T":"new"}]',
     '[{"T":"q","S":"MSFT","bp":1,"ap":2,"t":"2025-06-20T15:00:00Z"}]', '[{"T":"t","S":["AAPL"],"c":7}]'],
)  # fmt: skip
def test_a_frame_that_says_nothing_does_no_harm(
    market: AlpacaMarket, stream: PriceStream, prices: PriceServer, frame: str | bytes
) -> None:
    look(market, stream, "AAPL")
    prices.send_raw(frame)
    prices.trade("AAPL", 204)
    prices.quote("AAPL", 204, 205)
    wait(told(market, 204))
    assert prices.opened == 1


def test_the_keys_are_in_no_message(make_stream: Callable[..., PriceStream], prices: PriceServer) -> None:
    stream = make_stream(secret="hush-hush")
    stream.newest("AAPL")
    stream.newest("AAPL")
    wait(lambda: "keys" in stream.state().fault)
    assert "hush-hush" not in stream.state().fault + repr(stream) + repr(vars(stream._line))
