"""Backtests at a real desk over HTTP: from the request to the report, over a kill and a restart, with no orphans."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.desk_process import DeskProcess

from .conftest import end
from .desk_client import Api, expect, problem, wait_for

ASKED: dict[str, Any] = {
    "strategy": "sma_cross",
    "params": {"fast": 10, "slow": 30},
    "symbols": ["AAPL"],
    "timeframe": "1Day",
    "start": "2006-01-03",
    "end": "2012-05-31",
    "cash": "1000000",
    "commission_bps": 0,
    "prices": "raw",
    "sizing": "all_in_whole_shares",
}
LOOPS = """
import os
import numpy as np
from trading.strategies.base import Decision, Plan

class Loops:
    key, title, parameters, bars_needed = "loops", "Loops", (), 2

    def plan(self, panel):
        while not os.path.exists({go!r}):
            pass
        return Plan(action=np.zeros(panel.close.shape, np.int8))
"""


@pytest.fixture
def go(tmp_path: Path) -> Path:
    return tmp_path / "go"


@pytest.fixture
def own(tmp_path: Path, go: Path) -> Iterator[DeskProcess]:
    folder = tmp_path / "strategies"
    folder.mkdir()
    (folder / "loops.py").write_text(LOOPS.format(go=str(go)))
    running = DeskProcess(tmp_path / "data", REPLAY_AT="2012-06-01", STRATEGIES_FOLDER=str(folder)).start()
    yield running
    end(running)


def over(api: Api, task_id: str) -> Any:
    final = ("done", "failed", "stopped")
    return wait_for(lambda: api.get(f"/api/backtests/{task_id}"), lambda job: job["status"] in final, within_s=60)


def _told(process: psutil.Process) -> str:
    """Return how it was called; one that has just ended, and is not yet fetched, tells nothing any more."""
    try:
        return " ".join(process.cmdline())
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return ""


def processes(desk: DeskProcess) -> list[psutil.Process]:
    assert desk.process is not None
    found = psutil.Process(desk.process.pid).children(recursive=True)
    return [one for one in found if "trading.backtest.apart" in _told(one)]


def test_a_backtest_is_started_followed_and_read(api: Api) -> None:
    listed = {one["key"]: one for one in api.get("/api/strategies", limit=200)["items"]}
    assert {p["name"] for p in listed["sma_cross"]["parameters"]} == {"fast", "slow"}
    job = over(api, expect(api.post("/api/backtests", ASKED, once="mine"), 202)["task_id"])
    report = job["report"]
    assert (job["status"], job["error"], job["progress"]) == ("done", None, 1.0)
    assert {"final_equity", "return_pct", "trades", "max_drawdown_pct", "sharpe", "equity_curve"} <= set(report)
    assert report["equity_curve"][-1]["equity"] == pytest.approx(report["final_equity"])
    assert report["return_pct"] == pytest.approx((report["final_equity"] / 1_000_000 - 1) * 100)
    assert expect(api.post("/api/backtests", ASKED, once="mine"), 202)["task_id"] == job["task_id"]
    problem(api.call("GET", "/api/backtests/none"), 404)
    problem(api.post("/api/backtests", ASKED | {"symbols": ["APPL"]}), 422)


def test_a_stopped_backtest_ends_its_process(own: DeskProcess) -> None:
    api = Api(own)
    task_id = expect(api.post("/api/backtests", ASKED | {"strategy": "file:loops", "params": {}}), 202)["task_id"]
    wait_for(lambda: processes(own), bool, within_s=60)
    assert expect(api.post(f"/api/backtests/{task_id}/stop"), 200)["status"] == "stopped"
    wait_for(lambda: processes(own), lambda found: not found, within_s=60)
    assert over(api, task_id)["report"] is None


def test_a_killed_desk_leaves_no_process_and_takes_its_backtests_up_again(own: DeskProcess, go: Path) -> None:
    api = Api(own)
    task_id = expect(api.post("/api/backtests", ASKED | {"strategy": "file:loops", "params": {}}), 202)["task_id"]
    loops = wait_for(lambda: processes(own), bool, within_s=60)[0]
    wait_for(lambda: loops.cpu_times().user, lambda used: used > 1, within_s=60)
    own.kill()
    wait_for(lambda: not loops.is_running() or loops.status() == psutil.STATUS_ZOMBIE, bool, within_s=60)
    go.touch()
    own.start()
    api.reconnect()
    assert over(api, task_id)["status"] == "done"


def test_a_desk_that_ends_gently_leaves_no_process(own: DeskProcess) -> None:
    api = Api(own)
    over(api, expect(api.post("/api/backtests", ASKED), 202)["task_id"])
    expect(api.post("/api/backtests", ASKED | {"strategy": "file:loops", "params": {}}), 202)
    found = wait_for(lambda: processes(own), lambda them: len(them) == 2, within_s=60)
    own.stop()
    ends = time.monotonic() + 30
    while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in found):
        assert time.monotonic() < ends
        time.sleep(0.05)
