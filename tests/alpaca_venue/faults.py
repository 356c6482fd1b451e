"""Faults on demand: dropped, late, garbled and refused requests, planned by a test and the same for each seed."""

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any


class Fault(StrEnum):
    """What can go wrong with one request. BEFORE: the book never hears of it; AFTER: it has been carried out."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    STATUS_429 = "status_429"
    STATUS_500 = "status_500"
    STATUS_503 = "status_503"
    STATUS_500_AFTER = "status_500_after"
    STATUS_504_AFTER = "status_504_after"
    HANG = "hang"
    HANG_BEFORE = "hang_before"
    LATE = "late"
    GARBAGE_BEFORE = "garbage_before"
    GARBAGE_AFTER = "garbage_after"


BEFORE = frozenset(
    {
        Fault.DROP_BEFORE,
        Fault.STATUS_429,
        Fault.STATUS_500,
        Fault.STATUS_503,
        Fault.HANG_BEFORE,
        Fault.GARBAGE_BEFORE,
    }
)


@dataclass(slots=True)
class _Planned:
    method: str
    path: str
    kind: Fault
    left: int
    delay: float

    def fits(self, method: str, path: str) -> bool:
        return self.left > 0 and fnmatchcase(method, self.method) and fnmatchcase(path, self.path)


@dataclass(slots=True)
class _Rate:
    share: float
    dice: random.Random
    kinds: Sequence[Fault]
    paths: Sequence[str]
    methods: Sequence[str]
    delay: float

    def fits(self, method: str, path: str) -> bool:
        matches = any(fnmatchcase(method, each) for each in self.methods)
        return matches and any(fnmatchcase(path, each) for each in self.paths)


@dataclass(slots=True)
class _Alteration:
    path: str
    drop: frozenset[str]
    put: dict[str, Any]
    left: int | None


@dataclass
class Faults:
    """The plan. Paths and methods are patterns with `*`; `done` tells which faults have happened.

    `down` closes the connection of every request; see also AlpacaVenue.go_dark, which stops listening.
    """

    down: bool = False
    done: list[tuple[str, str, Fault]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[_Planned] = []
        self._rates: list[_Rate] = []
        self._alterations: list[_Alteration] = []

    def next(self, method: str, path: str, fault: Fault | str, n: int = 1, *, delay: float = 1.0) -> None:
        """Let the next `n` requests that match fail so; `delay` in seconds is for HANG, HANG_BEFORE and LATE."""
        with self._lock:
            self._planned.append(_Planned(method, path, Fault(fault), n, delay))

    def rate(
        self,
        share: float,
        *,
        seed: int,
        kinds: Sequence[Fault | str],
        paths: Sequence[str] = ("*",),
        methods: Sequence[str] = ("*",),
        delay: float = 1.0,
    ) -> None:
        """Let a share of the requests that match fail, each in one of the kinds."""
        made = [Fault(kind) for kind in kinds]
        with self._lock:
            self._rates.append(_Rate(share, random.Random(seed), made, paths, methods, delay))

    def missing_fields(self, *names: str, path: str = "*", n: int | None = None) -> None:
        """Leave fields out of the answers, at every depth, for `n` answers or until `clear`."""
        with self._lock:
            self._alterations.append(_Alteration(path, frozenset(names), {}, n))

    def new_enum(self, name: str, value: Any, path: str = "*", n: int | None = None) -> None:
        """Let a field carry a value that no client knows yet, wherever it appears in the answers."""
        with self._lock:
            self._alterations.append(_Alteration(path, frozenset(), {name: value}, n))

    def clear(self) -> None:
        """Forget every plan and stand up again."""
        with self._lock:
            self.down = False
            self._planned.clear()
            self._rates.clear()
            self._alterations.clear()

    def pick(self, method: str, path: str) -> tuple[Fault | None, float]:
        """Return what shall happen to a request, and the delay that goes with it."""
        if not self._planned and not self._rates:
            return None, 0
        with self._lock:
            for plan in self._planned:
                if plan.fits(method, path):
                    plan.left -= 1
                    self.done.append((method, path, plan.kind))
                    return plan.kind, plan.delay
            for rate in self._rates:
                if rate.fits(method, path) and rate.dice.random() < rate.share:
                    kind = rate.dice.choice(rate.kinds)
                    self.done.append((method, path, kind))
                    return kind, rate.delay
        return None, 0

    def alter(self, path: str, body: Any) -> Any:
        """Return an answer's body with fields missing or strange, as planned."""
        for change in self._alterations if self._alterations else ():
            if change.left != 0 and fnmatchcase(path, change.path):
                change.left = None if change.left is None else change.left - 1
                body = _altered(body, change)
        return body


def _altered(body: Any, change: _Alteration) -> Any:
    if isinstance(body, list):
        return [_altered(each, change) for each in body]
    if not isinstance(body, dict):
        return body
    kept = {name: _altered(value, change) for name, value in body.items() if name not in change.drop}
    return kept | {name: value for name, value in change.put.items() if name in kept}
