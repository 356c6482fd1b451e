"""Jobs in threads: runs side by side, nothing lost over a restart, the clockwork keeps going."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.agent.rig import TeamRig
from trading.errors import Unavailable
from trading.jobs import tasks
from trading.jobs.outage import OutageLog
from trading.jobs.threads import ThreadJobs
from trading.store.heartbeat import APP, BeatFile, BeatState
from trading.store.tables import RUN
from trading.types import FINAL_RUN_STATES, OWNER, Run, RunStatus, Status


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[TeamRig]:
    made = TeamRig(tmp_path / "desk")
    yield made
    made.close()


def _until(truth: Callable[[], bool], within_s: float = 30) -> bool:
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if truth():
            return True
        time.sleep(0.01)
    return False


class HeldRunner:
    """A team that works until it is let go, and then ends its run or breaks."""

    planner = "held"

    def __init__(self, rig: TeamRig, fault: Exception | None = None) -> None:
        self.rig, self.fault = rig, fault
        self.go = threading.Event()
        self.began: list[str] = []

    def run(self, run_id: str) -> None:
        self.began.append(run_id)
        self.go.wait(10)
        if self.fault is not None:
            raise self.fault
        self.rig.services.runs.finish(run_id, RunStatus.DONE, "done")


def _status(rig: TeamRig, run: Run) -> RunStatus:
    return rig.services.runs.get(run.id).status


def test_runs_are_worked_on_side_by_side_and_each_once(rig: TeamRig) -> None:
    runner = HeldRunner(rig)
    jobs = ThreadJobs(services=rig.services, runner=runner, owner="me")
    runs = [rig.say(f"help {n}") for n in range(4)]
    for run in runs:
        jobs.submit_run(run.id)
        jobs.submit_run(run.id)
    assert _until(lambda: len(runner.began) == 4)
    runner.go.set()
    assert _until(lambda: all(_status(rig, run) is RunStatus.DONE for run in runs))
    assert sorted(runner.began) == sorted(run.id for run in runs)
    jobs.close()


def test_many_real_runs_at_once_all_end(rig: TeamRig) -> None:
    jobs = ThreadJobs(services=rig.services, runner=rig.team, owner="me")
    runs = [rig.say(words) for words in ("buy 1 AAPL", "price of IBM", "my history", "buy 10", "rsi of MSFT") * 2]
    for run in runs:
        jobs.submit_run(run.id)
    ended = FINAL_RUN_STATES | {RunStatus.AWAITING_APPROVAL}
    assert _until(lambda: all(_status(rig, run) in ended for run in runs), 30)
    assert all(rig.services.runs.get(run.id).result for run in runs)
    jobs.close()


def test_a_team_that_breaks_leaves_no_run_running(rig: TeamRig) -> None:
    runner = HeldRunner(rig, RuntimeError("broken"))
    runner.go.set()
    run = rig.say("help")
    assert tasks.work_on_run(rig.services, runner, run.id, owner="me")
    failed = rig.services.runs.get(run.id)
    assert failed.status is RunStatus.FAILED and "ask again" in (failed.result or "")
    assert not tasks.work_on_run(rig.services, runner, run.id, owner="me")


def test_what_an_earlier_process_left_is_taken_up_at_the_start(rig: TeamRig) -> None:
    queued, half = rig.say("price of AAPL"), rig.say("buy 1 AAPL")
    rig.services.runs.claim(half.id, "dead process", "p")
    jobs = ThreadJobs(services=rig.services, runner=rig.team, owner="me")
    jobs.start()
    assert _until(lambda: _status(rig, queued) is RunStatus.DONE)
    assert _until(lambda: _status(rig, half) is RunStatus.AWAITING_APPROVAL)
    assert len(rig.services.runs.get(half.id).proposals) == 1
    jobs.close()


def test_a_ticket_written_before_the_process_died_is_not_written_again(rig: TeamRig) -> None:
    run = rig.ask("buy 1 AAPL")
    again = rig.say("buy 1 AAPL")
    assert run.proposals
    with rig.wiring.database.write() as connection:
        values = {"status": RunStatus.RUNNING.value, "owner": "dead process"}
        connection.execute(update(RUN).where(RUN.c.id == run.id).values(**values))
    for run_id in tasks.recover_runs(rig.services, owner="me"):
        assert tasks.work_on_run(rig.services, rig.team, run_id, owner="me")
    assert rig.services.runs.get(run.id).proposals == run.proposals
    assert _status(rig, again) is RunStatus.AWAITING_APPROVAL


def test_after_closing_nothing_begins_and_a_queued_run_keeps(rig: TeamRig) -> None:
    jobs = ThreadJobs(services=rig.services, runner=rig.team, owner="me")
    jobs.start()
    jobs.close()
    jobs.close()
    run = rig.say("help")
    jobs.submit_run(run.id)
    time.sleep(0.05)
    assert _status(rig, run) is RunStatus.QUEUED


def test_the_clockwork_expires_proposals_and_ends_their_runs(rig: TeamRig) -> None:

    rig.services.limits.update({"approval_ttl_s": 1}, actor=OWNER)
    run = rig.ask("buy 1 AAPL")
    jobs = ThreadJobs(services=rig.services, runner=rig.team, owner="me")
    jobs.start()
    assert _until(lambda: rig.proposals(run)[0].status is Status.EXPIRED)
    assert _until(lambda: _status(rig, run) is RunStatus.DONE)
    assert "Expired" in (rig.services.runs.get(run.id).result or "")
    jobs.close()


def test_a_store_or_venue_that_does_not_answer_does_not_end_the_clockwork(
    rig: TeamRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable("the venue is away; wait")

    monkeypatch.setattr(type(rig.services.desk), "expire_due", away)
    monkeypatch.setattr(type(rig.services.desk), "reconcile", away)
    outage = OutageLog("the venue", rig.services.wall_clock)
    assert tasks.expire_proposals(rig.services, outage) == 0
    assert tasks.reconcile(rig.services, outage) is True
    monkeypatch.undo()
    assert tasks.reconcile(rig.services, outage) is False
    assert rig.services.runs.create("help", actor=OWNER).status is RunStatus.QUEUED


def test_the_app_beats_while_its_clockwork_turns_and_falls_silent_when_that_hangs(rig: TeamRig) -> None:
    file, hangs, gate = BeatFile(rig.services.settings.data_dir, APP), threading.Event(), threading.Event()
    expire_due = rig.services.desk.expire_due

    def may_hang() -> int:
        if hangs.is_set():
            gate.wait(30)
        return expire_due()

    rig.services.desk.expire_due = may_hang  # type: ignore[method-assign]
    jobs = ThreadJobs(services=rig.services, runner=rig.team, owner="me", hung_after_s=2)
    jobs.start()

    def number() -> int:
        beat = file.read()
        assert beat is not None and beat.state is BeatState.BEATING
        return beat.number

    assert _until(lambda: number() >= 3)
    hangs.set()
    assert _until(lambda: not jobs._is_turning())
    silent_from = number()
    time.sleep(2.5)  # two beats that do not come
    assert number() <= silent_from + 1
    gate.set()
    hangs.clear()
    assert _until(lambda: number() > silent_from + 1), "it beats again when the clockwork turns again"
    jobs.close()
    ended = file.read()
    assert ended is not None and ended.state is BeatState.GOODBYE
