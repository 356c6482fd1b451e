"""The words that the tables are written in: `talib("WILLR", HLC, period(14))`, and `shelf` that binds the lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trading.indicators.engines import Ours, PandasTa, TaLib
from trading.indicators.kinds import VALUE, Category, Formula, Indicator, Pane, Parameter, Values

if TYPE_CHECKING:
    import pandas as pd

    from trading.indicators.kinds import Computed

C = ("close",)
V = ("volume",)
HL = ("high", "low")
HLC = ("high", "low", "close")
OC = ("open", "close")
OHLC = ("open", "high", "low", "close")
CV = ("close", "volume")
HLV = ("high", "low", "volume")
HLCV = ("high", "low", "close", "volume")

Row = tuple[str, str, Formula, str]
"""A line of a table: key, title, formula, author."""


def period(default: int, name: str = "period", *, least: int = 2) -> Parameter:
    """Return a number of bars, at most 400."""
    return Parameter(name=name, default=default, least=least, most=400)


def number(name: str, default: float, least: float, most: float) -> Parameter:
    """Return a parameter that may have a fraction."""
    return Parameter(name=name, default=default, least=least, most=most, whole=False)


def shelf(category: Category, pane: Pane, rows: tuple[Row, ...]) -> tuple[Indicator, ...]:
    """Return the lines of a table as indicators of one category and one place on the chart."""
    return tuple(
        Indicator(key=key, title=title, category=category, pane=pane, formula=formula, author=author)
        for key, title, formula, author in rows
    )


def talib(
    function: str,
    reads: tuple[str, ...],
    *parameters: Parameter,
    outputs: tuple[str, ...] = (VALUE,),
    options: tuple[str, ...] = (),
) -> TaLib:
    """Return a function of TA-Lib; its first outputs are kept, as many as are named."""
    return TaLib(function=function, reads=reads, parameters=parameters, outputs=outputs, options=options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a pandas-ta-classic function: which columns under which names, and which options are set."""

    outputs: tuple[str, ...] = (VALUE,)
    take: tuple[int, ...] = (0,)
    settles: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)


def pandas_ta(
    call: str, reads: tuple[str, ...], *parameters: Parameter, warm: Callable[[Values], float], kept: Kept | None = None
) -> PandasTa:
    """Return a function of pandas-ta-classic, written with the names of its options: "kvo fast slow signal"."""
    function, *options = call.split()
    kept = kept or Kept()
    return PandasTa(
        function=function,
        reads=reads,
        parameters=parameters,
        outputs=kept.outputs,
        options=tuple(options),
        take=kept.take,
        warm_up=warm,
        settles=kept.settles,
        fixed=kept.fixed,
    )


def ours(
    function: "Callable[[pd.DataFrame, Values], Computed]",
    reads: tuple[str, ...],
    *parameters: Parameter,
    warm: Callable[[Values], float],
    outputs: tuple[str, ...] = (VALUE,),
) -> Ours:
    """Return a function of ours with what it reads, its numbers, its warm-up and what it gives."""
    return Ours(function=function, reads=reads, parameters=parameters, outputs=outputs, warm_up=warm)
