"""The bars on which trades of a rule begin and end, where a trade may last only so long.

Plain arrays and numbers in and out, so that the loop can be compiled. What it says of a bar depends on earlier ones.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Mask = NDArray[np.bool_]

FILLED_AND_WORKING = 2
"""An entry fills one bar after its decision, and its exits begin to work on the next."""


class Course(NamedTuple):
    """The prices of one symbol, its low the worse side for the trade: for a short, all with the sign turned."""

    open: "Values"
    high: "Values"
    low: "Values"
    close: "Values"


class Ends(NamedTuple):
    """How a trade ends beside its condition: fractions of the close that decided, NaN for none, and most bars in it."""

    stop: float
    take: float
    trail: float
    most: int


def trades(into: "Mask", out: "Mask", course: Course, ends: Ends) -> "NDArray[np.int8]":
    """Return 1 where a trade is decided and -1 where it is ended by its condition or its time, else 0.

    A bar where a stop, target or trail ends it is 0: that order rests at the venue. It can begin anew there.
    """
    import numpy as np

    turn = np.zeros(len(into), np.int8)
    start = -1
    mark = np.nan
    for t in range(len(into)):
        if start >= 0:
            if t >= start + FILLED_AND_WORKING:
                ended, mark = _ended(course, ends, start, t, mark)
                if ended:
                    start = -1
            if start >= 0 and t > start and (out[t] or t - start >= ends.most):
                turn[t] = -1
                start = -1
                continue
        if start < 0 and into[t] and not out[t]:
            turn[t] = 1
            start = t
            mark = np.nan
    return turn


def _ended(course: Course, ends: Ends, start: int, t: int, mark: float) -> tuple[bool, float]:
    """Say whether a resting exit is hit, by the rules of trading/broker/paper/matching.py.

    The trail's mark begins at the close of the bar that filled the entry.
    """
    decided = course.close[start]
    size = abs(decided)
    if course.low[t] <= decided - ends.stop * size or course.high[t] >= decided + ends.take * size:
        return True, mark
    if math.isnan(ends.trail):
        return False, mark
    opened = course.open[t]
    mark = course.close[start + 1] if math.isnan(mark) else mark
    if opened <= mark - ends.trail * abs(mark):
        return True, mark
    mark = max(mark, opened)
    if course.low[t] <= mark - ends.trail * abs(mark):
        return True, mark
    mark = max(mark, course.high[t])
    return course.close[t] <= mark - ends.trail * abs(mark), mark
