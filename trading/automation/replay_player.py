"""The replay player: moves the market clock of a recorded market, session by session, on command or in play."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from trading.errors import Conflict, FixInput, TradingError
from trading.ports import Calendar, ReplayVenue
from trading.types import Session

MAX_SPEED = 50.0
PATIENCE_S = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayState:
    """Where the replay stands: `now` is the close of `session_day`; `first` and `last` bound the recording.

    `speed` is sessions a second while playing. `fault` says why playing ended by itself, empty when it did not.
    """

    now: datetime
    session_day: date
    first: date
    last: date
    playing: bool
    speed: float
    fault: str = ""


class ReplayPlayer:
    """Moves one replay; threads may share it. One move runs at a time, and each session is a transaction of the venue.

    After every session `after_session` is called (the desk reads its fills there; where it cannot now, it does so by
    its own clockwork). A jump forward plays every session on the way. A date that is no session means the session
    before it. What contradicts the present state is a Conflict: a move while it plays or while another move runs, a
    day outside the recording, or one before a fill.
    """

    def __init__(
        self,
        *,
        venue: ReplayVenue,
        calendar: Calendar,
        after_session: Callable[[], object],
        first: date,
        last: date,
    ) -> None:
        self._venue = venue
        self._calendar = calendar
        self._after_session = after_session
        self._first = first
        self._last = last
        self._move = threading.Lock()
        self._control = threading.Lock()
        self._pause = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None
        self._speed = 1.0
        self._fault = ""

    def state(self) -> ReplayState:
        """Return where the replay stands; never waits for a move."""
        session = self._session_at_or_before(self._venue.session_day())
        return ReplayState(
            now=session.closes,
            session_day=session.day,
            first=self._first,
            last=self._last,
            playing=self._is_playing(),
            speed=self._speed,
            fault=self._fault,
        )

    def step(self, n: int = 1) -> ReplayState:
        """Play the next `n` sessions, or as many as the recording still has. Raises Conflict at its end."""
        if n < 1:
            raise FixInput(f"step {n} must be at least 1; to go back, set the date")
        with self._moving():
            self._check_more()
            for _ in range(n):
                if not self._has_more():
                    break
                self._advance()
        return self.state()

    def go_to(self, day: date) -> ReplayState:
        """Go to a session: forward plays every one on the way, backwards undoes sessions without fills.

        Raises Conflict for a day outside the recording, or, backwards, past the newest fill or a resting order's birth.
        """
        with self._moving():
            target = self._target(day)
            here = self._venue.session_day()
            if target < here:
                self._venue.set_back(target)
                self._tell()
            while self._venue.session_day() < target:
                self._advance()
        return self.state()

    def reset(self, day: date | None = None) -> ReplayState:
        """Begin a new, empty paper book at a session, or where the replay stands; the old book is kept.

        `after_session` is called before it too, so that the desk has read the old book to its end.
        """
        with self._moving():
            target = self._venue.session_day() if day is None else self._target(day)
            self._tell()
            self._venue.reset(target)
            self._fault = ""
            self._tell()
        return self.state()

    def play(self, sessions_per_second: float = 1.0) -> ReplayState:
        """Play on until paused or the recording ends; while playing, set the speed. Raises Conflict at its end."""
        if not 0 < sessions_per_second <= MAX_SPEED:
            raise FixInput(
                f"a speed of {sessions_per_second} is outside 0 to {MAX_SPEED:g} sessions a second; choose one between"
            )
        with self._control:
            self._speed = float(sessions_per_second)
            if not self._is_playing():
                self._check_more()
                self._fault = ""
                self._pause.clear()
                self._thread = threading.Thread(target=self._run, name="replay-player", daemon=True)
                self._thread.start()
        return self.state()

    def pause(self) -> ReplayState:
        """Stop playing; returns when the session under way has ended. Safe to call when nothing plays."""
        with self._control:
            self._pause.set()
            thread, self._thread = self._thread, None
            if thread is not None and thread is not threading.current_thread():
                thread.join()
        return self.state()

    def close(self) -> None:
        """Stop for good: playing ends, and a long jump ends after its present session."""
        self._closed.set()
        self.pause()

    def _run(self) -> None:
        try:
            while not self._pause.wait(1 / self._speed) and self._has_more():
                with self._move:
                    if not self._pause.is_set() and self._has_more():  # another move may have come first
                        self._advance()
        except TradingError as fault:
            self._fault = f"playing has ended: {fault}"
            log.warning("%s", self._fault)
        except Exception:
            self._fault = "playing has ended by a fault of the program; see the log"
            log.exception("playing the replay has ended")

    def _advance(self) -> None:
        here = self._venue.session_day()
        if self._closed.is_set():
            raise Conflict(f"the app is closing; the replay stands at {here}")
        self._venue.advance(self._calendar.next_session(here).day)
        self._tell()

    def _tell(self) -> None:
        try:
            self._after_session()
        except TradingError as fault:
            log.warning("the replay has moved, the desk will look at it later: %s", fault)

    def _has_more(self) -> bool:
        return self._venue.session_day() < self._last

    def _check_more(self) -> None:
        if not self._has_more():
            raise Conflict(f"the recording ends on {self._last}; go to an earlier day or begin a new paper book there")

    def _is_playing(self) -> bool:
        thread = self._thread
        return thread is not None and thread.is_alive()

    def _target(self, day: date) -> date:
        if not self._first <= day <= self._last:
            raise Conflict(f"{day} is outside the recording, which runs from {self._first} to {self._last}")
        return max(self._first, self._session_at_or_before(day).day)

    def _session_at_or_before(self, day: date) -> Session:
        return self._calendar.session(day) or self._calendar.previous_session(day)

    @contextmanager
    def _moving(self) -> Iterator[None]:
        if self._is_playing():
            raise Conflict("the replay is playing; pause it first, then move it")
        if not self._move.acquire(timeout=PATIENCE_S):
            raise Conflict("the replay is moving already; wait until it stands")
        try:
            yield
        finally:
            self._move.release()
