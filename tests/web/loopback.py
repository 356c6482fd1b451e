"""Servers on loopback that stand for the web: what each path answers is a function, and every request is counted."""

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """What a path answers."""

    body: bytes = b"hello"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/plain"})


@dataclass
class Site:
    """One running server: its port, what its paths answer, and what it was asked."""

    port: int
    paths: dict[str, Answer | Callable[[Any], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    connections: int = 0
    on_post: Callable[[Any], None] | None = None

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Let a path lead to another address; return the path's own address."""
        self.paths[path] = Answer(b"", status, {"Location": to})
        return self.url(path)


@contextmanager
def site(*, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", port: int = 0) -> Iterator[Site]:
    """Run a server on loopback, on a free port unless one is named."""
    found = Site(port=0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers.items())))
            answer = found.paths.get(self.path, Answer(b"no", 404))
            if callable(answer):
                answer(self)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def do_POST(self) -> None:
            if found.on_post is None:
                self.send_error(500)
            else:
                found.on_post(self)

        def log_message(self, *_args: Any) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        def get_request(self) -> Any:
            sock, address = super().get_request()
            found.connections += 1
            return (tls.wrap_socket(sock, server_side=True) if tls else sock), address

        def handle_error(self, *_args: Any) -> None:
            return

    with Server((host, port), Handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def packed(body: bytes, kind: str = "text/plain") -> Answer:
    """Return a gzip answer."""
    return Answer(gzip.compress(body), headers={"Content-Type": kind, "Content-Encoding": "gzip"})
