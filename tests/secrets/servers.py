"""Servers of loopback that give away whatever they know, in every way in which a server can fail."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.secrets.planted import echo


class Telltale:
    """A server whose `fault` says how it fails; each answer repeats the request and adds every planted secret.

    `fault` is a status, or one of drop, garbage, cut, redirect, header. `asked` holds path, headers and body.
    """

    def __init__(self) -> None:
        self.fault: int | str = 500
        self.shape: Any = None
        """What makes the body of a good answer of what is given away; None is an error body."""
        self.kind = "application/json"
        self.leads_to = ""
        self.asked: list[tuple[str, dict[str, str], str]] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(errors="replace")
                owner.asked.append((self.path, dict(self.headers.items()), body))
                owner._answer(self, body)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

            def log_message(self, *_args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _answer(self, handler: BaseHTTPRequestHandler, body: str) -> None:
        told = f"{handler.path} {dict(handler.headers.items())} {body[:2000]} {echo()}"
        if self.fault == "drop":
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True
            return
        status = self.fault if isinstance(self.fault, int) else 307 if self.fault == "redirect" else 200
        if self.shape is not None and status == 200:
            sent = self.shape(told, body)
        elif self.fault == "garbage":
            sent = f"<html><body>{told}"
        else:
            sent = json.dumps({"error": {"message": told, "code": status, "type": told}, "message": told})
        data = sent.encode(errors="replace")
        handler.send_response(status)
        handler.send_header("Content-Type", "text/html" if self.fault == "garbage" else self.kind)
        handler.send_header("Content-Length", str(len(data) + (500 if self.fault == "cut" else 0)))
        if self.fault == "redirect":
            handler.send_header("Location", self.leads_to)
        if self.fault == "header":
            flat = "".join(sign for sign in told if 32 <= ord(sign) < 127)
            handler.send_header("WWW-Authenticate", f'Bearer realm="{flat[:6000]}"')
            handler.send_header("X-Request-Id", flat[:6000])
        handler.end_headers()
        handler.wfile.write(data)
        handler.close_connection = True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def telltale() -> Iterator[Telltale]:
    """Run such a server."""
    server = Telltale()
    try:
        yield server
    finally:
        server.close()


@contextmanager
def telltale_postgres(fault: str) -> Iterator[int]:
    """Run what speaks PostgreSQL's protocol as far as asking for the password, and then tells it: its port.

    `fault` is refuse (a wrong password), full (too many clients), close or garbage. Message formats: PostgreSQL 17,
    chapter 53.7.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                try:
                    _speak(client, fault)
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        ended.set()
        listener.close()


def _speak(client: socket.socket, fault: str) -> None:
    while True:
        (size,) = struct.unpack("!I", client.recv(4))
        start = client.recv(size - 4)
        if struct.unpack("!I", start[:4])[0] not in (80877103, 80877104):  # it asks for TLS or GSS first
            break
        client.sendall(b"N")
    client.sendall(b"R" + struct.pack("!II", 8, 3))  # AuthenticationCleartextPassword
    client.recv(1)
    (size,) = struct.unpack("!I", client.recv(4))
    password = client.recv(size - 4).rstrip(b"\0").decode()
    if fault == "close":
        return
    if fault == "garbage":
        client.sendall(b"\x00\x01" + password.encode())
        return
    said = f'password authentication failed for "{password}" ({start.decode(errors="replace")}) {echo()}'
    said = said.replace("\0", " ")
    code = "28P01" if fault == "refuse" else "53300"
    fields = b"".join(kind + value.encode() + b"\0" for kind, value in ((b"S", "FATAL"), (b"C", code), (b"M", said)))
    client.sendall(b"E" + struct.pack("!I", len(fields) + 5) + fields + b"\0")
