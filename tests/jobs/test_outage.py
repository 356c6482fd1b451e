"""An outage is a few lines in the log, not one a try."""

import logging
from pathlib import Path

import pytest

from tests.agent.rig import TeamRig
from tests.orders.market import WALL, SetClock
from trading.errors import Busy, Unavailable
from trading.jobs import tasks
from trading.jobs.outage import OutageLog
from trading.types import ReconcileReport


def _said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("trading.jobs")]


def test_an_outage_is_told_when_it_begins_every_ten_minutes_and_when_it_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = SetClock(WALL)
    outage = OutageLog("the venue", clock)
    outage.answered()
    assert _said(caplog) == []
    for _ in range(25 * 60):  # a try a second, 25 minutes long
        outage.failed(Unavailable("no answer"))
        clock.go(seconds=1)
    outage.answered()
    outage.answered()
    assert _said(caplog) == [
        "the venue does not answer since now: no answer",
        "the venue has not answered for 10 min, 601 tries: no answer",
        "the venue has not answered for 20 min, 1201 tries: no answer",
        "the venue answers again after 25 min and 1500 tries without an answer",
    ]


def test_a_round_that_asks_nothing_is_no_answer_of_the_venue(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, outage = TeamRig(tmp_path / "desk"), OutageLog("the venue", SetClock(WALL))
    outage.failed(Unavailable("no answer"))
    nothing = ReconcileReport(at=WALL, changed=(), adopted=(), in_doubt=("x",), fills=0, is_asked=False)
    monkeypatch.setattr(rig.services.desk, "reconcile", lambda: nothing)
    assert tasks.reconcile(rig.services, outage), "it is still in doubt"
    rig.close()
    assert _said(caplog) == ["the venue does not answer since now: no answer"]


def test_a_second_outage_is_told_anew(caplog: pytest.LogCaptureFixture) -> None:
    clock = SetClock(WALL)
    outage = OutageLog("the venue", clock)
    for minutes in (1, 150):
        outage.failed(Unavailable("no answer"))
        clock.go(minutes=minutes)
        outage.answered()
    assert [text.partition("after ")[2].partition(" and")[0] for text in _said(caplog)[1::2]] == ["60 s", "2 h 30 min"]
    assert _said(caplog)[2] == "the venue does not answer since now: no answer"


def test_reconciling_while_the_venue_is_away_writes_one_line_and_its_end_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "trading.jobs")
    rig, clock = TeamRig(tmp_path / "desk"), SetClock(WALL)
    outage = OutageLog("the venue", clock)
    faults = [Unavailable("away"), Busy("another process asks"), Unavailable("away"), Unavailable("away")]

    def away(*_: object, **__: object) -> None:
        raise faults.pop()

    with monkeypatch.context() as patched:
        patched.setattr(type(rig.services.desk), "reconcile", away)
        while faults:
            tasks.reconcile(rig.services, outage)
            clock.go(seconds=30)
    assert tasks.reconcile(rig.services, outage) is False
    rig.close()
    assert _said(caplog) == [
        "the venue does not answer since now: away",
        "the venue answers again after 2 min and 3 tries without an answer",
    ]
