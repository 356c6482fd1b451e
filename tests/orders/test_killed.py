"""kill -9 around the send: after a restart no duplicate, none lost, none stuck."""

import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.orders.killed import POINTS
from tests.orders.rig import Rig, make_rig
from trading.types import Status

ROOT = Path(__file__).parents[2]
AT_KILL = {
    "claiming": Status.OPEN,
    "claimed": Status.SENDING,
    "accepted": Status.SENDING,
    "answered": Status.SENDING,
}


def killed_at(point: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.orders.killed", str(folder), point],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout.strip()


def restarted(folder: Path) -> Rig:
    return make_rig(folder, venue_file=folder / "venue.db", start=False)


@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_around_the_send_leaves_no_duplicate_none_lost_none_stuck(point: str, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    killed = killed_at(point, folder)
    rig = restarted(folder)
    assert rig.desk.proposal(killed).status is AT_KILL[point]
    reached = point in ("accepted", "answered")
    unreached = Status.EXPIRED if point == "claiming" else Status.NEVER_ARRIVED
    rig.desk.start()
    for _ in range(12):
        rig.wall.go(seconds=10)
        rig.desk.reconcile()
    rig.desk.expire_due()
    ended = rig.desk.proposal(killed)
    assert ended.status is (Status.FILLED if reached else unreached)
    assert rig.venue.posts == ([killed] if reached else [])
    assert [fill.qty for fill in rig.desk.fills().items] == ([Decimal(2)] if reached else [])
    assert rig.desk.verify().fault is None
    assert rig.approve(rig.buy()).status is Status.FILLED, "the desk goes on"
    rig.close()
