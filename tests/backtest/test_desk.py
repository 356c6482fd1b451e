"""The desk for backtests over the real parts: at once for a page, and as jobs that are stopped and taken up again."""

import json
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import psutil
import pytest

from bootstrap import Wiring, build
from tests.strategies.rule_documents import cond, document
from trading.backtest.desk import BacktestDesk
from trading.errors import FixInput, InvalidBacktest, Unavailable
from trading.settings import Settings
from trading.store.tables import TRIAL
from trading.types import (
    FINAL_BACKTEST_STATES,
    OWNER,
    BacktestJob,
    BacktestKind,
    BacktestRequest,
    BacktestStatus,
    Sizing,
    StrategyRef,
    Terms,
)

CROSS = BacktestRequest(
    strategy=StrategyRef(key="sma_cross", params={"fast": 10, "slow": 30}),
    symbols=("AAPL",),
    start=date(2010, 1, 4),
    end=date(2012, 5, 31),
)
WAITS = """
import os, time
import numpy as np
from trading.strategies.base import Decision, Plan

class Waits:
    '''Waits for a file, then holds.'''
    key, title, parameters, bars_needed = "waits", "Waits", (), 2

    def plan(self, panel):
        while not os.path.exists({go!r}):
            time.sleep(0.01)
        action = np.zeros(panel.close.shape, np.int8)
        action[2] = Decision.LONG
        return Plan(action=action)
"""
DIPS = document(
    cond("rsi_14", "below", 30),
    exit={"conditions": [cond("rsi_14", "above", 70)]},
    sizing={"method": "equity", "size": 20},
    name="Dips",
)


@pytest.fixture
def go(tmp_path: Path) -> Path:
    return tmp_path / "go"


@pytest.fixture
def opened(tmp_path: Path, go: Path) -> Iterator[Callable[[], Wiring]]:
    folder = tmp_path / "strategies"
    folder.mkdir()
    (folder / "waits.py").write_text(WAITS.format(go=str(go)))
    (folder / "broken.py").write_text("x = 1")
    living: list[Wiring] = []

    def build_one() -> Wiring:
        while living:
            living.pop().close()
        living.append(build(Settings.load(data_dir=tmp_path / "data", strategies_folder=folder)))
        living[0].start()
        return living[0]

    yield build_one
    for one in living:
        one.close()


@pytest.fixture
def wiring(opened: Callable[[], Wiring]) -> Wiring:
    return opened()


@pytest.fixture
def desk(wiring: Wiring) -> BacktestDesk:
    return wiring.services.backtests


def waits() -> BacktestRequest:
    return replace(CROSS, strategy=StrategyRef(key="file:waits"))


def until(desk: BacktestDesk, job: BacktestJob, *statuses: BacktestStatus) -> BacktestJob:
    ends = time.monotonic() + 90
    while (now := desk.job(job.id)).status not in (statuses or FINAL_BACKTEST_STATES):
        assert time.monotonic() < ends, now
        time.sleep(0.02)
    return now


def children() -> set[int]:
    found = psutil.Process().children(recursive=True)
    return {child.pid for child in found if child.status() != psutil.STATUS_ZOMBIE}


def main_figures(report: Any) -> Any:
    return {name: report[name] for name in ("title", "final_equity", "trades", "trade_list", "equity_curve")}


def test_a_page_gets_its_report_at_once_and_the_same_one_when_the_process_is_warm(desk: BacktestDesk) -> None:
    before = children()
    here = desk.run_now(CROSS)
    assert (here["title"], here["symbols"]) == ("SMA crossover", ["AAPL"])
    ends = time.monotonic() + 60
    while desk._processes._ready() is None:
        assert time.monotonic() < ends
        time.sleep(0.02)
    assert len(children() - before) == 1
    assert main_figures(desk.run_now(CROSS)) == main_figures(here)


def test_every_run_is_counted_once_and_the_verdict_knows_how_many(desk: BacktestDesk, wiring: Wiring) -> None:
    slower = replace(CROSS, strategy=StrategyRef(key="sma_cross", params={"fast": 10, "slow": 40}))
    trials = [desk.run_now(request)["honesty"]["trials"] for request in (CROSS, slower, CROSS)]
    assert trials == [1, 2, 2]
    until(desk, desk.start(BacktestKind.BACKTEST, slower, actor=OWNER))
    with wiring.database.read() as connection:
        rows = connection.execute(TRIAL.select()).all()
    assert {(row.data_key, row.family) for row in rows} == {("1Day adjusted AAPL", "trend")}
    assert len(rows) == 2


def test_a_benchmark_is_compared_at_the_same_bars(desk: BacktestDesk) -> None:
    report = desk.run_now(replace(CROSS, benchmark="IBM"))
    closes = desk._preparing._market.bars("IBM", start=CROSS.start, end=CROSS.end).frame["close"]
    held = float(closes.iloc[-1] / closes.iloc[31] - 1) * 100
    assert report["benchmark"]["name"] == "IBM"
    # what holding earned counts from the first bar on which the strategy could decide, the thirty-first or later
    assert report["benchmark"]["return_pct"] == pytest.approx(held)


def test_a_rule_set_is_saved_listed_run_with_its_own_size_renamed_and_deleted(desk: BacktestDesk) -> None:
    saved = desk.save("Dips", json.dumps(DIPS))
    line = desk.strategies().items[0]
    assert (line.key, line.title, line.kind, line.fault) == (saved.id, "Dips", "saved", None)
    assert "30" in line.says and "70" in line.says
    report = desk.run_now(replace(CROSS, strategy=StrategyRef(key=saved.id), terms=Terms(sizing=Sizing.ALL_IN)))
    assert (report["title"], report["terms"]["sizing"], report["terms"]["size"]) == ("Dips", "equity", 20.0)
    job = desk.start(BacktestKind.BACKTEST, replace(CROSS, strategy=StrategyRef(key=saved.id)), actor=OWNER)
    assert until(desk, job).report is not None
    sent = desk.run_now(replace(CROSS, strategy=StrategyRef(key="rules", rules=json.dumps(DIPS))))
    assert sent["trades"] == report["trades"]
    assert desk.rename(saved.id, "Deep dips").name == "Deep dips"
    desk.delete(saved.id)
    assert [line.kind for line in desk.strategies().items].count("saved") == 0
    with pytest.raises(FixInput, match="is no strategy"):
        desk.run_now(replace(CROSS, strategy=StrategyRef(key=saved.id)))


@pytest.mark.parametrize(
    ("rules", "said"),
    [("{", "JSON"), ('{"version": 1}', "entry"), (json.dumps(DIPS | {"colour": "red"}), "colour")],
)
def test_rules_that_cannot_be_read_are_not_saved(desk: BacktestDesk, rules: str, said: str) -> None:
    with pytest.raises(FixInput, match=said):
        desk.save("Bad", rules)
    assert [line.kind for line in desk.strategies().items].count("saved") == 0


def test_files_are_listed_with_their_faults_and_run_apart(desk: BacktestDesk, go: Path) -> None:
    files = {line.key: line for line in desk.strategies().items if line.kind == "file"}
    assert (files["file:waits"].title, files["file:waits"].fault) == ("waits", None)
    assert "no class with a plan" in str(files["file:broken"].fault)
    go.touch()
    report = desk.run_now(waits())
    assert report["trades"] == 1
    with pytest.raises(FixInput, match=r"broken\.py has no class with a plan"):
        desk.run_now(replace(CROSS, strategy=StrategyRef(key="file:broken")))
    with pytest.raises(FixInput, match=r"'file:\.\./x' is no file of STRATEGIES_FOLDER; there is file:broken"):
        desk.run_now(replace(CROSS, strategy=StrategyRef(key="file:../x")))


def test_two_jobs_run_at_once_and_a_stop_lets_the_next_begin(desk: BacktestDesk) -> None:
    before = children()
    jobs = [desk.start(BacktestKind.BACKTEST, waits(), actor=OWNER) for _ in range(3)]
    for job in jobs[:2]:
        until(desk, job, BacktestStatus.RUNNING)
    assert desk.job(jobs[2].id).status is BacktestStatus.QUEUED
    assert desk.stop(jobs[0].id).status is BacktestStatus.STOPPED
    until(desk, jobs[2], BacktestStatus.RUNNING)
    for job in jobs:
        desk.stop(job.id)
    ends = time.monotonic() + 30
    while children() - before:
        assert time.monotonic() < ends, "their processes end"
        time.sleep(0.02)
    assert {desk.job(job.id).status for job in jobs} == {BacktestStatus.STOPPED}


def test_what_runs_when_the_app_closes_is_done_after_the_next_start(opened: Callable[[], Wiring], go: Path) -> None:
    desk = opened().services.backtests
    job = desk.start(BacktestKind.BACKTEST, waits(), actor=OWNER)
    until(desk, job, BacktestStatus.RUNNING)
    again = opened().services.backtests
    go.touch()
    done = until(again, job)
    assert (done.status, done.error) == (BacktestStatus.DONE, None)
    assert done.report is not None and done.report["trades"] == 1


def test_closing_the_app_ends_every_process(opened: Callable[[], Wiring]) -> None:
    before, made = children(), opened()
    desk = made.services.backtests
    until(desk, desk.start(BacktestKind.BACKTEST, CROSS, actor=OWNER))
    until(desk, desk.start(BacktestKind.BACKTEST, waits(), actor=OWNER), BacktestStatus.RUNNING)
    ends = time.monotonic() + 30
    while len(children() - before) < 2:
        assert time.monotonic() < ends
        time.sleep(0.02)
    desk.close()
    assert children() <= before


def test_the_end_is_pinned_when_a_job_is_asked_for(desk: BacktestDesk) -> None:
    job = desk.start(BacktestKind.BACKTEST, replace(CROSS, end=None), actor=OWNER)
    assert job.request["end"] == "2012-06-01", "the day on which the replay stands"
    assert until(desk, job).status is BacktestStatus.DONE


def test_faults_are_told_before_anything_runs(desk: BacktestDesk) -> None:
    for ask in (desk.run_now, lambda request: desk.start(BacktestKind.BACKTEST, request, actor=OWNER)):
        with pytest.raises(InvalidBacktest, match="'APPL'"):
            ask(replace(CROSS, symbols=("APPL",)))
        with pytest.raises(FixInput, match="takes 2 symbols and 1 are given; change the list of symbols"):
            ask(replace(CROSS, strategy=StrategyRef(key="pairs")))
    with pytest.raises(FixInput, match="there is nothing to search; give `search`"):
        desk.start(BacktestKind.OPTIMISE, CROSS, actor=OWNER)
    assert desk.jobs().items == []


def test_a_fault_of_ours_ends_the_job_with_a_sentence(desk: BacktestDesk, caplog: pytest.LogCaptureFixture) -> None:
    def breaks(*_: Any) -> Any:
        raise RuntimeError("a fault")

    desk._carried_out = breaks  # type: ignore[method-assign]
    failed = until(desk, desk.start(BacktestKind.BACKTEST, CROSS, actor=OWNER))
    assert failed.status is BacktestStatus.FAILED
    assert failed.error == "the backtest met a fault of ours, which the log tells; change it or ask again"
    assert "RuntimeError: a fault" in caplog.text


def test_a_report_that_the_store_does_not_take_is_made_again(desk: BacktestDesk) -> None:
    takes, tries = desk._jobs.done, []

    def fails_once(held: BacktestJob, report: Any) -> BacktestJob:
        tries.append(held.id)
        if len(tries) == 1:
            raise Unavailable("the database did not do its work (disk full); free some disk space, then try again")
        return takes(held, report)

    desk._jobs.done = fails_once  # type: ignore[method-assign]
    job = desk.start(BacktestKind.BACKTEST, CROSS, actor=OWNER)
    assert until(desk, job).status is BacktestStatus.DONE
    assert tries == [job.id, job.id]


def test_jobs_that_end_while_another_is_claimed_do_not_disturb_the_claim(desk: BacktestDesk, go: Path) -> None:
    claims, ended, seen = desk._jobs.claim_next, threading.Event(), []

    def slowly(owner: str, *, working: Collection[str] = ()) -> BacktestJob | None:
        for job_id in working:
            go.touch()
            until_over = threading.Event()
            while desk.job(job_id).status not in FINAL_BACKTEST_STATES:
                until_over.wait(0.01)
            until_over.wait(0.2)  # and its thread has gone on
            seen.append(job_id)
            ended.set()
        return claims(owner, working=working)

    job = desk.start(BacktestKind.BACKTEST, waits(), actor=OWNER)
    until(desk, job, BacktestStatus.RUNNING)
    desk._jobs.claim_next = slowly  # type: ignore[method-assign]
    other = desk.start(BacktestKind.BACKTEST, CROSS, actor=OWNER)
    assert until(desk, other).status is BacktestStatus.DONE
    assert ended.is_set() and seen == [job.id]
    assert until(desk, job).status is BacktestStatus.DONE


def test_what_is_run_at_once_and_stored_is_done_with_its_report_and_can_be_stopped(desk: BacktestDesk) -> None:
    made = desk.run_stored(CROSS, actor=OWNER)
    assert made.report is not None and desk.job(made.id) == made
    assert made.report["final_equity"] == desk.run_now(CROSS)["final_equity"]
    told: list[str] = []

    def asks() -> None:
        with pytest.raises(FixInput, match="the backtest was stopped; ask for it again") as fault:
            desk.run_stored(waits(), actor=OWNER)
        told.append(str(fault.value))

    asking = threading.Thread(target=asks)
    asking.start()
    ends = time.monotonic() + 60
    while not (running := [one for one in desk.jobs().items if one.status is BacktestStatus.RUNNING]):
        assert time.monotonic() < ends
        time.sleep(0.02)
    desk.stop(running[0].id)
    asking.join(60)
    assert told and desk.job(running[0].id).status is BacktestStatus.STOPPED


def test_what_breaks_at_once_is_told_by_its_job_too(desk: BacktestDesk) -> None:
    with pytest.raises(FixInput, match=r"broken\.py has no class with a plan"):
        desk.run_stored(replace(CROSS, strategy=StrategyRef(key="file:broken")), actor=OWNER)
    assert desk.jobs().items == []
    raises = Path(str(desk._preparing._folder)) / "raises.py"
    raises.write_text(WAITS.format(go="x").replace("while not", "raise OSError('no disk')\n        while not"))
    with pytest.raises(FixInput, match="raised OSError in plan"):
        desk.run_stored(replace(CROSS, strategy=StrategyRef(key="file:raises")), actor=OWNER)
    (job,) = desk.jobs().items
    assert job.status is BacktestStatus.FAILED and "raised OSError in plan" in str(job.error)


def test_a_visit_of_the_app_starts_no_process_and_loads_nothing_heavy(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, threading; from pathlib import Path\n"
        "import bootstrap; from trading.settings import Settings; import psutil\n"
        f"made = bootstrap.build(Settings.load(data_dir=Path({str(tmp_path / 'own')!r}))); made.start()\n"
        "made.services.backtests.strategies(); made.services.backtests.jobs()\n"
        "print(sorted({'numpy', 'pandas', 'numba', 'talib'} & set(sys.modules)), psutil.Process().children())\n"
        "print(threading.active_count())\n"
        "made.close()"
    )
    root = Path(__file__).parents[2]
    told = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    loaded, threads = told.stdout.splitlines()
    assert loaded == "[] []"
    assert int(threads) <= 20, f"The app runs {threads} threads before anybody came."
