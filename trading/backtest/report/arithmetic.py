"""Small arithmetic that every figure shares: a ratio without a denominator is not known, never 0."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

NAN = math.nan


def ratio(over: float, under: float) -> float:
    """Return a quotient, NaN where the denominator is 0 or not known.

    >>> ratio(3.0, 2.0)
    1.5
    >>> ratio(1.0, 0.0)
    nan
    """
    return over / under if under and math.isfinite(under) else NAN


def power(base: float, exponent: float) -> float:
    """Return a power, NaN where it is past every number: a good hour, taken for a year, is no figure.

    >>> power(2.0, 0.5) == 2**0.5, power(1.5, 1e6)
    (True, nan)
    """
    try:
        return math.pow(base, exponent)
    except (OverflowError, ValueError):
        return NAN


def compounded(mean: float, periods: float) -> float:
    """Return what a mean return earns over some periods, as a fraction; -1 where it has lost everything.

    >>> round(compounded(0.01, 12), 6)
    0.126825
    """
    if not math.isfinite(mean):
        return NAN
    return power(1 + mean, periods) - 1 if mean > -1 else -1.0


def geometric_mean(returns: "Values") -> float:
    """Return the one return that compounds to the same, as a fraction; -1 once everything is lost, NaN for none.

    >>> import numpy as np
    >>> round(geometric_mean(np.array([0.21, 0.0])), 12)
    0.1
    """
    import numpy as np

    if not len(returns):
        return NAN
    if float(returns.min()) <= -1:
        return -1.0
    return math.expm1(float(np.log1p(returns).mean()))


def dot(one: "Values", other: "Values") -> float:
    """Return the sum of the products. Not by BLAS, which wakes a thread a core for it and waits on a busy machine.

    >>> import numpy as np
    >>> dot(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    import numpy as np

    return float(np.einsum("i,i->", one, other))


def mean(values: "Values") -> float:
    """Return the mean, NaN for none."""
    return float(values.mean()) if len(values) else NAN


def deviation(values: "Values") -> float:
    """Return the standard deviation of a sample (n - 1), NaN for fewer than two."""
    return float(values.std(ddof=1)) if len(values) > 1 else NAN


def longest_run(hits: "NDArray[np.bool_]") -> int:
    """Return how many are true in a row at most.

    >>> import numpy as np
    >>> longest_run(np.array([True, False, True, True]))
    2
    """
    import numpy as np

    breaks = np.flatnonzero(~hits)
    return int(np.diff(breaks, prepend=-1, append=len(hits)).max()) - 1
