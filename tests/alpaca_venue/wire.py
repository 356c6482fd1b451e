"""HTTP/1.1 on a socket, small and quick, and the two things a framework hides: a dropped and a late answer."""

import asyncio
import json
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote

PHRASES = {status.value: status.phrase for status in HTTPStatus}


@dataclass(slots=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    def body(self) -> Any:
        """Return the JSON body, fractions as Decimal; None when there is none. Raises ValueError."""
        return json.loads(self.raw, parse_float=Decimal) if self.raw else None


@dataclass(slots=True)
class Reply:
    """What goes back: after `delay` seconds, or a closed connection when `drop`."""

    status: int
    content: bytes = b""
    kind: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    drop: bool = False


class Site(Protocol):
    """What answers requests and takes over websockets."""

    def serve(self, request: Request) -> Reply:
        """Answer one request."""

    def upgrade(self, transport: asyncio.Transport, head: bytes) -> "Upgraded | None":
        """Take over a websocket; None refuses it."""


class Upgraded(Protocol):
    """A websocket that has taken over a connection."""

    def receive(self, data: bytes) -> None:
        """Take bytes from the client."""

    def lost(self) -> None:
        """Hear that the connection is gone."""


class Connection(asyncio.Protocol):
    """One client on one socket, kept alive between requests."""

    def __init__(self, site: Site, open_ones: set["Connection"]) -> None:
        self._site = site
        self._open_ones = open_ones
        self._buffer = b""
        self._socket: Upgraded | None = None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._open_ones.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open_ones.discard(self)
        if self._socket is not None:
            self._socket.lost()

    def data_received(self, data: bytes) -> None:
        if self._socket is not None:
            self._socket.receive(data)
            return
        self._buffer += data
        while not self.transport.is_closing():
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {}
            for line in lines:
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            size = int(headers.get("content-length", 0))
            if len(rest) < size:
                return
            self._buffer = rest[size:]
            self._take(first, headers, head + found, rest[:size])

    def _take(self, first: str, headers: dict[str, str], head: bytes, raw: bytes) -> None:
        method, target, _ = first.split(" ", 2)
        path, _, query = target.partition("?")
        if headers.get("upgrade", "").lower() == "websocket":
            self._socket = self._site.upgrade(self.transport, head)
            if self._socket is None and not self.transport.is_closing():
                self.transport.abort()
            return
        reply = self._site.serve(Request(method, unquote(path), dict(parse_qsl(query)), headers, raw))
        if reply.delay:
            asyncio.get_running_loop().call_later(reply.delay, self._send, reply, headers)
        else:
            self._send(reply, headers)

    def _send(self, reply: Reply, asked: dict[str, str]) -> None:
        if self.transport.is_closing():
            return
        if reply.drop:
            self.transport.abort()
            return
        closing = asked.get("connection", "").lower() == "close"
        lines = [f"HTTP/1.1 {reply.status} {PHRASES.get(reply.status, '')}", f"Date: {formatdate(usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        if reply.status != 204:
            lines += [f"Content-Type: {reply.kind}", f"Content-Length: {len(reply.content)}"]
        lines.append(f"Connection: {'close' if closing else 'keep-alive'}")
        self.transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + reply.content)
        if closing:
            self.transport.close()
