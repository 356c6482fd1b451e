"""The threads of backtests outlive a store that does not answer, and end with the app."""

import logging
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bootstrap import Wiring, build
from trading.errors import Unavailable
from trading.jobs import backtests
from trading.jobs.backtests import AT_ONCE, BacktestThreads
from trading.settings import Settings
from trading.store.tables import BACKTEST
from trading.types import OWNER, BacktestJob, BacktestKind, BacktestRequest, BacktestStatus, StrategyRef

CROSS = BacktestRequest(strategy=StrategyRef(key="sma_cross"), symbols=("AAPL",))


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    made = build(Settings.load(data_dir=tmp_path / "data"))
    yield made
    made.close()


def named() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("backtest-")]


def test_a_store_that_does_not_answer_is_told_once_and_asked_again(
    wiring: Wiring, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(backtests, "PAUSE_S", 0.01)
    desk = wiring.services.backtests
    answers, asked = desk.next_job, threading.Event()
    tries = 0

    def silent(owner: str, **more: Any) -> BacktestJob | None:
        nonlocal tries
        tries += 1
        if tries < 20:
            raise Unavailable("the database did not do its work (locked); try again in a moment")
        asked.set()
        return answers(owner, **more)

    desk.next_job = silent  # type: ignore[method-assign]
    with caplog.at_level(logging.WARNING):
        threads = BacktestThreads(wiring.services, owner="me")
        threads.start()
        job = desk.start(BacktestKind.BACKTEST, CROSS, actor=OWNER)
        assert asked.wait(60)
        ends = time.monotonic() + 60
        while desk.job(job.id).status is not BacktestStatus.DONE:
            assert time.monotonic() < ends, desk.job(job.id)
            time.sleep(0.02)
        threads.close()
    told = [record.message for record in caplog.records if "does not answer since now" in record.message]
    assert len(told) == 1


def test_the_lease_of_a_job_that_is_worked_on_is_renewed_by_the_heart(
    wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backtests, "BEAT_S", 0.02)
    desk, begun, go_on = wiring.services.backtests, threading.Event(), threading.Event()
    beats: list[frozenset[str]] = []
    renews = desk._jobs.renew

    def renew(working: Collection[BacktestJob]) -> None:
        renews(working)
        beats.append(frozenset(each.id for each in working))

    def works(held: BacktestJob) -> None:
        begun.set()
        assert go_on.wait(60)

    desk._jobs.renew = renew  # type: ignore[method-assign]
    desk._work_on = works  # type: ignore[method-assign]
    job = desk.start(BacktestKind.BACKTEST, CROSS, actor=OWNER)
    threads = BacktestThreads(wiring.services, owner="me")
    threads.start()
    assert begun.wait(60)
    first, ends = _lease(wiring, job), time.monotonic() + 60
    while _lease(wiring, job) == first:
        assert time.monotonic() < ends
        time.sleep(0.01)
    go_on.set()
    threads.close()
    assert frozenset({job.id}) in beats


def _lease(wiring: Wiring, job: BacktestJob) -> Any:
    with wiring.services.backtests._jobs._database.read() as connection:
        return connection.execute(select(BACKTEST.c.until).where(BACKTEST.c.id == job.id)).scalar()


def test_closing_ends_the_threads_and_a_job_that_waits_stays_for_the_next_start(wiring: Wiring) -> None:
    threads = BacktestThreads(wiring.services, owner="me")
    threads.start()
    assert len(named()) == AT_ONCE
    threads.close()
    threads.close()
    assert named() == []
    job = wiring.services.backtests.start(BacktestKind.BACKTEST, CROSS, actor=OWNER)
    assert wiring.services.backtests.job(job.id).status is BacktestStatus.QUEUED
