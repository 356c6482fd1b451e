"""Asking the sources: all at once, each in a thread of its own and for a time that the asker has.

A source that is late is not waited for; what it tells is kept when it comes, for the next asker. What was asked a
moment ago is not asked again, and what has just failed is left in peace for a while.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass
from datetime import datetime, timedelta

from trading.errors import TradingError
from trading.ports import Clock, NewsSource
from trading.types import Headline

log = logging.getLogger(__name__)
FRESH = timedelta(minutes=5)
AFTER_FAILURE = timedelta(seconds=30)
MOST_ASKED = 100
"""How many texts one look asks a source for."""
MOST_UNDER_WAY = 4
"""How many questions to one source may be under way; a source that hangs holds no more threads than these."""
MOST_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of every source: a symbol, or the market as a whole with None, and a time."""

    symbol: str | None
    start: datetime
    end: datetime


Keep = Callable[[Wanted, Sequence[Headline]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """When a source was asked last about a symbol, for which time, and with which failure."""

    at: datetime
    start: datetime
    end: datetime
    failure: str | None = None


class Gatherer:
    """Asks sources and hands what they tell to `keep`. Safe to use from several threads."""

    def __init__(self, sources: Sequence[NewsSource], clock: Clock, keep: Keep) -> None:
        self._sources, self._clock, self._keep = tuple(sources), clock, keep
        self._lock = threading.Lock()
        self._asked: OrderedDict[tuple[str, str | None], _Asked] = OrderedDict()
        self._under_way: dict[tuple[str, str | None], Future[None]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the sources."""
        return tuple(source.name for source in self._sources)

    def gather(self, wanted: Wanted, *, patience_s: float) -> dict[str, str]:
        """Ask every source that was not asked a moment ago; return by name why one could not be read, a sentence."""
        failed: dict[str, str] = {}
        waiting: list[tuple[str, Future[None]]] = []
        for source in self._sources:
            asked = self._fresh(source.name, wanted)
            if asked is None:
                begun = self._begin(source, wanted)
                if begun is None:
                    failed[source.name] = f"{source.name} has answered none of {MOST_UNDER_WAY} questions yet"
                else:
                    waiting.append((source.name, begun))
            elif asked.failure is not None:
                failed[source.name] = asked.failure
        until = time.monotonic() + patience_s
        for name, begun in waiting:
            try:
                begun.result(timeout=max(0.0, until - time.monotonic()))
            except NotInTime:
                failed[name] = f"{name} has not answered within {patience_s:g} s; look again in a moment"
            except Exception as fault:  # also one of its own code, logged with its trace: the other sources still tell
                failed[name] = _sentence(name, fault)
        return failed

    def _fresh(self, name: str, wanted: Wanted) -> _Asked | None:
        """Return the last look where it still serves."""
        with self._lock:
            asked = self._asked.get((name, wanted.symbol))
        if asked is None:
            return None
        age = self._clock.now() - asked.at
        if asked.failure is not None:
            return asked if timedelta(0) <= age < AFTER_FAILURE else None
        covers = asked.start <= wanted.start and timedelta(0) <= wanted.end - asked.end < FRESH
        return asked if covers and timedelta(0) <= age < FRESH else None

    def _begin(self, source: NewsSource, wanted: Wanted) -> "Future[None] | None":
        """Return the look that is under way, or begin one; None where the source holds too many threads."""
        key = (source.name, wanted.symbol)
        with self._lock:
            if key in self._under_way:
                return self._under_way[key]
            if sum(name == source.name for name, _ in self._under_way) >= MOST_UNDER_WAY:
                return None
            future: Future[None] = Future()
            self._under_way[key] = future
        name = f"news {source.name}"
        threading.Thread(target=self._ask, args=(source, wanted, future), name=name, daemon=True).start()
        return future

    def _ask(self, source: NewsSource, wanted: Wanted, future: "Future[None]") -> None:
        symbols = () if wanted.symbol is None else (wanted.symbol,)
        failure: BaseException | None = None
        try:
            self._keep(wanted, source.headlines(symbols, start=wanted.start, end=wanted.end, limit=MOST_ASKED))
        except TradingError as fault:
            failure = fault
        except BaseException as fault:
            log.exception("%s met a fault of its own", source.name)
            failure = fault
        self._note(source.name, wanted, failure)
        if failure is None:
            future.set_result(None)
        else:
            future.set_exception(failure)

    def _note(self, name: str, wanted: Wanted, failure: BaseException | None) -> None:
        said = None if failure is None else _sentence(name, failure)
        asked = _Asked(at=self._clock.now(), start=wanted.start, end=wanted.end, failure=said)
        key = (name, wanted.symbol)
        with self._lock:
            self._under_way.pop(key, None)
            self._asked[key] = asked
            self._asked.move_to_end(key)
            while len(self._asked) > MOST_REMEMBERED:
                self._asked.popitem(last=False)


def _sentence(name: str, fault: BaseException) -> str:
    said = str(fault) if isinstance(fault, TradingError) else "it met a fault of this desk, which the log holds"
    return said if said.startswith(name) else f"{name}: {said}"
