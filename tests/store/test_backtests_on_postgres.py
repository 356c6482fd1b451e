"""Two processes on one PostgreSQL: each job is worked on by one of them, and taken up once when that one is gone."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.orders.market import SetClock
from tests.store.postgres import programs, running
from trading.store.accounts import ensure_account
from trading.store.backtests import LEASE_FOR, BacktestStore
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import OWNER, BacktestJob, BacktestKind, BacktestStatus, MarketMode

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
]
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
PROCESSES = 3


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running() as server:
        database = Database(f"{server}/postgres")
        upgrade(database)
        for account in ("mine", "late"):
            ensure_account(database, account, mode=MarketMode.REPLAY, venue="a test", at=NOW)
        database.close()
        yield f"{server}/postgres"


def all_take(url: str, at: datetime, wave: str) -> list[str]:
    """Return what several processes took at once, each job as often as it was taken."""
    program = [sys.executable, "-m", "tests.store.taking", url]
    processes = [
        subprocess.Popen([*program, f"{wave} {n}", at.isoformat()], stdout=subprocess.PIPE, cwd=ROOT)
        for n in range(PROCESSES)
    ]
    return [job_id for process in processes for job_id in json.loads(process.communicate(timeout=180)[0])]


def test_only_a_lapsed_lease_is_taken_up_and_by_exactly_one_process(url: str) -> None:
    database, clock = Database(url), SetClock(NOW)
    store = BacktestStore(database, "mine", clock)
    made = sorted(store.create(BacktestKind.BACKTEST, {"n": n}, actor=OWNER).id for n in range(20))
    assert sorted(all_take(url, NOW, "first")) == made
    # a new process starts: what the others run is theirs
    store.end_leases("new")
    assert store.claim_next("new") is None
    # one of them goes on, the others are gone
    alive = {job_id for job_id in made if store.get(job_id).owner == store.get(made[0]).owner}
    clock.go(seconds=LEASE_FOR.total_seconds() - 1)
    assert store.claim_next("new") is None
    store.renew([store.get(job_id) for job_id in alive])
    clock.go(seconds=2)
    assert sorted(all_take(url, clock.now(), "second")) == sorted(set(made) - alive)
    for job_id in alive:
        assert str(store.get(job_id).owner).startswith("first")
    database.close()


def test_a_holder_that_comes_back_late_changes_nothing(url: str) -> None:
    database, clock = Database(url), SetClock(NOW)
    store = BacktestStore(database, "late", clock)
    job = store.create(BacktestKind.BACKTEST, {"n": 1}, actor=OWNER)
    held = store.claim_next("slow")
    assert held is not None
    clock.go(seconds=31)
    taken: list[BacktestJob | None] = []
    threads = [threading.Thread(target=lambda n=n: taken.append(store.claim_next(f"other {n}"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.id for one in taken if one is not None] == [job.id]
    assert store.done(held, {"final_equity": 1.0}).status is BacktestStatus.RUNNING
    database.close()
