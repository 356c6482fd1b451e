"""The source behind the store, left alone for a while after it has failed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from trading.errors import Unavailable
from trading.ports import Clock

PAUSE_S = 5
LONGEST_PAUSE_S = 60
AGAIN = re.compile(r"; try again in (\d+) s")
V = TypeVar("V")


class Patience:
    """Asks a source; after a failure it is not asked for 5 s, or for as long as the failure's own sentence says.

    One for all symbols: what cannot be reached for one cannot be for the next, and a page of 50 would wait 50 times.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed: tuple[Unavailable, datetime] | None = None

    def ask(self, question: Callable[[], V]) -> V:
        """Return the answer. Raises what the question raises, and Unavailable while the source is left alone."""
        failed = self._failed
        if failed is not None:
            fault, until = failed
            left_s = (until - self._clock.now()).total_seconds()
            # A clock that was set back would make the pause endless: it never lasts longer than the longest one.
            if 0 < left_s <= LONGEST_PAUSE_S:
                raise _again(fault, left_s)
        try:
            answer = question()
        except Unavailable as fault:
            told = AGAIN.search(str(fault))
            pause_s = min(int(told[1]), LONGEST_PAUSE_S) if told else PAUSE_S
            self._failed = fault, self._clock.now() + timedelta(seconds=pause_s)
            raise _again(fault, pause_s) from fault
        self._failed = None
        return answer


def _again(fault: Unavailable, wait_s: float) -> Unavailable:
    """Return the failure, of its own kind, with the time that is left in its sentence."""
    return type(fault)(f"{AGAIN.sub('', str(fault))}; try again in {max(1, int(wait_s + 0.999))} s")
