"""Watches the app's heartbeat from a process of its own, and stops trading when it falls silent."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from trading.errors import TradingError, Unavailable
from trading.jobs.heartbeat import Heartbeat
from trading.market.clock import WallClock
from trading.orders.desk import OrderDesk
from trading.ports import Clock
from trading.store.folder import WATCHDOG_LOCK, take_alone, writable
from trading.store.heartbeat import APP, WATCHDOG, Beat, BeatFile, BeatState
from trading.types import Actor, ActorKind, StopReport

log = logging.getLogger(__name__)
WATCHDOG_ACTOR = Actor(kind=ActorKind.SYSTEM, id="watchdog", name="the watchdog")
POLL_S = 0.25
AGAIN_S = 1.0
"""How soon the effects are run again while something is left to do."""
LOOK_AGAIN_S = 5.0
"""And while the app stays silent, for orders that turn up later: some 100 requests a minute of the venue's 200."""
HUNG_AFTER_S = 120.0


class Stage(StrEnum):
    """Where a watchdog stands: it waits for a first beat, watches, stops, or lets be what a person has resumed."""

    WAITING = "waiting"
    WATCHING = "watching"
    ENDED = "ended"
    STOPPING = "stopping"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a watchdog was asked to watch: seconds of silence that mean stop, one look only, and when to end."""

    after_s: float
    once: bool
    ended: threading.Event


class Watchdog:
    """Judges silence by the time since it heard a new beat, on a clock that nobody sets.

    Only the first beat that it finds is judged by the wall clock: that one may be old. `desk` gives a desk with a
    broker of its own, asked for when it is needed; `say` is told one sentence an event.
    """

    def __init__(
        self,
        *,
        beats: BeatFile,
        clock: Clock,
        after_s: float,
        desk: Callable[[], OrderDesk],
        say: Callable[[str], None],
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._beats, self._clock, self._after_s = beats, clock, after_s
        self._desk, self._say, self._elapsed = desk, say, elapsed
        self.stage = Stage.WAITING
        self._heard: Beat | None = None
        self._heard_at = self._turned_at = elapsed()
        self._is_begun, self._is_finished, self._act_at = False, True, 0.0
        self._told: set[str] = set()

    @property
    def is_finished(self) -> bool:
        """Say whether nothing is left to do of a stop that this watchdog has begun."""
        return self._is_finished

    def is_turning(self) -> bool:
        """Say whether it has looked lately, for its own heartbeat."""
        return self._elapsed() - self._turned_at < HUNG_AFTER_S

    def run(self, ended: threading.Event) -> None:
        """Look again and again until the event is set; no fault of the venue, the store or the disk ends it."""
        self._say(f"waiting for a heartbeat in {self._beats.path.parent}; silent for {self._after_s:g} s means stop")
        while not ended.wait(POLL_S):
            self.step()

    def step(self) -> None:
        """Look at the heartbeat once, and do what is to be done now."""
        self._turned_at = self._elapsed()
        self._listen()
        silent_s = self._elapsed() - self._heard_at
        if self.stage is Stage.WATCHING and silent_s > self._after_s:
            self.stage, self._is_begun, self._is_finished, self._act_at = Stage.STOPPING, False, False, 0.0
            self._told = set()
            self._say(f"the app has been silent for {silent_s:.1f} s without a goodbye: trading is being stopped")
        if (self.stage is Stage.STOPPING or not self._is_finished) and self._elapsed() >= self._act_at:
            self._act()

    def _listen(self) -> None:
        try:
            beat = self._beats.read()
        except Unavailable as fault:
            self._say_new([str(fault)])
            return
        if beat is None or beat == self._heard:
            return
        age_s = 0.0 if self._heard is not None else max(0.0, (self._clock.now() - beat.at).total_seconds())
        before, self._heard, self._heard_at = self._heard, beat, self._elapsed() - age_s
        if beat.state is BeatState.GOODBYE:
            self.stage = Stage.ENDED
            self._say(f"the app, process {beat.pid}, has ended on purpose: nothing is stopped")
            return
        if self.stage in (Stage.STOPPING, Stage.LIFTED):
            self._say(f"the app, process {beat.pid}, beats again; the stop stays until a person resumes trading")
        elif before is None or before.pid != beat.pid or self.stage is not Stage.WATCHING:
            self._say(f"watching the app, process {beat.pid}")
        self.stage = Stage.WATCHING

    def _act(self) -> None:
        try:
            desk = self._desk()
            if self._is_begun:
                report = desk.keep_stopped(actor=WATCHDOG_ACTOR)
            else:
                report = desk.stop_trading(actor=WATCHDOG_ACTOR, keeps_exits=True)
                self._is_begun = True
        except Exception as fault:  # whatever it is, the next try may do better, and nobody else is there to try
            if not isinstance(fault, TradingError):
                log.exception("the stop met a fault")
            self._say_new([f"the stop could not be carried out: {fault}; it is tried again"])
            self._is_finished = False
        else:
            self._take(report)
        self._act_at = self._elapsed() + (LOOK_AGAIN_S if self._is_finished else AGAIN_S)

    def _take(self, report: StopReport | None) -> None:
        if report is None:
            self._is_finished = True
            if self.stage is Stage.STOPPING:
                self.stage = Stage.LIFTED
                self._say("somebody has resumed trading while the app is silent; the next beat sets the watch again")
            return
        self._is_finished = not report.problems and not report.still_open
        self._say_new(list(_sentences(report, is_finished=self._is_finished)))

    def _say_new(self, sentences: list[str]) -> None:
        for sentence in sentences:
            if sentence not in self._told:
                self._say(sentence)
        self._told |= set(sentences)


def _sentences(report: StopReport, *, is_finished: bool) -> list[str]:
    said = ["the venue takes no new orders"] if report.suspended else []
    said += [f"order {order_id} was cancelled" for order_id in report.cancelled]
    said += [f"order {order_id} is not cancelled yet" for order_id in report.still_open]
    said += [f"order {order_id} is left to rest: it only makes a position smaller" for order_id in report.kept]
    said += [f"{symbol} is left without a stop; watch it" for symbol in report.unprotected]
    said += list(report.problems)
    done = "nothing is left to rest that could open or enlarge a position; the stop stays until a person resumes"
    return [*said, done] if is_finished else said


def watch(data_dir: Path, *, desk: Callable[[], OrderDesk], say: Callable[[str], None], plan: Plan) -> bool:
    """Be the one watchdog of a data folder until told to end; say whether no stop is left half done.

    Raises BadSettings when another watchdog is there already.
    """
    lock = take_alone(writable(data_dir), WATCHDOG_LOCK, "watches")
    clock = WallClock()
    watchdog = Watchdog(beats=BeatFile(data_dir, APP), clock=clock, after_s=plan.after_s, desk=desk, say=say)
    own = Heartbeat(file=BeatFile(data_dir, WATCHDOG), owner="watchdog", clock=clock, vouch=watchdog.is_turning)
    own.start()
    try:
        if plan.once:
            watchdog.step()
        else:
            watchdog.run(plan.ended)
    finally:
        own.goodbye()
        lock.close()
    return watchdog.is_finished
