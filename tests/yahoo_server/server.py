"""The server itself: a free port of loopback that stands for every host of Yahoo."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.yahoo_server import answers
from tests.yahoo_server.state import Fault, YahooState

CHART, SUMMARY = "/v8/finance/chart/", "/v10/finance/quoteSummary/"
STATEMENTS = "/ws/fundamentals-timeseries/v1/finance/timeseries/"


class YahooServer:
    """Serve a state while the `with` block runs; `url` takes the place of Yahoo's hosts."""

    def __init__(self, state: YahooState | None = None) -> None:
        self.state = state or YahooState()
        handler = type("Handler", (_Handler,), {"state": self.state})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "YahooServer":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # of the usual 5 many askers at once would lose some


class _Handler(BaseHTTPRequestHandler):
    state: YahooState

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path, asked = unquote(parts.path), dict(parse_qsl(parts.query))
        self.state.headers.append(dict(self.headers.items()))
        self.state.seen.append((path, asked))
        fault = next((fault for fault in self.state.faults if path.startswith(fault.path)), None)
        if fault is not None:
            self.state.faults.remove(fault)
            self._fail(fault)
            return
        self._answer(path, asked)

    def _answer(self, path: str, asked: dict[str, str]) -> None:
        state = self.state
        if path in ("", "/"):
            self._send(404, "text/html", "", {"Set-Cookie": f"{state.cookie}; Path=/"})
        elif path == "/v1/test/getcrumb":
            self._send(200, "text/plain", state.crumb)
        elif path == "/calendar/earnings":
            self._send(200, "text/html", answers.calendar_page(state, asked))
        elif path.startswith(CHART):
            self._send_json(answers.chart(state, path.removeprefix(CHART), asked))
        elif path.startswith(SUMMARY):
            self._send_json(answers.summary(state, path.removeprefix(SUMMARY), asked))
        elif path.startswith(STATEMENTS):
            self._send_json(answers.statements(state, path.removeprefix(STATEMENTS), asked))
        elif path == "/v7/finance/quote":
            self._send_json(answers.quotes(state, asked))
        elif path == "/v1/finance/search":
            self._send_json(answers.search(state, asked))
        else:
            self._send(404, "text/html", "<html><body>Oops</body></html>")

    def _fail(self, fault: Fault) -> None:
        if fault.drop:
            self.close_connection = True
            self.connection.close()
            return
        time.sleep(fault.hold_s)
        self._send(fault.status, fault.content_type, fault.body, fault.headers)

    def _send_json(self, found: tuple[int, Any]) -> None:
        self._send(found[0], "application/json", json.dumps(found[1]))

    def _send(self, status: int, kind: str, body: str, headers: dict[str, str] | None = None) -> None:
        sent = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a test prints its own failures."""
