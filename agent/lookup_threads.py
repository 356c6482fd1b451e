"""Lookups in threads of their own: several at once, and a run can be stopped while one of them hangs."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class BegunLookup(Generic[T]):
    """One lookup that has begun; it changes nothing, so that nobody needs to wait for its end."""

    def __init__(self, look: Callable[[], T], *, name: str) -> None:
        self._look = look
        self._done = threading.Event()
        self._found: list[T] = []
        self._fault: BaseException | None = None
        threading.Thread(target=self._work, name=f"lookup-{name}", daemon=True).start()

    def _work(self) -> None:
        try:
            self._found.append(self._look())
        except BaseException as fault:
            self._fault = fault
        finally:
            self._done.set()

    def wait(self, timeout_s: float) -> bool:
        """Wait that long; say whether it has ended."""
        return self._done.wait(timeout_s)

    def result(self) -> T:
        """Return what was found, waiting for it. Raises what the lookup raised."""
        self._done.wait()
        if self._fault is not None:
            raise self._fault
        return self._found[0]
