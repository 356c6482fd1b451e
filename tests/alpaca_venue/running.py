"""Start the venue: in a thread of the test, on a free port of loopback."""

import asyncio
import threading
from collections.abc import Callable
from decimal import Decimal
from types import TracebackType
from typing import Any

from tests.alpaca_venue.book import Book
from tests.alpaca_venue.faults import Faults
from tests.alpaca_venue.server import Entry, Limit, Server
from tests.alpaca_venue.stream import Stream
from tests.alpaca_venue.wire import Connection

HOST = "127.0.0.1"


class AlpacaVenue:
    """A venue that listens from its making until `stop`. Use it in a `with` statement or stop it yourself.

    A test reads `log` and works on `book`, `faults`, `stream` and `limit` from its own thread.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        book: Book | None = None,
        cash: Decimal | int | str = 100_000,
        multiplier: int = 4,
        per_minute: int = 200,
        key: str = "PKTESTKEY",
        secret: str = "test-secret",
    ) -> None:
        self.key, self.secret = key, secret
        self.book = book or Book(cash=cash, multiplier=multiplier)
        self.server = Server(self.book, key, secret, limit=Limit(per_minute))
        self.port = port
        self._connections: set[Connection] = set()
        self._listener: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self.stream.loop = self._loop
        self._thread = threading.Thread(target=self._loop.run_forever, name="alpaca-venue", daemon=True)
        self._thread.start()
        self.come_back()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def stream_url(self) -> str:
        return f"ws://{HOST}:{self.port}/stream"

    @property
    def faults(self) -> Faults:
        return self.server.faults

    @property
    def limit(self) -> Limit:
        return self.server.limit

    @property
    def log(self) -> list[Entry]:
        return self.server.log

    @property
    def stream(self) -> Stream:
        return self.server.stream

    def requests(self, method: str, path: str) -> list[Entry]:
        """Return the log's entries of one method and path."""
        return [entry for entry in self.log if entry.method == method and entry.path == path]

    def go_dark(self) -> None:
        """Stop listening and drop every connection: a client is refused as if no machine were there."""
        self._run(self._close)

    def come_back(self) -> None:
        """Listen again, on the same port."""
        self._run(self._listen)

    def stop(self) -> None:
        """End the venue; a second call does nothing. Raises AssertionError if the venue itself was at fault."""
        if self._loop.is_closed():
            return
        self.go_dark()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
        if self.stream.publish in self.book.listeners:
            self.book.listeners.remove(self.stream.publish)
        assert not self.server.broken, "\n".join(self.server.broken)

    def _run(self, make: Callable[[], Any]) -> None:
        asyncio.run_coroutine_threadsafe(make(), self._loop).result(5)

    async def _listen(self) -> None:
        if self._listener is None:
            made = self._loop.create_server(
                lambda: Connection(self.server, self._connections), HOST, self.port, backlog=512
            )
            self._listener = await made
            self.port = self._listener.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for connection in list(self._connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    def __enter__(self) -> "AlpacaVenue":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
