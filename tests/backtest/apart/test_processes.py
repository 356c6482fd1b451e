"""Processes apart live as long as they are wanted, and never longer than the app."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.desk_process import ROOT, clean_environment
from trading.backtest.apart.job import Job
from trading.backtest.apart.process import Apart, Stopped, Watch
from trading.backtest.apart.processes import Processes
from trading.backtest.preparing import Preparing
from trading.errors import TradingError, Unavailable

JobOf = Callable[..., Job]


def gone(pid: int, within_s: float = 20) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def ended(process: Apart, within_s: float = 20) -> bool:
    """Wait until the system has ended every thread of it: a zombie's others may still hold its pipes."""
    ends = time.monotonic() + within_s
    while process.is_alive and time.monotonic() < ends:
        time.sleep(0.01)
    return not process.is_alive


def ready(processes: Processes, job: Job) -> None:
    processes.warm_up()
    processes.run_warm(job, Watch())


def rounded(value: Any) -> Any:
    """Return plain values with numbers to nine digits: another number of threads adds in another order."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return [rounded(item) for item in value] if isinstance(value, list) else value


def test_a_process_apart_gives_the_report_that_the_app_itself_would(processes: Processes, ours: Job) -> None:
    here = rounded(Preparing.run_here(ours))
    assert here["trades"] > 0
    assert rounded(processes.run_alone(ours, Watch())) == here
    assert rounded(processes.run_warm(ours, Watch())) == here
    assert rounded(processes.run_if_free(ours, Watch())) == here


def test_nothing_is_started_before_it_is_wanted(processes: Processes, ours: Job) -> None:
    before = {child.pid for child in psutil.Process().children()}
    assert processes.run_if_free(ours, Watch()) is None
    assert {child.pid for child in psutil.Process().children()} == before


def test_the_warm_process_serves_again_and_a_broken_one_is_replaced(processes: Processes, ours: Job) -> None:
    ready(processes, ours)
    first = processes._ready()
    assert first is not None
    processes.run_warm(ours, Watch())
    assert processes._ready() is first
    os.kill(first.pid, signal.SIGKILL)
    assert ended(first)
    assert processes.run_warm(ours, Watch())["trades"] > 0
    second = processes._ready()
    assert second is not None and second is not first


def test_a_stop_ends_the_process_at_once(processes: Processes, job_of: JobOf) -> None:
    stop = threading.Event()
    sleeps = job_of("time.sleep(1000)")
    ended: list[BaseException] = []

    def run() -> None:
        try:
            processes.run_alone(sleeps, Watch(is_stopped=stop.is_set))
        except BaseException as fault:
            ended.append(fault)

    waiting = threading.Thread(target=run)
    waiting.start()
    while not processes._living:
        time.sleep(0.01)
    pid = next(iter(processes._living)).pid
    stop.set()
    waiting.join(20)
    assert [type(fault) for fault in ended] == [Stopped]
    assert gone(pid)
    assert processes._living == set()


def test_closing_ends_all_of_them_and_whoever_waits_gets_a_sentence(
    processes: Processes, ours: Job, job_of: JobOf
) -> None:
    ready(processes, ours)
    told: list[BaseException] = []

    def run() -> None:
        try:
            processes.run_alone(job_of("time.sleep(1000)"), Watch())
        except BaseException as fault:
            told.append(fault)

    waiting = threading.Thread(target=run)
    waiting.start()
    while len(processes._living) < 2:
        time.sleep(0.01)
    pids = [one.pid for one in processes._living]
    processes.close()
    waiting.join(20)
    assert all(map(gone, pids))
    assert [isinstance(fault, TradingError) for fault in told] == [True]
    with pytest.raises(Unavailable, match="the desk is closing"):
        processes.run_warm(ours, Watch())


def test_its_empty_folder_is_gone_after_it(processes: Processes, ours: Job) -> None:
    one = Apart()
    folder = Path(one._folder)
    assert Path(f"/proc/{one.pid}/cwd").readlink() == folder
    assert list(folder.iterdir()) == []
    one.end()
    one.end()
    assert not folder.exists()


APP = """
import pickle, sys, threading
from trading.backtest.apart.process import Apart, Watch
job = pickle.loads(open(sys.argv[1], "rb").read())
apart = Apart()
apart.wait_ready()
if sys.argv[2] == "busy":
    threading.Thread(target=apart.run, args=(job,), daemon=True).start()
    import psutil
    while psutil.Process(apart.pid).cpu_times().user < 1.5: pass
print(apart.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("doing", ["idle", "busy"])
def test_an_app_that_is_killed_leaves_no_process_behind(tmp_path: Path, job_of: JobOf, doing: str) -> None:
    import pickle

    given = tmp_path / "job"
    given.write_bytes(pickle.dumps(job_of("while True: pass")))
    app = subprocess.Popen(
        [sys.executable, "-c", APP, str(given), doing],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert app.stdout is not None and app.stdin is not None
    pid = int(app.stdout.readline())
    assert psutil.Process(pid).is_running()
    app.kill()
    app.wait(10)
    app.stdout.close()
    app.stdin.close()
    assert gone(pid)
