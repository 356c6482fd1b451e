"""What stands at the door of the venue: keys, the rate limit, the log of requests, and faults on demand."""

import asyncio
import json
import math
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.alpaca_venue.book import Book
from tests.alpaca_venue.control import Control
from tests.alpaca_venue.errors import VenueError
from tests.alpaca_venue.faults import BEFORE, Fault, Faults
from tests.alpaca_venue.routes import Routes
from tests.alpaca_venue.stream import Stream, StreamSocket
from tests.alpaca_venue.wire import Reply, Request

HTML = "text/html"
NGINX = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
UNAUTHORIZED = {"code": 40110000, "message": "request is not authorized"}
STATUS_BODIES: dict[Fault, tuple[int, dict[str, Any]]] = {
    Fault.STATUS_429: (429, {"code": 42910000, "message": "rate limit exceeded"}),
    Fault.STATUS_500: (500, {"code": 50010000, "message": "internal server error occurred"}),
    Fault.STATUS_500_AFTER: (500, {"code": 50010000, "message": "internal server error occurred"}),
    Fault.STATUS_503: (503, {"message": "service unavailable"}),
    Fault.STATUS_504_AFTER: (504, {"message": "gateway timeout"}),
}


@dataclass(slots=True)
class Entry:
    """One request in the log. `status` is what the client was told, None when it was told nothing."""

    method: str
    path: str
    query: dict[str, str]
    raw: bytes
    at: float
    status: int | None = None
    fault: Fault | None = None

    @property
    def body(self) -> Any:
        """The JSON body as the client sent it, None when there was none or it was not JSON."""
        try:
            return json.loads(self.raw) if self.raw else None
        except ValueError:
            return None

    def row(self) -> dict[str, Any]:
        """Return the entry as JSON."""
        shown = asdict(self)
        del shown["raw"]
        return shown | {"body": self.body}


@dataclass
class Limit:
    """Requests a minute; tell the client by header what is left, and refuse the rest with 429."""

    per_minute: int = 200
    window_ends: float = 0
    used: int = 0

    def take(self) -> tuple[bool, dict[str, str]]:
        """Count one request; say whether it may pass, and the headers that go with the answer."""
        now = time.time()
        if now >= self.window_ends:
            self.window_ends, self.used = now + 60, 0
        self.used += 1
        left = self.per_minute - self.used
        headers = {
            "X-RateLimit-Limit": str(self.per_minute),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Reset": str(math.ceil(self.window_ends)),
        }
        return left >= 0, headers


def _in_the_loop(delay: float, act: Callable[[], Any]) -> None:
    asyncio.get_running_loop().call_later(delay, act)


@dataclass
class Server:
    """Answers every request of the API; `later` is who lets a request arrive late."""

    book: Book
    key: str
    secret: str
    faults: Faults = field(default_factory=Faults)
    limit: Limit = field(default_factory=Limit)
    log: list[Entry] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    later: Callable[[float, Callable[[], Any]], None] = _in_the_loop

    def __post_init__(self) -> None:
        self.stream = Stream(self.book, self.key, self.secret)
        self.routes = Routes(self.book)
        self.control = Control(self)

    def upgrade(self, transport: asyncio.Transport, head: bytes) -> StreamSocket | None:
        """Take a websocket at /stream."""
        path = head.split(b" ", 2)[1]
        if self.faults.down or path.partition(b"?")[0] != b"/stream":
            return None
        return self.stream.open(transport, head)

    def serve(self, request: Request) -> Reply:
        """Answer one request, or let it fail as the test planned."""
        if request.path.startswith("/_venue/"):
            return _json(*self.control.run(request))
        entry = Entry(request.method, request.path, request.query, request.raw, time.time())
        self.log.append(entry)
        if self.faults.down:
            return Reply(0, drop=True)
        entry.fault, delay = self.faults.pick(request.method, request.path)
        reply = self._answer(request) if entry.fault is None else self._failed(request, entry.fault, delay)
        entry.status = None if reply.drop else reply.status
        return reply

    def _failed(self, request: Request, fault: Fault, delay: float) -> Reply:
        if fault is Fault.LATE:
            self.later(delay, lambda: self._answer(request))
            return Reply(0, drop=True)
        reply = Reply(0, drop=True) if fault in BEFORE else self._answer(request)
        if fault in STATUS_BODIES:
            return _json(*STATUS_BODIES[fault])
        if fault in (Fault.GARBAGE_BEFORE, Fault.GARBAGE_AFTER):
            return Reply(200, NGINX.format("200 OK").encode(), HTML)
        if fault in (Fault.HANG, Fault.HANG_BEFORE):
            reply.delay = delay
            return reply
        return Reply(0, drop=True)

    def _answer(self, request: Request) -> Reply:
        refusal = self._stranger(request)
        if refusal is not None:
            return refusal
        allowed, headers = self.limit.take()
        if not allowed:
            return _json(*STATUS_BODIES[Fault.STATUS_429], headers)
        try:
            status, body = self.routes.run(request)
        except VenueError as error:
            return _json(error.status, error.body, headers)
        except Exception:  # a fault of the venue itself, which `AlpacaVenue.stop` raises in the test
            self.broken.append(f"{request.method} {request.path} {request.raw!r}\n{traceback.format_exc()}")
            return _json(*STATUS_BODIES[Fault.STATUS_500], headers)
        if status == 204:
            return Reply(204, headers=headers)
        return _json(status, self.faults.alter(request.path, body), headers)

    def _stranger(self, request: Request) -> Reply | None:
        key = request.headers.get("apca-api-key-id")
        secret = request.headers.get("apca-api-secret-key")
        if not key and not secret:
            return Reply(401, NGINX.format("401 Authorization Required").encode(), HTML)
        if (key, secret) != (self.key, self.secret):
            return _json(401, UNAUTHORIZED)
        return None


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> Reply:
    content = json.dumps(body, separators=(",", ":"), default=str).encode()
    return Reply(status, content, headers=headers or {})
