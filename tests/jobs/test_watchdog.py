"""The watchdog's judgement, step by step, on set clocks over a real desk."""

import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.orders.market import WALL, SetClock
from tests.orders.rig import make_rig
from trading.errors import Unavailable
from trading.jobs.heartbeat import Heartbeat, watchdog_state
from trading.jobs.watchdog import Stage, Watchdog
from trading.orders.desk import OrderDesk
from trading.store.heartbeat import APP, WATCHDOG, Beat, BeatFile, BeatState
from trading.types import OWNER, OrderClass, OrderType, Status, StopLoss, TakeProfit

LIMIT = {"type": OrderType.LIMIT, "limit_price": Decimal(90)}
BRACKET = {
    "order_class": OrderClass.BRACKET,
    "take_profit": TakeProfit(limit_price=Decimal(120)),
    "stop_loss": StopLoss(stop_price=Decimal(80)),
}


class Watch:
    """A watchdog whose time the test moves; the app's beats are written by the test."""

    def __init__(self, folder: Path) -> None:
        self.rig = make_rig(folder)
        self.beats = BeatFile(folder, APP)
        self.said: list[str] = []
        self.elapsed = 1000.0
        self.number = 0
        self.fault: Exception | None = None
        self.own = self.rig.again(owner="watchdog")
        self.dog = self.started()

    def started(self) -> Watchdog:
        return Watchdog(
            beats=self.beats,
            clock=self.rig.wall,
            after_s=5,
            desk=self._desk,
            say=self.said.append,
            elapsed=lambda: self.elapsed,
        )

    def _desk(self) -> OrderDesk:
        if self.fault is not None:
            raise self.fault
        return self.own

    def beat(self, state: BeatState = BeatState.BEATING, *, pid: int = 7, ago_s: float = 0) -> None:
        self.number += 1
        at = self.rig.wall.now() - timedelta(seconds=ago_s)
        self.beats.write(Beat(pid=pid, owner=f"{pid}-x", at=at, number=self.number, state=state))

    def go(self, seconds: float) -> None:
        self.elapsed += seconds
        self.rig.wall.go(seconds=seconds)
        self.dog.step()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    made = Watch(tmp_path / "desk")
    yield made
    made.rig.close()


def test_without_any_heartbeat_it_waits_for_ever(watch: Watch) -> None:
    watch.go(10_000)
    assert (watch.dog.stage, watch.said) == (Stage.WAITING, [])
    assert not watch.rig.desk.state().stopped


def test_silence_past_the_limit_stops_and_leaves_the_exits(watch: Watch) -> None:
    protected, entry = watch.rig.approve(watch.rig.buy(**BRACKET)), watch.rig.approve(watch.rig.buy("MSFT", **LIMIT))
    watch.beat()
    watch.go(0)
    watch.go(5)
    assert watch.dog.stage is Stage.WATCHING and not watch.rig.desk.state().stopped
    watch.go(0.1)
    state = watch.rig.desk.state()
    assert (state.stopped, state.stopped_by) == (True, "the watchdog")
    assert watch.rig.desk.proposal(entry.id).status is Status.CANCELLED
    assert {leg.status for leg in watch.rig.venue.known[protected.id].legs} == {Status.SENT}
    assert f"order {entry.id} was cancelled" in watch.said and watch.dog.is_finished


def test_beats_keep_it_quiet_and_a_clock_that_jumps_is_no_silence(watch: Watch) -> None:
    for jump_s in (0, 3600, -7200, 0):
        watch.beat()
        watch.rig.wall.go(seconds=jump_s)
        watch.go(4)
    assert watch.dog.stage is Stage.WATCHING and not watch.rig.desk.state().stopped


def test_a_first_beat_that_is_old_already_is_judged_by_the_wall_clock(watch: Watch) -> None:
    watch.beat(ago_s=60)
    watch.go(0)
    assert watch.rig.desk.state().stopped


def test_a_goodbye_triggers_nothing_until_a_new_life_falls_silent(watch: Watch) -> None:
    watch.beat()
    watch.go(1)
    watch.beat(BeatState.GOODBYE)
    watch.go(10_000)
    assert not watch.rig.desk.state().stopped
    watch.beat(pid=8)
    watch.go(0)
    assert "watching the app, process 8" in watch.said
    watch.go(6)
    assert watch.rig.desk.state().stopped


def test_a_heartbeat_that_vanishes_or_cannot_be_read_any_more_is_silence(watch: Watch) -> None:
    watch.beat()
    watch.go(0)
    watch.beats.path.write_text("{")
    watch.go(3)
    watch.beats.path.unlink()
    assert not watch.rig.desk.state().stopped
    watch.go(3)
    assert watch.rig.desk.state().stopped


def test_when_the_app_beats_again_the_stop_stays(watch: Watch) -> None:
    watch.beat()
    watch.go(0)
    watch.go(6)
    watch.beat()
    watch.go(1)
    assert watch.dog.stage is Stage.WATCHING and watch.rig.desk.state().stopped
    assert any("beats again" in said for said in watch.said)


def test_what_a_person_has_resumed_is_not_stopped_again_by_the_same_silence(watch: Watch) -> None:
    watch.beat()
    watch.go(0)
    watch.go(6)
    watch.rig.desk.resume_trading(actor=OWNER)
    watch.go(6)
    watch.go(6)
    assert watch.dog.stage is Stage.LIFTED and not watch.rig.desk.state().stopped
    watch.beat()
    watch.go(0)
    watch.go(6)
    assert watch.rig.desk.state().stopped, "a new silence after a new beat is another matter"


def test_an_order_that_turns_up_later_is_cancelled_while_the_app_is_silent(watch: Watch) -> None:
    watch.beat()
    watch.go(0)
    watch.go(6)
    late = watch.rig.buy("MSFT")
    watch.rig.venue.add_foreign("late", late.ticket)
    watch.go(5)
    assert watch.rig.venue.known["late"].status is Status.CANCELLED


def test_a_venue_that_does_not_answer_is_asked_again_each_second_and_the_flag_stands(watch: Watch) -> None:
    entry = watch.rig.approve(watch.rig.buy(**LIMIT))
    watch.rig.venue.fault = Unavailable("the venue does not answer")
    watch.beat()
    watch.go(0)
    watch.go(6)
    assert watch.rig.desk.state().stopped and not watch.dog.is_finished
    watch.go(1)
    watch.rig.venue.fault = None
    watch.go(1)
    assert watch.rig.venue.known[entry.id].status is Status.CANCELLED and watch.dog.is_finished


def test_a_desk_that_cannot_be_opened_is_tried_again(watch: Watch) -> None:
    watch.fault = Unavailable("there is no store")
    watch.beat()
    watch.go(0)
    watch.go(6)
    watch.go(1)
    assert watch.said.count("the stop could not be carried out: there is no store; it is tried again") == 1
    watch.fault = None
    watch.go(1)
    assert watch.rig.desk.state().stopped


def test_a_flag_that_could_not_be_written_is_written_also_after_the_app_beats_again(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    resting = watch.rig.approve(watch.rig.buy(**LIMIT))
    watch.beat()
    watch.go(0)
    with monkeypatch.context() as held:
        held.setattr(type(watch.rig.database), "write", _locked)
        watch.go(6)
        assert watch.rig.venue.known[resting.id].status is Status.CANCELLED
    watch.beat()
    watch.go(1)
    state = watch.rig.desk.state()
    assert (state.stopped, state.stopped_by) == (True, "the watchdog")


def test_a_silence_of_an_hour_writes_its_effects_into_the_log_once(watch: Watch) -> None:
    watch.rig.approve(watch.rig.buy(**BRACKET))
    watch.beat()
    watch.go(0)
    watch.go(6)
    for _ in range(20):
        watch.go(6)
    assert watch.rig.kinds().count("desk.stop_effects") == 1


def test_a_heartbeat_stops_when_nobody_vouches_for_it_and_says_goodbye_at_the_end(tmp_path: Path) -> None:
    clock, asked = SetClock(WALL), []

    def vouch() -> bool:
        asked.append(True)
        return False

    file = BeatFile(tmp_path, WATCHDOG)
    heartbeat = Heartbeat(file=file, owner="me", clock=clock, vouch=vouch)
    heartbeat.start()
    while len(asked) < 2:
        time.sleep(0.01)
    beat = file.read()
    assert beat is not None and beat.number == 1
    assert watchdog_state(tmp_path, WALL).is_on
    heartbeat.goodbye()
    ended = file.read()
    assert ended is not None and ended.state is BeatState.GOODBYE
    assert not watchdog_state(tmp_path, WALL).is_on


def test_the_state_of_the_watchdog_is_a_sentence_with_the_next_step(tmp_path: Path) -> None:
    assert "not running here so far; python -m trading watchdog" in watchdog_state(tmp_path, WALL).said
    BeatFile(tmp_path, WATCHDOG).write(Beat(pid=3, owner="w", at=WALL, number=1))
    assert watchdog_state(tmp_path, WALL + timedelta(seconds=10)).said == "on, process 3"
    seen = watchdog_state(tmp_path, WALL + timedelta(seconds=11))
    assert not seen.is_on and "last seen 2026-11-22 15:00:00 UTC" in seen.said


def _locked(*_: Any, **__: Any) -> Any:
    raise Unavailable("the database did not do its work (database is locked); another process holds it")
