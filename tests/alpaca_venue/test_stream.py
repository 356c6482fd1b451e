"""The stream tells what happens to orders, in Alpaca's words, and fails as a test asks."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alpaca.trading.stream import TradingStream
from websockets.exceptions import ConnectionClosed, InvalidMessage
from websockets.sync.client import ClientConnection, connect

from tests.alpaca_venue.running import AlpacaVenue


def rest(price: Any = 50, **fields: Any) -> dict[str, Any]:
    order = {"symbol": "AAPL", "qty": 2, "side": "buy", "type": "limit", "limit_price": price, "time_in_force": "day"}
    return order | fields


@contextmanager
def listening(venue: AlpacaVenue, action: str = "authenticate") -> Iterator[ClientConnection]:
    with connect(venue.stream_url, proxy=None, compression=None) as socket:
        socket.send(json.dumps({"action": action, "data": {"key_id": venue.key, "secret_key": venue.secret}}))
        assert json.loads(socket.recv(2))["data"]["status"] == "authorized"
        socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates", "other"]}}))
        assert json.loads(socket.recv(2)) == {"stream": "listening", "data": {"streams": ["trade_updates"]}}
        yield socket


def updates(socket: ClientConnection, wait_s: float = 0.15) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        try:
            frame = socket.recv(wait_s)
        except TimeoutError:
            return found
        assert isinstance(frame, bytes)
        message = json.loads(frame)
        assert message["stream"] == "trade_updates"
        found.append(message["data"])


def names(socket: ClientConnection) -> list[str]:
    return [update["event"] for update in updates(socket)]


def wait(until: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


@pytest.mark.parametrize("action", ["authenticate", "auth"])
def test_each_step_of_an_order_is_told_in_order(venue: AlpacaVenue, action: str) -> None:
    with listening(venue, action) as socket:
        order = venue.book.submit(rest(client_order_id="mine"))
        venue.book.fill(order["id"], 1, "49.5")
        venue.book.replace(order["id"], {"limit_price": "51"})
        venue.book.cancel(venue.book.get(venue.book.get("mine").replaced_by or "").id)
        told = updates(socket)
        assert [each["event"] for each in told] == [
            "pending_new",
            "new",
            "partial_fill",
            "replaced",
            "new",
            "canceled",
        ]
        part = told[2]
        assert (part["price"], part["qty"], part["position_qty"], part["order"]["filled_qty"]) == (
            "49.5",
            "1",
            "1",
            "1",
        )
        assert part["order"]["client_order_id"] == "mine" and part["timestamp"].endswith("Z")
        assert len({each["execution_id"] for each in told}) == 6


def test_expiry_rejection_and_a_slow_cancel_are_told(venue: AlpacaVenue) -> None:
    venue.book.slow_cancel = True
    with listening(venue) as socket:
        venue.book.reject_next("no")
        venue.book.submit(rest())
        assert names(socket) == ["pending_new", "rejected"]
        venue.book.expire(venue.book.submit(rest())["id"])
        assert names(socket) == ["pending_new", "new", "expired"]
        order = venue.book.submit(rest())["id"]
        venue.book.cancel(order)
        venue.book.finish_cancel(order)
        assert names(socket) == ["pending_new", "new", "pending_cancel", "canceled"]


def test_a_wrong_key_is_told_and_hears_nothing(venue: AlpacaVenue) -> None:
    with connect(venue.stream_url, proxy=None) as socket:
        socket.send(json.dumps({"action": "authenticate", "data": {"key_id": "x", "secret_key": "y"}}))
        assert json.loads(socket.recv(2))["data"]["status"] == "unauthorized"
        socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}}))
        assert json.loads(socket.recv(2))["data"]["status"] == "unauthorized"
        venue.book.submit(rest())
        assert updates(socket) == []


def test_a_share_of_the_events_is_dropped_or_doubled_the_same_for_a_seed(venue: AlpacaVenue) -> None:
    def run(**faults: float) -> list[str]:
        venue.stream.clear()
        venue.stream.seed(3)
        for name, share in faults.items():
            setattr(venue.stream, name, share)
        for _ in range(20):
            venue.book.submit(rest())
        return names(socket)

    with listening(venue) as socket:
        dropped, again = run(drop=0.4), run(drop=0.4)
        assert dropped == again and 10 < len(dropped) < 35
        doubled = run(double=0.4)
        assert 45 < len(doubled) < 70


def test_events_are_shuffled_within_a_window_and_none_is_lost(venue: AlpacaVenue) -> None:
    with listening(venue) as socket:
        venue.stream.shuffle = 6
        for _ in range(4):
            venue.book.submit(rest())
        told = updates(socket, 0.5)
        assert len(told) == 8
        times = [each["timestamp"] for each in told]
        assert times != sorted(times)
        assert set(times[:6]) == set(sorted(times)[:6])


def test_a_mute_stream_stays_open_and_a_lost_one_replays_nothing(venue: AlpacaVenue) -> None:
    with listening(venue) as socket:
        venue.stream.mute = True
        venue.book.submit(rest())
        assert names(socket) == []
        venue.stream.clear()
        venue.stream.disconnect_all()
        with pytest.raises(ConnectionClosed):
            socket.recv(2)
    venue.stream.refuse = True
    with pytest.raises((InvalidMessage, ConnectionError, EOFError)):
        connect(venue.stream_url, proxy=None)
    venue.stream.refuse = False
    with listening(venue) as socket:
        assert names(socket) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_real_stream_client_hears_a_fill(venue: AlpacaVenue) -> None:
    heard: list[Any] = []
    stream = TradingStream(venue.key, venue.secret, url_override=venue.stream_url)

    async def keep(update: Any) -> None:
        await asyncio.sleep(0)
        heard.append(update)

    stream.subscribe_trade_updates(keep)
    thread = threading.Thread(target=stream.run, daemon=True)
    thread.start()
    wait(lambda: venue.stream.listeners)
    venue.book.submit(rest(price=100))
    wait(lambda: len(heard) == 3)
    assert [(update.event, update.order.status.value) for update in heard] == [
        ("pending_new", "pending_new"),
        ("new", "new"),
        ("fill", "filled"),
    ]
    assert (heard[2].price, heard[2].qty, heard[2].position_qty) == (100, 2, 2)
    stream.stop()
    venue.stream.send_raw({"stream": "other"})  # wakes the client, which looks every 5 s whether it shall stop
    thread.join(30)
    assert not thread.is_alive()
