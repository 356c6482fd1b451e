"""The real app and a real watchdog, each a process of its own, at the test venue."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

from tests.alpaca_venue.orders import Order
from tests.desk_process import ROOT
from tests.journeys.alpaca_desk import AlpacaDesk
from trading.store.accounts import AccountState, account_state
from trading.store.database import Database

ACCOUNT = "alpaca-paper"
WITHIN_S = 10.0
"""What SAFETY.md and issue 4 allow from the signal to the last cancel."""


def until(is_so: Callable[[], bool], what: str, *, within_s: float = 30) -> float:
    """Wait until it is so and return the seconds that it took."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < within_s, f"not within {within_s} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - began


class WatchdogProcess:
    """`python -m trading watchdog` with the environment of the app; what it says is read from a file."""

    def __init__(self, desk: AlpacaDesk, *options: str) -> None:
        self._log = desk.desk.data_dir.parent / "watchdog.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "trading", "watchdog", *options],
                cwd=ROOT,
                env=desk.desk._environment,
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def end(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(30)

    def __enter__(self) -> "WatchdogProcess":
        until(lambda: "watching the app" in self.said() or self.process.poll() is not None, "the watchdog watches")
        assert self.process.poll() is None, self.said()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.end()


class Watched:
    """One app at the venue, with an account as it may be when the app falls silent, and its REST API."""

    def __init__(self, desk: AlpacaDesk) -> None:
        self.at = desk
        self.venue = desk.venue
        self._headers = {"X-API-Key": desk.desk.key("read", "propose", "approve", "admin")}

    @property
    def pid(self) -> int:
        assert self.at.desk.process is not None
        return self.at.desk.process.pid

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        return requests.request(method, self.at.desk.url + path, json=body, headers=self._headers, timeout=60)

    def propose(self, **ticket: Any) -> dict[str, Any]:
        answer = self.call("POST", "/api/trade", ticket)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    def approve(self, proposal: dict[str, Any]) -> requests.Response:
        body = {"approval_hash": proposal["approval_hash"]}
        return self.call("POST", f"/api/proposals/{proposal['id']}/approve", body)

    def send(self, **ticket: Any) -> Order:
        proposal = self.propose(**ticket)
        answer = self.approve(proposal)
        assert answer.status_code == 200, answer.text
        return self.order(proposal["id"])

    def approve_in_background(self, proposal: dict[str, Any]) -> None:
        """Approve and let the answer, which may never come, be."""

        def approve() -> None:
            try:
                self.approve(proposal)
            except requests.RequestException:
                return

        threading.Thread(target=approve, daemon=True).start()
        until(lambda: self.posts(proposal["id"]) > 0, "the order is on its way")

    def posts(self, order_id: str) -> int:
        """Return how often an order was posted."""
        entries = self.venue.requests("POST", "/v2/orders")
        return sum(1 for entry in entries if (entry.body or {}).get("client_order_id") == order_id)

    def order(self, order_id: str) -> Order:
        return self.venue.book.get(order_id)

    def open_ids(self) -> set[str]:
        """Return the ids of what can fill at the venue, a leg under its parent's."""
        with self.venue.book.lock:
            return {(order.parent or order).client_order_id for order in self.venue.book.open_orders()}

    def is_suspended(self) -> bool:
        return bool(self.venue.book.configuration["suspend_trade"])

    def flag(self) -> AccountState:
        """Return the account as the store has it, read from beside."""
        database = Database.in_folder(self.at.desk.data_dir)
        try:
            with database.read() as connection:
                return account_state(connection, ACCOUNT)
        finally:
            database.close()

    def signal(self, number: int) -> None:
        os.killpg(self.pid, number)

    def __enter__(self) -> "Watched":
        return self


@contextmanager
def watched(folder: Path) -> Iterator[Watched]:
    """Give the running app; a frozen one is thawed before it is stopped."""
    with AlpacaDesk(folder) as desk:
        made = Watched(desk)
        try:
            yield made
        finally:
            if desk.desk.process is not None and desk.desk.process.poll() is None:
                made.signal(signal.SIGCONT)


BRACKET = {
    "order_class": "bracket",
    "take_profit": {"limit_price": "120"},
    "stop_loss": {"stop_price": "80"},
}
LIMIT_90 = {"type": "limit", "limit_price": "90"}
BRACKET_OF_90 = {**BRACKET, "take_profit": {"limit_price": "110"}, "stop_loss": {"stop_price": "70"}}


def dangers_and_exits(app: Watched) -> tuple[set[str], set[str]]:
    """Let entries and exits rest: the ids of what could open or enlarge a position, and of what protects one."""
    protected = app.send(symbol="AAPL", side="buy", qty="3", **BRACKET)
    entry = app.send(symbol="MSFT", side="buy", qty="2", **LIMIT_90)
    waiting_bracket = app.send(symbol="IBM", side="buy", qty="2", **LIMIT_90, **BRACKET_OF_90)
    return {entry.client_order_id, waiting_bracket.client_order_id}, {protected.client_order_id}


def kill(app: Watched) -> "subprocess.CompletedProcess[str]":
    return command(app, "kill")


def command(app: Watched, *words: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "trading", *words],
        cwd=ROOT,
        env=app.at.desk._environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done
