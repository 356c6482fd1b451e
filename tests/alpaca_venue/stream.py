"""The stream of trade updates: binary frames of JSON at /stream, and what can go wrong with them."""

import asyncio
import json
import random
import threading
from collections.abc import Callable
from typing import Any

from websockets.frames import Frame, Opcode
from websockets.http11 import Request as Handshake
from websockets.server import ServerProtocol

from tests.alpaca_venue.book import Book
from tests.alpaca_venue.records import Event

WINDOW_WAIT_S = 0.2


class StreamSocket:
    """One client of the stream."""

    def __init__(self, stream: "Stream", transport: asyncio.Transport) -> None:
        self._stream = stream
        self.transport = transport
        self._protocol = ServerProtocol()
        self._authorized = False
        self.listening = False

    def receive(self, data: bytes) -> None:
        """Take bytes from the client."""
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Handshake):
                self._protocol.send_response(self._protocol.accept(event))
            elif isinstance(event, Frame) and event.opcode in (Opcode.TEXT, Opcode.BINARY):
                self._hear(bytes(event.data))
        self._flush()

    def lost(self) -> None:
        """Forget the client."""
        self._stream.sockets.discard(self)

    def send(self, message: dict[str, Any]) -> None:
        """Send one message."""
        if not self.transport.is_closing():
            self._protocol.send_binary(json.dumps(message).encode())
            self._flush()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self.transport.write(data)
            elif not self.transport.is_closing():
                self.transport.close()

    def _hear(self, data: bytes) -> None:
        try:
            message = json.loads(data)
            action, fields = message["action"], message.get("data") or message
        except (ValueError, KeyError, TypeError):
            return
        if action in ("authenticate", "auth"):
            self._authorize(action, fields)
        elif action == "listen" and not self._authorized:
            self._answer("authorization", {"status": "unauthorized", "action": "listen"})
        elif action == "listen":
            streams = [name for name in fields.get("streams", []) if name == "trade_updates"]
            self.listening = bool(streams)
            self._answer("listening", {"streams": streams})

    def _authorize(self, action: str, fields: dict[str, Any]) -> None:
        key = fields.get("key_id") or fields.get("key")
        secret = fields.get("secret_key") or fields.get("secret")
        self._authorized = (key, secret) == (self._stream.key, self._stream.secret)
        status = "authorized" if self._authorized else "unauthorized"
        self._answer("authorization", {"status": status, "action": action})

    def _answer(self, stream: str, data: dict[str, Any]) -> None:
        self._protocol.send_binary(json.dumps({"stream": stream, "data": data}).encode())


class Stream:
    """Sends the book's events to whoever listens; the faults are set by the test.

    `mute` sends nothing, `refuse` closes new connections, `most_connections` (0: any number) answers 429 to one more.
    `drop` and `double` are shares of the events, `shuffle` is the number of events that are collected and sent in
    another order. `seed` starts the dice anew.
    """

    def __init__(self, book: Book, key: str, secret: str) -> None:
        self.key, self.secret = key, secret
        self.sockets: set[StreamSocket] = set()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.mute = self.refuse = False
        self.drop = self.double = 0.0
        self.shuffle = 0
        self.most_connections = 0
        self.sent = self.dropped = self.doubled = 0
        self._dice = random.Random(0)
        self._window: list[Event] = []
        self._lock = threading.RLock()
        book.listeners.append(self.publish)

    def seed(self, seed: int) -> None:
        """Start the dice anew."""
        self._dice = random.Random(seed)

    def clear(self) -> None:
        """End every fault."""
        self.mute = self.refuse = False
        self.drop, self.double, self.shuffle, self.most_connections = 0.0, 0.0, 0, 0
        self.flush()

    @property
    def listeners(self) -> int:
        """How many clients listen to trade updates."""
        return sum(socket.listening for socket in list(self.sockets))

    def open(self, transport: asyncio.Transport, head: bytes) -> StreamSocket | None:
        """Take a new client, None when connections are refused."""
        if self.refuse:
            return None
        if self.most_connections and len(self.sockets) >= self.most_connections:
            transport.write(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            transport.close()
            return None
        socket = StreamSocket(self, transport)
        self.sockets.add(socket)
        socket.receive(head)
        return socket

    def disconnect_all(self) -> None:
        """Drop every client's connection."""
        for socket in list(self.sockets):
            self._call(socket.transport.abort)

    def flush(self) -> None:
        """Send what `shuffle` has collected."""
        with self._lock:
            waiting, self._window = self._window, []
            self._dice.shuffle(waiting)
            for event in waiting:
                self._send(event)

    def send_raw(self, message: dict[str, Any]) -> None:
        """Send a message of the test's own to every listener, past every fault."""
        self._send_message(message)

    def publish(self, make: Callable[[], Event]) -> None:
        if not self.sockets or self.mute or self.loop is None:
            return
        with self._lock:
            if self.drop and self._dice.random() < self.drop:
                self.dropped += 1
                return
            event = make()
            copies = 1
            if self.double and self._dice.random() < self.double:
                self.doubled += 1
                copies = 2
            if self.shuffle < 2:
                for _ in range(copies):
                    self._send(event)
                return
            if not self._window:
                self._call(lambda: self._later(self.flush))
            self._window += [event] * copies
            if len(self._window) >= self.shuffle:
                self.flush()

    def _later(self, act: Callable[[], None]) -> None:
        assert self.loop is not None
        self.loop.call_later(WINDOW_WAIT_S, act)

    def _send(self, event: Event) -> None:
        self.sent += 1
        self._send_message({"stream": "trade_updates", "data": event})

    def _send_message(self, message: dict[str, Any]) -> None:
        def out() -> None:
            for socket in list(self.sockets):
                if socket.listening:
                    socket.send(message)

        self._call(out)

    def _call(self, act: Callable[[], Any]) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(act)
