"""One call of a model in a thread of its own: heard as it comes, left when it takes longer than it may in all."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
POLL_S = 0.1


class Timeout(Exception):
    """An answer took longer than one answer may, however much of it has come."""


def nobody_stops() -> None:
    """Let a call go on: what `check` is where nobody can stop it."""


def heard(ask: Callable[[], Iterable[T]], *, ends: float, check: Callable[[], None] = nobody_stops) -> Iterator[T]:
    """Yield what a call brings, piece by piece, until `ends` (monotonic).

    The time-out of an HTTP library holds for one read, so that a server which sends a byte a second is never at its
    end; here the whole is held to a time. Raises Timeout past it, what `check` raises (it is called ten times a
    second), and what the call itself raises. A call that is left ends with its next piece.
    """
    said: queue.SimpleQueue[tuple[T] | BaseException | None] = queue.SimpleQueue()
    left = threading.Event()

    def work() -> None:
        try:
            for piece in ask():
                if left.is_set():
                    return
                said.put((piece,))
            said.put(None)
        except BaseException as fault:
            said.put(fault)

    threading.Thread(target=work, name="model-call", daemon=True).start()
    try:
        while True:
            check()
            if (wait_s := min(POLL_S, ends - time.monotonic())) <= 0:
                raise Timeout
            try:
                came = said.get(timeout=wait_s)
            except queue.Empty:
                continue
            if came is None:
                return
            if isinstance(came, BaseException):
                raise came
            yield came[0]
    finally:
        left.set()
