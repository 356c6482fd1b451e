"""How long an approval takes to be an order that is written down, beside what no desk could do without."""

import gc
import json
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.exactly_once.clocks import FastClock
from tests.exactly_once.desk import Built, Place, build, symbol
from tests.exactly_once.kills import ROOT
from tests.orders.rig import form
from trading.orders import asking
from trading.orders.send import Sender
from trading.types import OWNER, Side, Status, Ticket

ROUNDS, WARM_UP, SYMBOLS = 300, 20, 40
SENT_COMMIT = 2
"""Which commit of a round writes the outcome: the proposal's and the claim's come before it, the look's after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Milliseconds: an approval until its outcome is committed, the floor in the same run, and parts.

    `whole` is until the answer returns, when the log's head stands outside the database too; `claim` is the part of
    it from the claimed ticket on. The approvals follow their proposal at once, as they follow a dialog that keeps the
    account read; `unseen` is one that nobody has looked at for a while, so the account is asked first.
    """

    p50_ms: float
    p99_ms: float
    whole_p50_ms: float
    claim_p50_ms: float
    unseen_p50_ms: float
    floor_p50_ms: float
    floor_p99_ms: float


@contextmanager
def venue_process(symbols: int) -> Iterator[Place]:
    """Run the venue as a process of its own, so that it takes nothing of the desk's."""
    command = [sys.executable, "-m", "tests.alpaca_venue", "--port", "0", "--cash", "100000000"]
    process = subprocess.Popen([*command, "--per-minute", "1000000000"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        about = json.loads(process.stdout.readline())
        control = HTTPConnection("127.0.0.1", about["port"])
        for number in range(symbols):
            asset = json.dumps({"asset": symbol(number), "price": "100.37"})
            control.request("POST", "/_venue/book/add_asset", asset, {"Content-Type": "application/json"})
            assert control.getresponse().read() == b'{"done":true}'
        control.close()
        yield Place(
            url=about["url"],
            stream_url=about["stream_url"],
            key=about["key"],
            secret=about["secret"],
            symbols=symbols,
        )
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def measured(folder: Path) -> Sending:
    """Approve orders and pay the floor in turn, so that both meet the same machine."""
    clock = FastClock(time.time(), 1)
    with venue_process(SYMBOLS) as place:
        built = build(folder, place, clock, owner="measured", sleep=clock.sleep)
        built.desk.start()
        claims: list[float] = []
        commits = _watched_commits(built)
        with _timed_sends(claims), _floor(folder, place) as pay:
            whole, until, floors = [], [], []
            for number in range(WARM_UP + ROUNDS):
                if number == WARM_UP:
                    gc.collect()
                    gc.freeze()  # as the app does after its warm-up
                commits.clear()
                began, took = _approved(built, number)
                whole.append(took)
                until.append((commits[SENT_COMMIT] - began) * 1000)
                floors.append(pay())
        with _nothing_kept():
            unseen = [_approved(built, number)[1] for number in range(ROUNDS // 3)]
        built.close()
    whole, until, floors = whole[WARM_UP:], until[WARM_UP:], floors[WARM_UP:]
    claims = claims[WARM_UP : WARM_UP + ROUNDS]
    return Sending(
        p50_ms=statistics.median(until),
        p99_ms=_p99(until),
        whole_p50_ms=statistics.median(whole),
        claim_p50_ms=statistics.median(claims),
        unseen_p50_ms=statistics.median(unseen),
        floor_p50_ms=statistics.median(floors),
        floor_p99_ms=_p99(floors),
    )


def _p99(values: list[float]) -> float:
    return sorted(values)[-(-99 * len(values) // 100) - 1]


def _ms(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = act()
    return (time.perf_counter() - began) * 1000, done


def _approved(built: Built, number: int) -> tuple[float, float]:
    """Return when an approval began, and the milliseconds until its answer."""
    ticket = Ticket(symbol=symbol(number % SYMBOLS), side=Side.BUY, qty=Decimal(1))
    proposal = built.desk.propose(ticket, form())
    assert proposal.status is Status.OPEN, proposal.gate.reasons
    began = time.perf_counter()
    took, sent = _ms(lambda: built.desk.approve(proposal.id, proposal.approval_hash, actor=OWNER))
    assert sent.status is Status.SENT
    built.desk.follow([proposal.id])  # as the venue's report does, outside the time: nothing is left in flight
    return began, took


def _watched_commits(built: Built) -> list[float]:
    """Return the list that grows with the time at which each commit stood."""
    stood: list[float] = []
    dialect = built.database.engine.dialect
    commit = dialect.do_commit

    def timed(connection: Any) -> None:
        commit(connection)
        stood.append(time.perf_counter())

    dialect.do_commit = timed  # type: ignore[method-assign]
    return stood


@contextmanager
def _nothing_kept() -> Iterator[None]:
    kept = asking.KEPT
    asking.KEPT = timedelta()
    try:
        yield
    finally:
        asking.KEPT = kept


@contextmanager
def _timed_sends(claims: list[float]) -> Iterator[None]:
    send = Sender.send

    def timed(it: Sender, claimed: Any, **more: Any) -> Any:
        took, sent = _ms(lambda: send(it, claimed, **more))
        claims.append(took)
        return sent

    Sender.send = timed  # type: ignore[method-assign]
    try:
        yield
    finally:
        Sender.send = send  # type: ignore[method-assign]


@contextmanager
def _floor(folder: Path, place: Place) -> Iterator[Callable[[], float]]:
    """Give what pays the floor: two commits in full sync and one post on a connection that is kept alive."""
    store = sqlite3.connect(folder / "floor.db", isolation_level=None)
    store.execute("PRAGMA journal_mode=WAL").close()
    store.execute("PRAGMA synchronous=FULL").close()
    store.execute("CREATE TABLE claim (id TEXT PRIMARY KEY, body TEXT)")
    host, _, port = place.url.removeprefix("http://").partition(":")
    connection = HTTPConnection(host, int(port))
    keys = {"APCA-API-KEY-ID": place.key, "APCA-API-SECRET-KEY": place.secret}

    def pay() -> float:
        name = str(uuid4())
        body = {"client_order_id": name, "symbol": symbol(0), "qty": "1", "side": "buy", "type": "limit"}
        raw = json.dumps(body | {"limit_price": "90", "time_in_force": "day"})
        began = time.perf_counter()
        store.execute("BEGIN IMMEDIATE")
        store.execute("INSERT INTO claim VALUES (?, ?)", (name, raw))
        store.execute("COMMIT")
        connection.request("POST", "/v2/orders", raw, keys)
        answer = connection.getresponse()
        told = answer.read()
        store.execute("BEGIN IMMEDIATE")
        store.execute("UPDATE claim SET body = ? WHERE id = ?", (told.decode(), name))
        store.execute("COMMIT")
        assert answer.status == 200, told
        return (time.perf_counter() - began) * 1000

    yield pay
    connection.close()
    store.close()
