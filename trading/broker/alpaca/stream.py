"""Alpaca's trade updates: one connection a process, which says when to look; what is true is read over REST."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from trading.ports import Clock
from trading.types import LinkState

log = logging.getLogger(__name__)
OPEN_TIMEOUT_S = 10.0
PING_EVERY_S = 15.0
ANSWER_WITHIN_S = 10.0
LISTEN_S = 0.5
PAUSES_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before each next try to connect; a dead connection holds the account's only place for a while."""


class TradeUpdates:
    """Follows one account in a thread of its own, and connects again for as long as it is not closed.

    `on_order` is called with the order object of each report, `on_connect` after each connection, because what
    happened before it is not told again; neither may raise.
    """

    def __init__(
        self,
        *,
        url: str,
        key_id: str,
        secret: str,
        clock: Clock,
    ) -> None:
        self._url, self._key_id, self._secret, self._clock = url, key_id, secret, clock
        self._closing = threading.Event()
        self._again = threading.Event()
        self._lock = threading.Lock()
        self._received = 0
        self._state = (False, clock.now(), "Alpaca's trade updates have not been asked for yet")
        self._thread: threading.Thread | None = None

    def start(self, *, on_order: Callable[[Mapping[str, Any]], None], on_connect: Callable[[], None]) -> None:
        """Begin to follow. Call it once."""
        self._thread = threading.Thread(
            target=self._follow, args=(on_order, on_connect), name="trade-updates", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """End the connection and the thread."""
        self._closing.set()
        self._again.set()
        if self._thread is not None:
            self._thread.join(timeout=3)

    def distrust(self) -> None:
        """Connect anew: something happened at the venue that this connection did not tell."""
        self._again.set()

    def state(self) -> LinkState:
        """Return how the connection stands."""
        with self._lock:
            connected, since, fault = self._state
            return LinkState(connected=connected, since=since, fault=fault, received=self._received)

    def _follow(self, on_order: Callable[[Mapping[str, Any]], None], on_connect: Callable[[], None]) -> None:
        failures = 0
        while not self._closing.is_set():
            self._again.clear()
            try:
                with connect(
                    self._url, open_timeout=OPEN_TIMEOUT_S, ping_interval=PING_EVERY_S, ping_timeout=PING_EVERY_S,
                    close_timeout=1,
                ) as socket:  # fmt: skip
                    self._sign_in(socket)
                    failures = 0
                    self._set_state(connected=True, fault="")
                    on_connect()
                    self._listen(socket, on_order)
                self._set_state(connected=False, fault="Alpaca's trade updates are being connected anew")
            except _KeysRefusedByStream:
                failures = len(PAUSES_S)
                said = "Alpaca's trade updates refuse the keys; put good keys of this account into the settings"
                self._set_state(connected=False, fault=f"{said} and start again")
            except (WebSocketException, OSError, TimeoutError, ValueError) as fault:
                failures += 1
                log.info("trade updates: %s: %s", type(fault).__name__, fault)
                self._set_state(
                    connected=False,
                    fault="Alpaca's trade updates do not answer; orders are read every 30 s until they do",
                )
            if failures:
                self._closing.wait(PAUSES_S[min(failures, len(PAUSES_S)) - 1])

    def _sign_in(self, socket: ClientConnection) -> None:
        keys = {"key_id": self._key_id, "secret_key": self._secret}
        socket.send(json.dumps({"action": "authenticate", "data": keys}))
        answer = self._answer(socket, "authorization")
        if answer.get("status") != "authorized":
            raise _KeysRefusedByStream
        socket.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}}))
        if "trade_updates" not in (self._answer(socket, "listening").get("streams") or ()):
            raise ValueError("the venue does not offer trade updates")

    def _answer(self, socket: ClientConnection, stream: str) -> Mapping[str, Any]:
        while True:
            message = _message(socket.recv(timeout=ANSWER_WITHIN_S))
            if message.get("stream") == stream:
                data = message.get("data")
                return data if isinstance(data, dict) else {}

    def _listen(self, socket: ClientConnection, on_order: Callable[[Mapping[str, Any]], None]) -> None:
        while not self._closing.is_set() and not self._again.is_set():
            try:
                message = _message(socket.recv(timeout=LISTEN_S))
            except TimeoutError:
                continue
            data = message.get("data")
            order = data.get("order") if isinstance(data, dict) else None
            if message.get("stream") == "trade_updates" and isinstance(order, dict):
                with self._lock:
                    self._received += 1
                on_order(order)

    def _set_state(self, *, connected: bool, fault: str) -> None:
        with self._lock:
            if (connected, fault) != (self._state[0], self._state[2]):
                self._state = (connected, self._clock.now(), fault)


class _KeysRefusedByStream(Exception):
    """The venue said unauthorized."""


def _message(frame: str | bytes) -> Mapping[str, Any]:
    """Return one message; what is no JSON object is one that says nothing."""
    try:
        message = json.loads(frame)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
