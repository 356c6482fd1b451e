"""Volatility from bands and from ranges, over a window of bars."""

from typing import TYPE_CHECKING

from trading.indicators import core
from trading.indicators.kinds import VALUE, Values
from trading.indicators.prices import finite, like

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from trading.indicators.kinds import Computed

    Array = NDArray[np.float64]


def percent_b(frame: "pd.DataFrame", values: Values) -> "Computed":
    """Return where the close stands in its Bollinger Bands, 0 at the lower, 1 at the upper; NaN where they meet."""
    bands = core.bollinger(frame["close"], int(values[0]), values[1])
    width = bands["upper"] - bands["lower"]
    return {VALUE: ((frame["close"] - bands["lower"]) / width.where(width > 0)).rename(None)}


def bandwidth(frame: "pd.DataFrame", values: Values) -> "Computed":
    """Return the distance of the Bollinger Bands as a fraction of the middle one."""
    bands = core.bollinger(frame["close"], int(values[0]), values[1])
    return {VALUE: (bands["upper"] - bands["lower"]) / bands["middle"]}


def parkinson(frame: "pd.DataFrame", values: Values) -> "Computed":
    """Return the deviation of a bar from its ranges, percent (Parkinson, Journal of Business 53, 1980)."""
    import numpy as np

    span = np.log(finite(frame["high"]) / finite(frame["low"]))
    return _deviation(frame, span**2 / (4 * np.log(2)), values)


def garman_klass(frame: "pd.DataFrame", values: Values) -> "Computed":
    """Return the deviation of a bar from range and body, percent (Garman and Klass, Journal of Business 53, 1980)."""
    import numpy as np

    opened, high, low, close = (finite(frame[name]) for name in ("open", "high", "low", "close"))
    variance = np.log(high / low) ** 2 / 2 - (2 * np.log(2) - 1) * np.log(close / opened) ** 2
    return _deviation(frame, variance, values)


def rogers_satchell(frame: "pd.DataFrame", values: Values) -> "Computed":
    """Return the deviation of a bar whatever its drift, percent (Rogers and Satchell, 1991)."""
    import numpy as np

    opened, high, low, close = (finite(frame[name]) for name in ("open", "high", "low", "close"))
    variance = np.log(high / close) * np.log(high / opened) + np.log(low / close) * np.log(low / opened)
    return _deviation(frame, variance, values)


def _deviation(frame: "pd.DataFrame", variance: "Array", values: Values) -> "Computed":
    mean = core.sma(like(frame, variance), int(values[0]))
    return {VALUE: 100 * mean.clip(lower=0) ** 0.5}
