"""Answers kept for a while, one fetch for many askers."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from trading.ports import Clock

V = TypeVar("V")


class Kept(Generic[V]):
    """Keeps at most `at_most` answers for `keep_s`. A failed fetch is told to all who waited for it, and not kept."""

    def __init__(self, clock: Clock, *, keep_s: float, at_most: int) -> None:
        self._clock = clock
        self._keep = timedelta(seconds=keep_s)
        self._at_most = at_most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, tuple[datetime, Future[V]]] = OrderedDict()

    def get(self, key: Hashable, fetch: Callable[[], V]) -> V:
        """Return the kept answer, or that of a fetch that is under way, or fetch it."""
        now = self._clock.now()
        with self._lock:
            at, held = self._held.get(key, (now, None))
            is_usable = held is not None and (not held.done() or self._is_fresh(at, now))
            future = held if held is not None and is_usable else self._hold(key, now)
        if not is_usable:
            self._fetch(key, future, fetch)
        return future.result()

    def peek(self, key: Hashable) -> V | None:
        """Return the kept answer, None when there is none that is finished and fresh."""
        with self._lock:
            at, future = self._held.get(key, (None, None))
        if at is None or future is None or not future.done() or not self._is_fresh(at, self._clock.now()):
            return None
        return None if future.exception() else future.result()

    def put(self, key: Hashable, value: V) -> None:
        """Keep an answer that came with another one."""
        with self._lock:
            self._hold(key, self._clock.now()).set_result(value)

    def _hold(self, key: Hashable, now: datetime) -> "Future[V]":
        future: Future[V] = Future()
        self._held[key] = (now, future)
        self._held.move_to_end(key)
        while len(self._held) > self._at_most:
            self._held.popitem(last=False)
        return future

    def _is_fresh(self, at: datetime, now: datetime) -> bool:
        return timedelta(0) <= now - at < self._keep

    def _fetch(self, key: Hashable, future: "Future[V]", fetch: Callable[[], V]) -> None:
        try:
            future.set_result(fetch())
        except BaseException as fault:
            with self._lock:
                if self._held.get(key, (None, None))[1] is future:
                    del self._held[key]
            future.set_exception(fault)
