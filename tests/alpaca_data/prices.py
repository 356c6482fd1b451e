"""Alpaca's stream of quotes and trades on loopback, with the answers that it gives and its bad days."""

import json
import threading
from datetime import datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from tests.alpaca_data.state import DataState, Record, iso

CHANNELS = ("quotes", "trades")


class PriceServer:
    """Serve while the `with` block runs. A test sends prices and sets the knobs from its own thread.

    `most_connections` answers 429 before, `full` error 406 after the websocket is open; `mute` sends no price;
    `most_symbols` answers 405 to one more; `refusal` is an error code in place of what follows the sign-in.
    """

    def __init__(self, state: DataState) -> None:
        self.state = state
        self.most_connections = 100
        self.most_symbols = 30
        self.full = self.mute = False
        self.refusal: int | None = None
        self.heard: list[Record] = []
        self.opened = 0
        self._lock = threading.Lock()
        self._followed: dict[ServerConnection, dict[str, set[str]]] = {}
        self._server = serve(self._talk, "127.0.0.1", 0, process_request=self._admit)
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/v2/iex"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> "PriceServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self.drop()
        self._thread.join(timeout=5)

    @property
    def connections(self) -> int:
        with self._lock:
            return len(self._followed)

    def followed(self) -> set[str]:
        """Return the symbols that somebody follows on both channels."""
        with self._lock:
            return {symbol for held in self._followed.values() for symbol in held["quotes"] & held["trades"]}

    def quote(self, symbol: str, bid: float, ask: float, at: datetime | None = None) -> None:
        """Tell a quote, of the state's now unless told."""
        self.send({
            "T": "q", "S": symbol, "bx": "V", "bp": bid, "bs": 100, "ax": "V", "ap": ask, "as": 100, "c": ["R"],
            "z": "C", "t": iso(at or self.state.now),
        })  # fmt: skip

    def trade(self, symbol: str, price: float, at: datetime | None = None, **fields: Any) -> None:
        """Tell a trade, of the state's now unless told."""
        self.send(
            {"T": "t", "S": symbol, "i": 7, "x": "V", "p": price, "s": 100, "c": ["@"], "z": "C"}
            | {"t": iso(at or self.state.now)}
            | fields
        )

    def send(self, *messages: Record) -> None:
        """Send one frame to everybody who follows one of its symbols."""
        if self.mute:
            return
        with self._lock:
            sockets = [
                socket
                for socket, held in self._followed.items()
                if any(one.get("S") in held["quotes"] | held["trades"] for one in messages)
            ]
        for socket in sockets:
            socket.send(json.dumps(messages))

    def send_raw(self, frame: str | bytes) -> None:
        """Send a frame of the test's own to everybody."""
        with self._lock:
            sockets = list(self._followed)
        for socket in sockets:
            socket.send(frame)

    def drop(self) -> None:
        """End every connection."""
        with self._lock:
            sockets = list(self._followed)
        for socket in sockets:
            socket.close()

    def _admit(self, connection: ServerConnection, _request: Request) -> Response | None:
        if self.connections >= self.most_connections:
            return connection.respond(HTTPStatus.TOO_MANY_REQUESTS, "too many connections\n")
        return None

    def _talk(self, socket: ServerConnection) -> None:
        held: dict[str, set[str]] = {name: set() for name in CHANNELS}
        with self._lock:
            self._followed[socket] = held
            self.opened += 1
        try:
            self._answer(socket, {"T": "success", "msg": "connected"})
            if self._sign_in(socket):
                for frame in socket:
                    self._hear(socket, held, json.loads(frame))
        except ConnectionClosed:
            pass
        finally:
            with self._lock:
                del self._followed[socket]

    def _sign_in(self, socket: ServerConnection) -> bool:
        message = json.loads(socket.recv(timeout=5))
        self.heard.append(message)
        given = message.get("action"), message.get("key"), message.get("secret")
        if given != ("auth", self.state.key_id, self.state.secret):
            self._answer(socket, {"T": "error", "code": 402, "msg": "auth failed"})
        elif self.full:
            self._answer(socket, {"T": "error", "code": 406, "msg": "connection limit exceeded"})
        elif self.refusal is not None:
            self._answer(socket, {"T": "error", "code": self.refusal, "msg": "refused"})
        else:
            self._answer(socket, {"T": "success", "msg": "authenticated"})
            return True
        return False

    def _hear(self, socket: ServerConnection, held: dict[str, set[str]], message: Record) -> None:
        self.heard.append(message)
        with self._lock:
            wanted = {name: set(rows) for name, rows in held.items()}
            for name in CHANNELS:
                named = set(message.get(name, ()))
                wanted[name] = wanted[name] | named if message["action"] == "subscribe" else wanted[name] - named
            is_taken = all(len(rows) <= self.most_symbols for rows in wanted.values())
            if is_taken:
                held.update(wanted)
        if is_taken:
            empty = {name: [] for name in ("bars", "updatedBars", "dailyBars", "statuses", "lulds")}
            self._answer(socket, {"T": "subscription"} | {name: sorted(held[name]) for name in CHANNELS} | empty)
        else:
            self._answer(socket, {"T": "error", "code": 405, "msg": "symbol limit exceeded"})

    def _answer(self, socket: ServerConnection, message: Record) -> None:
        socket.send(json.dumps([message]))
