"""The source behind the store, left alone for a while after it has failed."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from trading.errors import KeysRefused, Unavailable
from trading.ports import Clock

PAUSE_S = 5
LONGEST_PAUSE_S = 60
AGAIN = re.compile(r"; try again in \d+ s")
"""The wait in a sentence, which has become shorter when the sentence is said again."""
V = TypeVar("V")


class Patience:
    """Asks a source; after a failure it is not asked for 5 s, or for as long as the failure says.

    A pause is for the symbol that was asked for, because another may fare better. Where the connection, the keys or
    a limit of calls failed it is for all: a page of 50 symbols would wait 50 times.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failed: dict[str | None, tuple[Unavailable, datetime]] = {}

    def ask(self, symbol: str, question: Callable[[], V]) -> V:
        """Return the answer. Raises what the question raises, and Unavailable while the source is left alone."""
        for pause in (None, symbol):
            fault, left_s = self._left(pause)
            if fault is not None:
                raise _again(fault, left_s)
        try:
            answer = question()
        except Unavailable as fault:
            pause_s = PAUSE_S if fault.retry_in_s is None else min(fault.retry_in_s, LONGEST_PAUSE_S)
            pause = None if fault.for_all or isinstance(fault, KeysRefused) else symbol
            self._failed[pause] = fault, self._clock.now() + timedelta(seconds=pause_s)
            raise _again(fault, pause_s) from fault
        self._failed.pop(symbol, None)
        return answer

    def _left(self, pause: str | None) -> tuple[Unavailable | None, float]:
        """Return the failure that is still waited for and the seconds that are left."""
        fault, until = self._failed.get(pause, (None, self._clock.now()))
        left_s = (until - self._clock.now()).total_seconds()
        # A clock that was set back would make the pause endless: it never lasts longer than the longest one.
        return (fault, left_s) if 0 < left_s <= LONGEST_PAUSE_S else (None, 0)


def _again(fault: Unavailable, wait_s: float) -> Unavailable:
    """Return the failure, of its own kind, with the time that is left in its sentence and as a number."""
    sentence = f"{AGAIN.sub('', str(fault))}; try again in {max(1, int(wait_s + 0.999))} s"
    return type(fault)(sentence, retry_in_s=wait_s, for_all=fault.for_all)
