"""The counter between the agents and the desk: agents hand requests over it and hold nothing else.

A tool holds this object, which holds queues and no service: no path leads from a tool to the desk, a broker or a key.
A language model's own wrapper does hold the book of its budget, the record and its provider's key, and offers none of
them to what the model says. The team stands behind the counter, decides, and may close it at any time.

Members that work at once stand in lanes. What they ask is served in rounds: a round begins when every lane has asked
for something or has ended, and is served lane by lane, each in the order of its calls. So the order of a run's steps
follows from what the models say, never from which thread was faster.
"""

import queue
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

_lane: ContextVar[int] = ContextVar("lane", default=0)


class RunEnded(BaseException):
    """The run is over for its agents; no handler of ordinary errors inside the agents' library may catch it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One tool call that waits at the counter for its observation; with `fault` it was malformed and is only noted.

    `lane` tells members apart that work at once.
    """

    agent: str
    tool: str
    arguments: dict[str, Any]
    fault: str | None = None
    lane: int = field(default_factory=_lane.get)
    reply: "queue.SimpleQueue[str | None]" = field(default_factory=queue.SimpleQueue)


@dataclass(frozen=True, slots=True)
class Answer:
    """The manager's last words, or the sentence for which the agents gave up (then `failed`)."""

    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    lane: int
    requests: tuple[Request, ...]


class Counter:
    """The agents' side and the team's side of one run."""

    def __init__(self) -> None:
        self._incoming: queue.SimpleQueue[_Asked | Answer | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._lanes = {0}
        self._waiting: dict[int, tuple[Request, ...]] = {}
        self._lock = threading.Lock()
        self._said = ""

    def ask(self, agent: str, tool: str, arguments: dict[str, Any], *, fault: str | None = None) -> str:
        """Hand a tool call over and return the observation. Raises RunEnded once the counter is closed."""
        return self.ask_all([Request(agent, tool, arguments, fault)])[0]

    def ask_all(self, requests: Sequence[Request]) -> list[str]:
        """Hand the calls of one reply over together and return their observations in order. Raises RunEnded."""
        self.check()
        self._incoming.put(_Asked(_lane.get(), tuple(requests)))
        return [self._observation(request) for request in requests]

    def _observation(self, request: Request) -> str:
        while True:
            try:
                observation = request.reply.get(timeout=1.0)
            except queue.Empty:
                self.check()
                continue
            if observation is None:
                raise RunEnded
            return observation

    def part(self, count: int) -> None:
        """Let that many lanes take the place of this one; each works `in_lane` and the last to leave gives it back."""
        with self._lock:
            self._lanes = set(range(1, count + 1))

    @contextmanager
    def in_lane(self, number: int) -> Iterator[None]:
        """Work in a lane of `part`, from 1 on."""
        token = _lane.set(number)
        try:
            yield
        finally:
            _lane.reset(token)
            with self._lock:
                self._lanes = (self._lanes - {number}) or {0}
            self._incoming.put(None)

    def say(self, text: str) -> None:
        """Tell how far the manager's answer has grown, from its beginning; no tool result, for showing alone."""
        self._said = text

    @property
    def said(self) -> str:
        """Return how far the manager's answer has grown."""
        return self._said

    def leave(self, answer: Answer) -> None:
        """Hand over the last words of the agents."""
        self._incoming.put(answer)

    def check(self) -> None:
        """Raise RunEnded when the counter is closed."""
        if self._closed.is_set():
            raise RunEnded

    @property
    def is_closed(self) -> bool:
        """Say whether nobody is served any more."""
        return self._closed.is_set()

    def next(self, timeout_s: float) -> tuple[Request, ...] | Answer:
        """Return the next round, in the order in which it is served, or the last words; empty when none came."""
        try:
            came = self._incoming.get(timeout=timeout_s)
        except queue.Empty:
            return ()
        if isinstance(came, Answer):
            return came
        with self._lock:
            if came is not None:
                self._waiting[came.lane] = came.requests
            if not self._waiting or set(self._waiting) < self._lanes:
                return ()
            ready = [request for lane in sorted(self._waiting) for request in self._waiting[lane]]
            self._waiting.clear()
        return tuple(ready)

    def close(self) -> None:
        """Serve nobody any more; what still waits is sent away."""
        self._closed.set()
        with self._lock:
            left = [request for requests in self._waiting.values() for request in requests]
            self._waiting.clear()
        while True:
            try:
                waiting = self._incoming.get_nowait()
            except queue.Empty:
                break
            left += waiting.requests if isinstance(waiting, _Asked) else ()
        send_away(left)


def send_away(requests: Sequence[Request]) -> None:
    """Answer requests that are served no more: their agents end."""
    for request in requests:
        request.reply.put(None)
