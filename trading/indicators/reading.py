"""Read an indicator off checked bars: the newest value, or the whole series for a chart."""

from math import isnan
from typing import TYPE_CHECKING, TypeAlias

from trading.errors import NoData
from trading.indicators.kinds import VALUE, Named, Needs
from trading.indicators.names import named
from trading.types import Bars

if TYPE_CHECKING:
    import pandas as pd

Reading: TypeAlias = float | dict[str, float]
"""One number, or one a named output: {"macd", "signal", "histogram"}."""


def read(bars: Bars, name: str) -> Reading:
    """Return the indicator's value at the last bar.

    Raises FixInput for an unknown name, NoData when there are too few bars or the bars lack range or volume.
    """
    wanted = named(name)
    newest = {part: float(found.iloc[-1]) for part, found in _compute(bars, wanted).items()}
    if any(isnan(value) for value in newest.values()):
        raise NoData(_why_empty(bars, wanted))
    return newest.get(VALUE, newest)


def series(bars: Bars, name: str) -> "dict[str, pd.Series[float]]":
    """Return the indicator at every bar, NaN before it has enough of them, by output.

    The key is the full name (rsi_14) where there is one output, else the output's (macd, signal, histogram). With
    too few bars everything is NaN. Raises FixInput for an unknown name, NoData when range or volume is lacking.
    """
    wanted = named(name)
    return {part or wanted.name: found for part, found in _compute(bars, wanted).items()}


def _compute(bars: Bars, wanted: Named) -> "dict[str, pd.Series[float]]":
    if bars.closes_only and wanted.indicator.needs is not Needs.CLOSE:
        raise NoData(
            f"{wanted.label} needs the {wanted.indicator.needs} of each bar and {bars.symbol} has closes only; "
            "choose RSI, MACD, Bollinger Bands or a moving average"
        )
    return dict(wanted.compute(bars))


def _why_empty(bars: Bars, wanted: Named) -> str:
    if len(bars.frame) < wanted.bars_needed:
        return (
            f"{wanted.label} of {bars.symbol} needs {wanted.bars_needed} bars and there are {len(bars.frame)} up to "
            f"{bars.as_of:%Y-%m-%d}; choose a shorter period or a later time"
        )
    return (
        f"{wanted.label} of {bars.symbol} has no value at {bars.as_of:%Y-%m-%d}, because the price has not moved "
        "or nothing was traded, and its formula divides by that; choose a longer history"
    )
