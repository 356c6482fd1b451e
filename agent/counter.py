"""The counter between the agents and the desk: agents hand requests over it and hold nothing else.

An agent's tool holds this object, which holds queues and no service: no path leads from an agent to the desk, a broker
or a key. The team stands behind the counter, decides, and may close it at any time.
"""

import queue
import threading
from dataclasses import dataclass, field
from typing import Any


class RunEnded(BaseException):
    """The run is over for its agents; no handler of ordinary errors inside the agents' library may catch it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One tool call that waits at the counter for its observation; with `fault` it was malformed and is only noted."""

    agent: str
    tool: str
    arguments: dict[str, Any]
    fault: str | None = None
    reply: "queue.SimpleQueue[str | None]" = field(default_factory=queue.SimpleQueue)


@dataclass(frozen=True, slots=True)
class Answer:
    """The manager's last words, or the sentence for which the agents gave up (then `failed`)."""

    text: str
    failed: bool = False


class Counter:
    """The agents' side and the team's side of one run."""

    def __init__(self) -> None:
        self._incoming: queue.SimpleQueue[Request | Answer] = queue.SimpleQueue()
        self._closed = threading.Event()

    def ask(self, agent: str, tool: str, arguments: dict[str, Any], *, fault: str | None = None) -> str:
        """Hand a tool call over and return the observation. Raises RunEnded once the counter is closed."""
        self.check()
        request = Request(agent, tool, arguments, fault)
        self._incoming.put(request)
        while True:
            try:
                observation = request.reply.get(timeout=1.0)
            except queue.Empty:
                self.check()
                continue
            if observation is None:
                raise RunEnded
            return observation

    def leave(self, answer: Answer) -> None:
        """Hand over the last words of the agents."""
        self._incoming.put(answer)

    def check(self) -> None:
        """Raise RunEnded when the counter is closed."""
        if self._closed.is_set():
            raise RunEnded

    def next(self, timeout_s: float) -> Request | Answer | None:
        """Return what comes next over the counter, None when nothing came in that time."""
        try:
            return self._incoming.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Serve nobody any more; what still waits is sent away."""
        self._closed.set()
        while True:
            try:
                waiting = self._incoming.get_nowait()
            except queue.Empty:
                return
            if isinstance(waiting, Request):
                waiting.reply.put(None)
