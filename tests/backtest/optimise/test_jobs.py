"""Searches as jobs of the desk: followed, stopped, and of a file of the user's behind its limits."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bootstrap import Wiring, build
from trading.backtest.desk import BacktestDesk
from trading.backtest.request_wire import request_from_wire, request_to_wire
from trading.errors import FixInput
from trading.settings import Settings
from trading.types import (
    FINAL_BACKTEST_STATES,
    OWNER,
    BacktestJob,
    BacktestKind,
    BacktestRequest,
    BacktestStatus,
    Objective,
    ParameterRange,
    Search,
    SearchMethod,
    StrategyRef,
    WindowKind,
    Windows,
)

DIPS = """
import time
import numpy as np
from trading.indicators.kinds import Parameter
from trading.strategies.base import Decision, Plan

class Dips:
    key, title = "dips", "Falling closes"
    parameters = (Parameter(name="days", default=3, least=1, most=20),)

    def __init__(self, days):
        self.days = int(days)

    @property
    def bars_needed(self):
        return self.days + 1

    def plan(self, panel):
        {pause}
        close = panel.close[:, 0]
        falls = np.concatenate([[False], close[1:] < close[:-1]])
        action = np.zeros(panel.close.shape, np.int8)
        for t in range(self.days, len(close)):
            action[t, 0] = Decision.LONG if falls[t + 1 - self.days : t + 1].all() else Decision.FLAT
        return Plan(action=action)
"""
SEARCH = Search(ranges={"days": ParameterRange(least=1, most=4)})
REQUEST = BacktestRequest(
    strategy=StrategyRef(key="file:dips"),
    symbols=("AAPL",),
    start=date(2011, 1, 3),
    end=date(2011, 12, 30),
    search=SEARCH,
)


@pytest.fixture
def wiring(tmp_path: Path) -> Iterator[Wiring]:
    folder = tmp_path / "strategies"
    folder.mkdir()
    (folder / "dips.py").write_text(DIPS.format(pause=""))
    (folder / "slow.py").write_text(DIPS.format(pause="time.sleep(0.05)"))
    made = build(Settings.load(data_dir=tmp_path / "data", strategies_folder=folder))
    made.start()
    yield made
    made.close()


@pytest.fixture
def desk(wiring: Wiring) -> BacktestDesk:
    return wiring.services.backtests


def follow(desk: BacktestDesk, job: BacktestJob, until: frozenset[BacktestStatus]) -> list[BacktestJob]:
    """Return how a job stood from look to look."""
    ends, seen = time.monotonic() + 90, [desk.job(job.id)]
    while seen[-1].status not in until:
        assert time.monotonic() < ends, seen[-1]
        time.sleep(0.05)
        seen.append(desk.job(job.id))
    return seen


@pytest.mark.parametrize("kind", [BacktestKind.OPTIMISE, BacktestKind.WALK_FORWARD])
def test_a_file_of_the_user_is_searched_by_the_parameters_that_it_tells(desk: BacktestDesk, kind: BacktestKind) -> None:
    job = follow(desk, desk.start(kind, REQUEST, actor=OWNER), FINAL_BACKTEST_STATES)[-1]
    assert (job.status, job.error) == (BacktestStatus.DONE, None)
    report: Any = job.report
    found = report["search"] if kind is BacktestKind.OPTIMISE else report["walk_forward"]
    assert found["combinations"] == 4
    assert "trials" not in report


def test_a_search_of_a_file_that_is_worth_compiling_for_runs_behind_its_limits_too(desk: BacktestDesk) -> None:
    # 20 times some 1,800 bars are more than what runs uncompiled, and behind the limits nothing can be compiled
    long = replace(REQUEST, start=date(2002, 1, 2), search=Search(ranges={"days": ParameterRange(least=1, most=20)}))
    job = follow(desk, desk.start(BacktestKind.OPTIMISE, long, actor=OWNER), FINAL_BACKTEST_STATES)[-1]
    assert (job.status, job.error) == (BacktestStatus.DONE, None)


def test_what_a_file_does_not_have_fails_the_job_with_a_sentence(desk: BacktestDesk) -> None:
    wrong = replace(REQUEST, search=Search(ranges={"weeks": ParameterRange(least=1, most=4)}))
    job = follow(desk, desk.start(BacktestKind.OPTIMISE, wrong, actor=OWNER), FINAL_BACKTEST_STATES)[-1]
    assert job.status is BacktestStatus.FAILED
    assert job.error == "weeks is no parameter of file:dips; it has days"


def test_progress_is_told_and_never_goes_back_and_a_stop_ends_the_search(desk: BacktestDesk) -> None:
    slow = replace(
        REQUEST,
        strategy=StrategyRef(key="file:slow"),
        search=Search(ranges={"days": ParameterRange(least=1, most=20)}, windows=Windows(folds=12)),
    )
    job = desk.start(BacktestKind.WALK_FORWARD, slow, actor=OWNER)
    seen: list[float] = []
    ends = time.monotonic() + 90
    while len(set(seen)) < 4:
        assert time.monotonic() < ends, seen
        now = desk.job(job.id)
        assert now.status in (BacktestStatus.QUEUED, BacktestStatus.RUNNING), now
        seen.append(now.progress)
        time.sleep(0.05)
    assert seen == sorted(seen)
    assert seen[-1] < 1
    assert desk.stop(job.id).status is BacktestStatus.STOPPED
    assert desk.job(job.id).report is None


def test_no_search_and_too_few_bars_are_refused_before_there_is_a_job(
    desk: BacktestDesk,
) -> None:
    with pytest.raises(FixInput, match="there is nothing to search; give `search`"):
        desk.start(BacktestKind.OPTIMISE, replace(REQUEST, search=None), actor=OWNER)
    with pytest.raises(FixInput, match="bars leave"):
        desk.start(BacktestKind.OPTIMISE, replace(REQUEST, start=date(2011, 12, 1)), actor=OWNER)
    assert desk.jobs().items == []


def test_a_request_with_a_search_is_stored_and_read_back_as_it_was() -> None:
    search = Search(
        ranges={"fast": ParameterRange(least=1, most=9, step=2), "slow": ParameterRange(least=0.5, most=1.5)},
        method=SearchMethod.RANDOM,
        objective=Objective.DRAWDOWN,
        draws=7,
        seed=5,
        held_out_pct=25,
        heat=("slow", "fast"),
        windows=Windows(kind=WindowKind.ANCHORED, in_bars=100, out_bars=20),
    )
    for one in (search, SEARCH, None):
        request = replace(REQUEST, search=one)
        assert request_from_wire(request_to_wire(request)) == request
    before = request_to_wire(REQUEST)
    del before["search"]
    assert request_from_wire(before).search is None
