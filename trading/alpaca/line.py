"""A websocket that is kept open in a thread of its own, connected again with growing pauses."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import connect

from trading.ports import Clock
from trading.types import LinkState

log = logging.getLogger(__name__)
OPEN_TIMEOUT_S = 10.0
PING_EVERY_S = 15.0
PAUSES_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""How long to wait before each next try to connect; a dead connection holds the account's only place for a while."""


class Wire(Protocol):
    """What a conversation needs of the websocket."""

    def send(self, message: str) -> None:
        """Send one text message."""
        ...

    def recv(self, timeout: float | None = None) -> str | bytes:
        """Return the next message. Raises TimeoutError."""
        ...


class NotWelcome(Exception):
    """The other side said no: `sentence` says why, and after `pause_s` it is asked again."""

    def __init__(self, sentence: str, *, pause_s: float = PAUSES_S[-1]) -> None:
        self.sentence, self.pause_s = sentence, pause_s
        super().__init__(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a line says of itself: its name in the log, and sentences for before, between and without a connection.

    `statuses` are for what the other side may answer instead of taking the connection: by HTTP status a sentence and
    a pause in seconds.
    """

    name: str
    unasked: str
    anew: str
    silent: str
    statuses: Mapping[int, tuple[str, float]] = field(default_factory=dict)


class Line:
    """Holds one conversation at a time for as long as it is wanted and not closed.

    The conversation is a function of the wire that signs in, calls `up`, and listens while `goes_on` is true.
    """

    def __init__(self, *, url: str, clock: Clock, words: Words) -> None:
        self._url, self._clock, self._words = url, clock, words
        self._closing = threading.Event()
        self._again = threading.Event()
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._received = 0
        self._failures = 0
        self._state = (False, clock.now(), words.unasked)
        self._thread: threading.Thread | None = None

    def start(self, talk: Callable[[Wire], None]) -> None:
        """Begin to hold the conversation whenever it is wanted. Call it once."""
        name = self._words.name.replace(" ", "-")
        self._thread = threading.Thread(target=self._keep, args=(talk,), name=name, daemon=True)
        self._thread.start()

    def want(self, *, on: bool) -> None:
        """Say whether a connection is wanted; one that is open ends when its conversation does."""
        if on:
            self._wanted.set()
        else:
            self._wanted.clear()

    def close(self) -> None:
        """End the connection and the thread."""
        self._closing.set()
        self._again.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join(timeout=3)

    def distrust(self) -> None:
        """Connect anew: something happened that this connection did not tell."""
        self._again.set()

    def up(self) -> None:
        """Note that the other side has taken the keys."""
        self._failures = 0
        self._set_state(connected=True, fault="")

    def heard(self, count: int = 1) -> None:
        """Count what arrived."""
        with self._lock:
            self._received += count

    def goes_on(self) -> bool:
        """Say whether the conversation should be held further."""
        return not self._closing.is_set() and not self._again.is_set()

    def state(self) -> LinkState:
        """Return how the connection stands."""
        with self._lock:
            connected, since, fault = self._state
            return LinkState(connected=connected, since=since, fault=fault, received=self._received)

    def _keep(self, talk: Callable[[Wire], None]) -> None:
        while not self._closing.is_set():
            self._wanted.wait()
            if self._closing.is_set():
                return
            self._again.clear()
            pause_s = self._hold(talk)
            if pause_s:
                self._closing.wait(pause_s)

    def _hold(self, talk: Callable[[Wire], None]) -> float:
        """Connect and talk to the end; return how long to wait before the next time."""
        try:
            with connect(
                self._url, open_timeout=OPEN_TIMEOUT_S, ping_interval=PING_EVERY_S, ping_timeout=PING_EVERY_S,
                close_timeout=1,
            ) as socket:  # fmt: skip
                talk(socket)
            self._set_state(connected=False, fault=self._words.anew if self._wanted.is_set() else self._words.unasked)
            return 0
        except NotWelcome as said:
            return self._turned_away(said.sentence, said.pause_s)
        except InvalidStatus as fault:
            known = self._words.statuses.get(fault.response.status_code)
            return self._failed(fault) if known is None else self._turned_away(*known)
        except (WebSocketException, OSError, TimeoutError, ValueError) as fault:
            return self._failed(fault)

    def _turned_away(self, sentence: str, pause_s: float) -> float:
        self._set_state(connected=False, fault=sentence)
        return pause_s

    def _failed(self, fault: Exception) -> float:
        self._failures += 1
        log.info("%s: %s: %s", self._words.name, type(fault).__name__, fault)
        self._set_state(connected=False, fault=self._words.silent)
        return PAUSES_S[min(self._failures, len(PAUSES_S)) - 1]

    def _set_state(self, *, connected: bool, fault: str) -> None:
        with self._lock:
            if (connected, fault) != (self._state[0], self._state[2]):
                self._state = (connected, self._clock.now(), fault)


def parsed(frame: str | bytes) -> Any:
    """Return what a frame holds; None for what is no JSON."""
    try:
        return json.loads(frame)
    except (ValueError, RecursionError):
        return None
