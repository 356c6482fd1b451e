"""When Alpaca does not answer as it should: each fault is a sentence of this product, and waiting is bounded."""

import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.alpaca_data import DataServer, DataState, drop, hang, html, refuse
from tests.alpaca_data.faults import Fault, text
from tests.market.recording import SetClock
from trading.errors import KeysRefused, NoData, TradingError, Unavailable
from trading.market.alpaca import AlpacaMarket
from trading.market.alpaca.http import ATTEMPTS, LONGEST_WAIT_S, AlpacaReader

Make = Callable[..., AlpacaMarket]
SNAPSHOTS = "/v2/stocks/snapshots"


@pytest.fixture(autouse=True)
def _a_price(state: DataState) -> None:
    state.set_price("AAPL", bid=200, ask=200.1, last=200.05)


@pytest.mark.parametrize(
    ("fault", "attempts", "said"),
    [
        (refuse(500), 3, "Alpaca has a fault of its own (HTTP 500); try again in 10 s"),
        (refuse(503, None, {"Retry-After": "2"}), 3, "Alpaca has a fault of its own (HTTP 503); try again in 2 s"),
        (html(502), 3, "Alpaca has a fault of its own (HTTP 502); try again in 10 s"),
        (html(200), 1, "Alpaca answered with something that is not JSON; try again in 10 s"),
        (text("{"), 1, "Alpaca answered with something that is not JSON; try again in 10 s"),
        (text(""), 1, "Alpaca answered with an empty page; try again in 10 s"),
        (text("[" * 100_000), 1, "Alpaca answered with something that is not JSON; try again in 10 s"),
        (drop(), 3, "Alpaca cannot be reached, or the connection broke; try again in 10 s"),
        (refuse(429), 3, "Alpaca's limit of calls a minute is used up; try again in 10 s"),
        (html(301), 1, "Alpaca answered with something that is not JSON; try again in 10 s"),
        (html(404), 1, "Alpaca has nothing under that address; check its URLs in settings"),
    ],
)
def test_a_fault_is_a_sentence_after_a_bounded_number_of_attempts(
    market: AlpacaMarket, state: DataState, fault: Fault, attempts: int, said: str
) -> None:
    state.faults += [fault] * 20
    with pytest.raises(Unavailable) as caught:
        market.quote("AAPL")
    assert str(caught.value) == said
    assert len(state.asked(SNAPSHOTS)) == attempts
    assert len(market.slept) == attempts - 1  # type: ignore[attr-defined]
    assert sum(market.slept) < (ATTEMPTS - 1) * (LONGEST_WAIT_S + 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize("fault", [refuse(500), refuse(429), drop(), refuse(504)])
def test_one_or_two_faults_are_not_noticed(market: AlpacaMarket, state: DataState, fault: Fault) -> None:
    state.faults += [fault, fault]
    assert market.quote("AAPL").last
    assert len(state.asked(SNAPSHOTS)) == 3
    first, second = market.slept  # type: ignore[attr-defined]
    assert 0.4 <= first <= 0.5 and 0.8 <= second <= 0.9


def test_a_short_wait_that_is_asked_for_is_kept_and_a_long_one_is_said(
    market: AlpacaMarket, state: DataState, clock: SetClock
) -> None:
    state.faults.append(refuse(429, None, {"Retry-After": "2"}))
    assert market.quote("AAPL").last
    assert 2 <= market.slept[0] <= 2.1  # type: ignore[attr-defined]
    clock.at += timedelta(seconds=2)
    reset = str(int(clock.at.timestamp()) + 42)
    state.faults.append(refuse(429, None, {"X-RateLimit-Reset": reset, "X-RateLimit-Remaining": "0"}))
    with pytest.raises(Unavailable, match="limit of calls a minute is used up; try again in 42 s") as told:
        market.quote("AAPL")
    assert told.value.retry_in_s == 42
    asked = len(state.seen)
    clock.at += timedelta(seconds=40)
    with pytest.raises(Unavailable, match="Alpaca takes no more calls for now; try again in 2 s"):
        market.quote("AAPL")
    assert len(state.seen) == asked  # nothing is sent before the time that Alpaca named
    clock.at += timedelta(seconds=2)
    assert market.quote("AAPL").last


@pytest.mark.parametrize("wait", ["86400", "Fri, 21 Jun 2030 00:00:00 GMT"])
def test_nobody_is_kept_away_longer_than_a_minute(
    market: AlpacaMarket, state: DataState, clock: SetClock, wait: str
) -> None:
    state.faults.append(refuse(429, None, {"Retry-After": wait}))
    with pytest.raises(Unavailable, match="try again in 60 s"):
        market.quote("AAPL")
    assert not market.slept  # type: ignore[attr-defined]
    clock.at += timedelta(seconds=60)
    assert market.quote("AAPL").last


@pytest.mark.parametrize("wait", ["soon", "-5", "1e400", "٣", ""])
def test_an_unreadable_wait_is_none(market: AlpacaMarket, state: DataState, wait: str) -> None:
    state.faults.append(refuse(429, None, {"Retry-After": wait.encode().decode("latin-1")}))
    assert market.quote("AAPL").last


def test_a_hanging_server_costs_one_time_out(make_market: Make, state: DataState) -> None:
    market = make_market(connect_timeout_s=0.2, read_timeout_s=0.2)
    state.faults += [hang(1.0)] * 3
    with pytest.raises(Unavailable, match=r"did not answer in time \(0.2 s to connect, 0.2 s to answer\); try again"):
        market.quote("AAPL")
    assert len(state.asked(SNAPSHOTS)) <= 1  # none yet where the server has not come to read it
    state.faults.clear()


def test_a_server_that_is_not_there_is_a_sentence(make_market: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    market = make_market(data_url=f"http://127.0.0.1:{port}")
    with pytest.raises(Unavailable, match="Alpaca cannot be reached"):
        market.bars("AAPL")
    assert len(market.slept) == ATTEMPTS - 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", ["not a url", "ftp://127.0.0.1", "http://", "https://[::1"])
def test_an_address_that_is_none_is_a_sentence(make_market: Make, url: str) -> None:
    with pytest.raises(Unavailable):
        make_market(data_url=url).quote("AAPL")


@pytest.mark.parametrize("fault", [refuse(401, {"message": "unauthorized."}), html(401), refuse(403), html(403)])
def test_refused_keys_say_what_to_set(market: AlpacaMarket, state: DataState, fault: Fault) -> None:
    state.faults.append(fault)
    with pytest.raises(KeysRefused, match=r"Alpaca refused the keys .* set the right APCA_API_KEY_ID and APCA_API_SEC"):
        market.quote("AAPL")
    assert len(state.seen) == 1


def test_wrong_keys_are_refused_by_both_sides(make_market: Make) -> None:
    market = make_market(secret="wrong")
    for ask in (lambda: market.quote("AAPL"), lambda: market.asset("AAPL"), market.assets):
        with pytest.raises(KeysRefused):
            ask()


@pytest.mark.parametrize("keys", [{"key_id": ""}, {"secret": ""}, {"secret": "li\nne"}, {"key_id": "schlüssel€"}])
def test_keys_that_cannot_be_keys_are_refused_without_being_shown(make_market: Make, keys: dict[str, str]) -> None:
    with pytest.raises(KeysRefused) as caught:
        make_market(**keys).quote("AAPL")
    assert all(value not in str(caught.value) for value in keys.values() if value)


def test_a_plan_without_the_feed_says_so(make_market: Make, state: DataState) -> None:
    market = make_market(feed="sip")
    assert market.source == "Alpaca, SIP feed"
    state.faults.append(refuse(403, {"message": "subscription does not permit querying recent SIP data"}))
    with pytest.raises(
        Unavailable, match=r"plan does not include these prices, it says: 'subscription .* set APCA_DATA_FEED to iex"
    ) as at:
        market.quote("AAPL")
    assert not isinstance(at.value, KeysRefused)


def test_a_request_that_is_not_taken_is_no_data(market: AlpacaMarket, state: DataState) -> None:
    state.faults.append(refuse(400, {"message": "invalid timeframe: x\n" + "y" * 1000}))
    with pytest.raises(
        NoData, match=r"does not take this request .HTTP 400., it says: 'invalid timeframe: x yyy"
    ) as at:
        market.bars("AAPL")
    assert len(str(at.value)) < 300


@pytest.mark.parametrize(
    "body", [{"message": 5}, {"code": 1}, [], "text", None, {"message": ""}, {"message": None, "code": "x"}]
)
@pytest.mark.parametrize("status", [400, 403, 404, 418, 422, 429, 500])
def test_no_body_of_an_error_is_more_than_a_sentence(
    market: AlpacaMarket, state: DataState, status: int, body: Any
) -> None:
    state.faults += [refuse(status, body)] * 3
    with pytest.raises(TradingError):
        market.bars("AAPL")
    state.faults.clear()


@pytest.mark.parametrize(
    "body", ["5", "null", "[]", '"x"', '{"bars": 5}', '{"bars": {"AAPL": 5}}', '{"bars": null}', "NaN"]
)
def test_an_answer_of_another_shape_is_no_data_or_unavailable(
    market: AlpacaMarket, state: DataState, body: str
) -> None:
    for ask in (market.bars, market.quote):
        state.faults += [text(body)] * 2
        with pytest.raises((NoData, Unavailable)):
            ask("AAPL")
        state.faults.clear()


def test_pages_that_never_end_are_noticed(market: AlpacaMarket, state: DataState) -> None:
    state.faults += [text('{"bars": {}, "next_page_token": "same"}')] * 20
    with pytest.raises(Unavailable, match="has no end"):
        market.bars("AAPL")
    assert len(state.seen) == 2
    state.faults.clear()


def test_the_keys_are_in_no_message_and_no_repr(server: DataServer, make_market: Make) -> None:
    state = server.state
    market = make_market()
    echo = {"message": f"key {state.key_id} with {state.secret} is not welcome"}
    said = [repr(market), repr(market._reader), repr(market._reader._access)]
    for status in (400, 401, 403, 404, 422, 429, 500):
        state.faults += [refuse(status, echo)] * 3
        with pytest.raises(TradingError) as caught:
            market.bars("AAPL")
        said += [str(caught.value), repr(caught.value)]
        state.faults.clear()
    for words in said:
        assert state.key_id not in words and state.secret not in words, words


def test_one_connection_is_kept_for_all_calls(market: AlpacaMarket, state: DataState, clock: SetClock) -> None:
    for _ in range(4):
        clock.at += timedelta(seconds=2)
        market.quote("AAPL")
    client = market._reader._clients["data"]  # type: ignore[index]
    pools = client._session.get_adapter("http://x").poolmanager.pools
    assert [pools[key].num_connections for key in pools.keys()] == [1]  # noqa: SIM118  a pool is no dict


def test_the_reader_can_only_read() -> None:
    public = {name for name in vars(AlpacaReader) if not name.startswith("_")}
    assert public == {"get", "find"}


def test_alpacas_own_retries_are_off(market: AlpacaMarket) -> None:
    market.quote("AAPL")
    assert {client._retry for client in market._reader._clients.values()} == {0}  # type: ignore[union-attr]


@pytest.mark.parametrize("ending", ["/", "/v2", "/v2/"])
def test_an_address_may_end_as_in_alpacas_examples(
    server: DataServer, make_market: Make, state: DataState, ending: str
) -> None:
    market = make_market(data_url=server.url + ending, trading_url=server.url + ending)
    assert market.quote("AAPL").last and market.asset("AAPL").tradable
    assert [path for path, _ in state.seen] == [SNAPSHOTS, "/v2/assets/AAPL"]


def test_a_market_that_nobody_asks_loads_no_heavy_library() -> None:
    code = "import sys, trading.market.alpaca as a; print({'alpaca', 'pandas', 'requests'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()", done.stdout
