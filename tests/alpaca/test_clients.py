"""The clients of both adapters: what they take from the environment."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from trading.alpaca.clients import trading_client

Asked = tuple[str, list[str]]


@pytest.fixture
def proxy() -> Iterator[Asked]:
    """Give the address of a proxy, and the list that grows with each address that it is asked to fetch."""
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def client(url: str) -> Any:
    return trading_client(key_id="PK", secret="secret", url=url, timeouts_s=(5.0, 5.0))


def test_a_proxy_of_the_environment_is_asked(proxy: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    address, asked = proxy
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert client("http://venue.invalid").get("/account") == {}
    assert asked == ["http://venue.invalid/v2/account"]


def test_what_needs_no_proxy_is_asked_itself(proxy: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    address, asked = proxy
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert client(address).get("/account") == {}
    assert asked == ["/v2/account"]


def test_certificates_of_the_environment_are_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "own.pem"))
    with pytest.raises(OSError, match=r"own\.pem"):
        client("https://127.0.0.1:9").get("/account")


def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch, proxy: Asked) -> None:
    address, asked = proxy
    made = client(address)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert made.get("/account") == {}
    assert asked == ["/v2/account"]
