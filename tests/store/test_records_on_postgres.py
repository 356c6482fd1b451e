"""Accounts share the pieces of records on PostgreSQL: none is in another's way, and none loses what it needs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from tests.store.postgres import programs, running
from trading.market.clock import WallClock
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.recordings import RecordingStore
from trading.store.runs import RunStore
from trading.types import OWNER, MarketMode, Note, RecordKind

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
]
ACCOUNTS = ("mine", "yours")
TIMES = 25


@contextmanager
def _accounts(*, most_runs: int) -> Iterator[list[tuple[RunStore, RecordingStore]]]:
    with running() as server:
        database = Database(f"{server}/postgres")
        upgrade(database)
        made = []
        for name in ACCOUNTS:
            ensure_account(database, name, mode=MarketMode.REPLAY, venue="a test", at=datetime(2026, 1, 5, tzinfo=UTC))
            records = RecordingStore(database, name, WallClock(), most_runs=most_runs, most_mb=100)
            made.append((RunStore(database, name, WallClock()), records))
        try:
            yield made
        finally:
            database.close()


def _at_once(work: Callable[[int], None]) -> list[BaseException]:
    """Work in two threads that begin each of their rounds together; return what they raised."""
    faults: list[BaseException] = []

    def run(n: int) -> None:
        try:
            work(n)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(ACCOUNTS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    return faults


def _note(kind: RecordKind, *parts: str) -> Note:
    return Note(kind=kind, member="", n=1, body={"said": "the same"}, parts=[{"piece": part} for part in parts])


def test_two_accounts_may_keep_the_same_new_piece_at_the_same_time() -> None:
    with _accounts(most_runs=500) as made:
        together = threading.Barrier(len(ACCOUNTS), timeout=20)

        def keep(n: int) -> None:
            runs, records = made[n]
            run = runs.create("price of AAPL", actor=OWNER)
            records.begin(run.id, _note(RecordKind.FRAME, "begun"))
            for round_ in range(TIMES):
                parts = [f"{round_}-{part}" for part in range(20)]
                together.wait()
                records.add(run.id, [_note(RecordKind.INPUT, *(parts if n == 0 else parts[::-1]))])
            assert len(records.read(run.id).entries) == TIMES + 1

        assert _at_once(keep) == []


def test_what_one_account_lets_go_another_that_needs_it_keeps() -> None:
    with _accounts(most_runs=1) as made:
        together = threading.Barrier(len(ACCOUNTS), timeout=20)

        def keep(n: int) -> None:
            runs, records = made[n]
            for round_ in range(TIMES):
                run = runs.create("price of AAPL", actor=OWNER)
                shared = f"shared {(round_ + n) // 2}"
                together.wait()
                records.begin(run.id, _note(RecordKind.FRAME, shared))
                records.add(run.id, [_note(RecordKind.INPUT, "always the same", shared)])
                assert len(records.read(run.id).entries) == 2

        assert _at_once(keep) == []
