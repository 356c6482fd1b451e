"""The venue without sockets: requests of the real client are answered in the same thread, on a clock that is set."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
from requests.adapters import BaseAdapter

from tests.alpaca_venue.book import Book
from tests.alpaca_venue.server import Limit, Server
from tests.alpaca_venue.wire import Request
from tests.exactly_once.desk import CASH, PRICE, Place, symbol
from tests.orders.market import SetClock

KEY, SECRET = "PKDIRECT", "direct-secret"


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs, and what was not committed is gone."""


class DirectWire(BaseAdapter):
    """Carries requests to a server in memory; `kill` may end the process before or after the venue has heard one."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self.kill: Callable[[str, str], bool] = lambda method, moment: False

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        method, url = str(request.method), urlsplit(str(request.url))
        if self.kill(method, "before"):
            raise Killed
        try:
            reply = self._server.serve(_asked(request, method, url))
        except Exception as fault:  # the venue's own mistake, which the desk must not be praised for living through
            self._server.broken.append(f"{method} {url.path}: {fault!r}")
            raise
        if self.kill(method, "after"):
            raise Killed
        if reply.drop:
            raise requests.ConnectionError("dropped")
        if reply.delay:
            raise requests.ReadTimeout("nothing came")
        answer = requests.Response()
        answer.status_code, answer._content = reply.status, reply.content
        answer.headers.update(reply.headers)
        answer.request, answer.url = request, str(request.url)
        return answer

    def close(self) -> None:
        pass


def _asked(request: requests.PreparedRequest, method: str, url: Any) -> Request:
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    body = request.body or b""
    raw = body.encode() if isinstance(body, str) else bytes(body)
    return Request(method, unquote(url.path), dict(parse_qsl(url.query)), headers, raw)


class DirectVenue:
    """The venue's book and server on a set clock; requests that were made late arrive when `pass_time` passes them."""

    def __init__(self, clock: SetClock, symbols: int) -> None:
        self.clock = clock
        self.book = Book(cash=CASH)
        self.book.clock = lambda: int(clock.now().timestamp() * 1_000_000) * 1_000
        for number in range(symbols):
            self.book.add_asset(symbol(number), PRICE)
        self._late: list[tuple[float, Callable[[], Any]]] = []
        self.server = Server(self.book, KEY, SECRET, limit=Limit(10**9), later=self._arrive_late)

    @property
    def log(self) -> list[Any]:
        return self.server.log

    def place(self, symbols: int) -> Place:
        return Place(url="http://venue.invalid", stream_url="", key=KEY, secret=SECRET, symbols=symbols)

    @property
    def is_expecting(self) -> bool:
        """Say whether a request is still on its way."""
        return bool(self._late)

    def _arrive_late(self, delay: float, act: Callable[[], Any]) -> None:
        self._late.append((self.clock.now().timestamp() + delay, act))

    def pass_time(self, seconds: float) -> None:
        self.clock.go(seconds=seconds)
        now = self.clock.now().timestamp()
        due = [act for at, act in self._late if at <= now]
        self._late = [(at, act) for at, act in self._late if at > now]
        for act in due:
            act()
