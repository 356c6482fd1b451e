"""Backtests are kept as jobs: each once, claimed once, taken up again after a crash, each account's apart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.orders.market import SetClock
from trading.errors import Busy, FixInput, NotFound
from trading.store.accounts import ensure_account
from trading.store.backtests import LEASE_FOR, MOST_BEGINS, MOST_KEPT, MOST_QUEUED, BacktestStore
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.types import OWNER, BacktestJob, BacktestKind, BacktestStatus, MarketMode

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
REQUEST = {"strategy": "sma_cross", "symbols": ["AAPL"]}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.in_folder(tmp_path)
    upgrade(made)
    for account in ("mine", "yours"):
        ensure_account(made, account, mode=MarketMode.REPLAY, venue="Paper", at=NOW)
    yield made
    made.close()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def store(database: Database, clock: SetClock) -> BacktestStore:
    return BacktestStore(database, "mine", clock)


def made(store: BacktestStore, clock: SetClock, intent_key: str | None = None) -> BacktestJob:
    clock.go(seconds=1)
    return store.create(BacktestKind.BACKTEST, REQUEST, actor=OWNER, intent_key=intent_key)


def taken(store: BacktestStore, owner: str, **working: set[str]) -> BacktestJob:
    job = store.claim_next(owner, **working)
    assert job is not None
    return job


def test_a_job_goes_from_queued_over_running_to_done(store: BacktestStore, clock: SetClock) -> None:
    job = made(store, clock)
    assert (job.status, job.progress, job.report, job.request) == (BacktestStatus.QUEUED, 0.0, None, REQUEST)
    claimed = store.claim_next("me")
    assert claimed is not None and (claimed.id, claimed.status) == (job.id, BacktestStatus.RUNNING)
    store.advance(claimed, 0.5, 12.0)
    assert (store.get(job.id).progress, store.get(job.id).left_s) == (0.5, 12.0)
    clock.go(seconds=5)
    done = store.done(claimed, {"final_equity": 1.5})
    assert (done.status, done.progress, done.left_s) == (BacktestStatus.DONE, 1.0, None)
    assert (done.report, done.finished_at) == ({"final_equity": 1.5}, clock.now())
    assert store.claim_next("me") is None


def test_jobs_are_claimed_oldest_first_and_each_once(store: BacktestStore, clock: SetClock) -> None:
    jobs = [made(store, clock).id for _ in range(3)]
    claimed = [store.claim_next(owner) for owner in ("a", "b", "c")]
    assert [job.id for job in claimed if job is not None] == jobs
    assert store.claim_next("d") is None


def test_a_stop_is_final_for_what_waits_and_what_runs(store: BacktestStore, clock: SetClock) -> None:
    made(store, clock)
    waiting = made(store, clock)
    running = taken(store, "me")
    for job in (running, replace(waiting, owner="me")):
        assert store.stop(job.id).status is BacktestStatus.STOPPED
        store.advance(job, 0.9, 1.0)
        assert store.done(job, {}).status is BacktestStatus.STOPPED
        assert store.failed(job, "late").error is None
        assert store.get(job.id).progress == 0.0
    assert not store.is_held(running)
    assert store.claim_next("me") is None


def test_a_stop_leaves_what_is_over_as_it_is(store: BacktestStore, clock: SetClock) -> None:
    made(store, clock)
    job = taken(store, "me")
    store.failed(job, "too few bars")
    stopped = store.stop(job.id)
    assert (stopped.status, stopped.error) == (BacktestStatus.FAILED, "too few bars")


def test_the_same_intent_is_one_job(store: BacktestStore, clock: SetClock) -> None:
    first = made(store, clock, "a")
    assert made(store, clock, "a").id == first.id
    assert made(store, clock, "b").id != first.id


def test_what_a_dead_process_left_is_begun_again_and_given_up_the_third_time(
    store: BacktestStore, clock: SetClock
) -> None:
    job = made(store, clock)
    for n in range(MOST_BEGINS):
        claimed = taken(store, f"process {n}")
        assert (claimed.id, claimed.progress, claimed.left_s) == (job.id, 0.0, None)
        store.advance(claimed, 0.7, 3.0)
        assert store.claim_next("another") is None, "its own process still works on it"
        clock.go(seconds=LEASE_FOR.total_seconds())
    assert store.claim_next("another") is None
    assert (store.get(job.id).status, store.get(job.id).error) == (
        BacktestStatus.FAILED,
        "the app ended 3 times while this ran, so it is not begun again; test less at once",
    )


def test_a_lease_that_is_renewed_never_lapses_and_one_that_has_lapsed_holds_no_more(
    store: BacktestStore, clock: SetClock
) -> None:
    job = made(store, clock)
    held = taken(store, "slow")
    for _ in range(10):
        clock.go(seconds=20)
        store.renew([held])
        assert store.claim_next("other") is None
    clock.go(seconds=31)
    assert taken(store, "other").id == job.id
    assert not store.is_held(held)
    # what the first one says from now on is not heard, nor does its heart take the job back
    store.renew([held])
    store.advance(held, 0.9, None)
    store.give_back(held)
    for said in (store.done(held, {"final_equity": 1.0}), store.failed(held, "late")):
        assert (said.status, said.owner, said.progress, said.error) == (BacktestStatus.RUNNING, "other", 0.0, None)


def test_in_a_folder_of_its_own_a_new_process_waits_for_no_lease(store: BacktestStore, clock: SetClock) -> None:
    job = made(store, clock)
    taken(store, "before")
    assert store.claim_next("after") is None
    store.end_leases("after")
    assert taken(store, "after").id == job.id
    store.end_leases("after")
    assert store.claim_next("after", working={job.id}) is None


def test_a_process_takes_up_its_own_jobs_that_it_has_lost(store: BacktestStore, clock: SetClock) -> None:
    lost, held = made(store, clock), made(store, clock)
    for _ in range(2):
        store.claim_next("me", working={lost.id, held.id})
    assert taken(store, "me", working={held.id}).id == lost.id


def test_a_job_that_its_process_gives_back_was_not_begun(store: BacktestStore, clock: SetClock) -> None:
    job = made(store, clock)
    for n in range(2 * MOST_BEGINS):
        store.give_back(taken(store, f"process {n}"))
        assert store.get(job.id).status is BacktestStatus.QUEUED


def test_each_account_has_its_own(database: Database, store: BacktestStore, clock: SetClock) -> None:
    yours = BacktestStore(database, "yours", clock)
    job = made(store, clock, "a")
    assert made(yours, clock, "a").id != job.id
    for use in (yours.get, yours.stop):
        with pytest.raises(NotFound, match="is not known"):
            use(job.id)
    assert [one.id for one in store.list().items] == [job.id]
    assert [one.account_id for one in yours.list().items] == ["yours"]
    claimed = yours.claim_next("me")
    assert claimed is not None and claimed.id != job.id
    yours.end_leases("another")
    assert store.get(job.id).status is BacktestStatus.QUEUED


def test_too_many_that_wait_are_refused(store: BacktestStore, clock: SetClock) -> None:
    jobs = [made(store, clock) for _ in range(MOST_QUEUED)]
    with pytest.raises(Busy, match="50 backtests wait already, the limit is 50"):
        made(store, clock)
    store.stop(jobs[0].id)
    made(store, clock)


def test_the_newest_finished_ones_are_kept(store: BacktestStore, clock: SetClock) -> None:
    waits = made(store, clock)
    over = []
    for _ in range(MOST_KEPT + 3):
        job = made(store, clock)
        store.stop(job.id)
        over.append(job.id)
    kept: list[str] = []
    cursor = None
    while True:
        page = store.list(limit=90, cursor=cursor)
        kept += [job.id for job in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    # the last one was made, and what is too old dropped, before it was over
    assert kept == [*over[:1:-1], waits.id]
    with pytest.raises(NotFound, match="of which the newest 200 are kept"):
        store.get(over[0])


def test_a_list_has_no_reports_and_takes_only_its_own_cursors(store: BacktestStore, clock: SetClock) -> None:
    made(store, clock)
    store.done(taken(store, "me"), {"final_equity": 1.0})
    assert [one.report for one in store.list().items] == [None]
    with pytest.raises(FixInput, match="is not one that a list gave"):
        store.list(cursor="nonsense")


def test_what_no_database_keeps_is_left_out(store: BacktestStore, clock: SetClock) -> None:
    clock.go(seconds=1)
    job = store.create(BacktestKind.BACKTEST, {"size": float("nan"), "name": "a\x00b"}, actor=OWNER)
    assert job.request == {"size": None, "name": "ab"}
