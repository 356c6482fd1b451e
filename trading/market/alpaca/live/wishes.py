"""Which symbols somebody looks at, known by being asked for again and again."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from trading.ports import Clock

KEEP = timedelta(seconds=60)
MOST_REMEMBERED = 1000


@dataclass(slots=True)
class _Asked:
    first: datetime
    last: datetime
    is_repeated: bool = False


class Wishes:
    """A symbol is wished for from its second question within a minute on, until a minute has passed without one.

    A page that shows a price asks every few seconds; whoever goes once through a long list wishes for nothing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[str, _Asked] = {}

    def ask(self, symbol: str) -> bool:
        """Note a question; return whether the symbol is wished for now."""
        now = self._clock.now()
        with self._lock:
            before = self._asked.get(symbol)
            if before is not None and _is_recent(before, now):
                before.last, before.is_repeated = now, True
                return True
            if len(self._asked) >= MOST_REMEMBERED:
                self._drop_old(now)
            if len(self._asked) < MOST_REMEMBERED:
                self._asked[symbol] = _Asked(first=now, last=now)
            return False

    def wanted(self, most: int) -> frozenset[str]:
        """Return at most so many symbols; who came first keeps the place while it is used."""
        with self._lock:
            self._drop_old(self._clock.now())
            repeated = [symbol for symbol, asked in self._asked.items() if asked.is_repeated]
            return frozenset(sorted(repeated, key=lambda symbol: self._asked[symbol].first)[:most])

    def _drop_old(self, now: datetime) -> None:
        self._asked = {symbol: asked for symbol, asked in self._asked.items() if _is_recent(asked, now)}


def _is_recent(asked: _Asked, now: datetime) -> bool:
    return abs(now - asked.last) < KEEP  # abs: a clock that was set back makes nothing last for ever
