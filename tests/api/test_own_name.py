"""A desk without a password answers under this machine's own names, so that no page elsewhere can press its buttons."""

import base64
import os
import socket
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from api.own_name import OwnName
from tests.desk_process import DeskProcess

OWN = ["127.0.0.1", "127.0.0.1:8501", "localhost:9000", "LOCALHOST", "[::1]:8501"]
FOREIGN = [
    "evil.example",
    "evil.example:8501",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.0.0.1",
    "[::2]",
    "",
]


def ask(host: str, *, is_private: bool) -> int:
    guarded = OwnName(PlainTextResponse("the page"), is_private=lambda: is_private)
    return TestClient(guarded).get("/", headers={"Host": host}).status_code


@pytest.mark.parametrize("host", OWN)
def test_the_own_names_are_served(host: str) -> None:
    assert ask(host, is_private=True) == 200


@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_is_refused_unless_a_password_is_asked(host: str) -> None:
    assert ask(host, is_private=True) == 421
    assert ask(host, is_private=False) == 200


def shake_hands(desk: DeskProcess, name: str) -> str:
    """Open the pages' WebSocket as the page of that name would, and return the status line."""
    key = base64.b64encode(os.urandom(16)).decode()
    with socket.create_connection(("127.0.0.1", desk.port), timeout=20) as line:
        line.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {name}\r\nOrigin: http://{name}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        return line.recv(4096).decode("latin-1").splitlines()[0]


def test_a_name_that_was_pointed_here_cannot_open_the_pages(tmp_path: Path) -> None:
    desk = DeskProcess(tmp_path / "data").start()
    try:
        assert "101" in shake_hands(desk, f"127.0.0.1:{desk.port}")
        assert "403" in shake_hands(desk, f"evil.example:{desk.port}")
    finally:
        desk.stop()
