"""The three ways to compute a line: a function of TA-Lib, one of pandas-ta-classic, or one of ours.

The libraries are loaded at the first computation, so that reading the catalogue costs nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from trading.indicators.kinds import Parameter, Values
from trading.indicators.prices import finite, like, nothing

if TYPE_CHECKING:
    import pandas as pd

    from trading.indicators.kinds import Computed


@dataclass(frozen=True, slots=True, kw_only=True)
class TaLib:
    """A function of TA-Lib; its own count of the bars that it needs holds, and whole numbers become floats."""

    function: str
    reads: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]
    options: tuple[str, ...]
    """The library's names of the parameters; empty where they are its first ones in its order."""

    @property
    def credit(self) -> str:
        """Return the library's name of it."""
        return f"TA-Lib {self.function}"

    def compute(self, frame: "pd.DataFrame", values: Values) -> "Computed":
        """Return each output on the frame's index; bars that the library fills with 0 while it waits are NaN."""
        import numpy as np
        import talib as library

        columns = [finite(frame[name]) for name in self.reads]
        needed = self.bars_needed(values)
        if len(frame) < needed:
            return nothing(frame, self.outputs)
        found = getattr(library, self.function)(*columns, **self._options(values))
        arrays = found if isinstance(found, tuple) else (found,)
        computed = {}
        for output, array in zip(self.outputs, arrays, strict=False):
            as_float = np.asarray(array, dtype=np.float64)
            as_float[: needed - 1] = np.nan
            computed[output] = like(frame, as_float)
        return computed

    def bars_needed(self, values: Values) -> int:
        """Return the library's lookback and the bar itself."""
        return _lookback(self.function, tuple(self._options(values).items())) + 1

    def _options(self, values: Values) -> dict[str, float]:
        names = self.options or _option_names(self.function)
        return dict(zip(names, _as_declared(self.parameters, values), strict=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class PandasTa:
    """A function of pandas-ta-classic. `take` are its columns that are kept, by place.

    With `settles` the library answers from the first bar on, out of a guess or of an average that is not full; those
    bars are hidden.
    """

    function: str
    reads: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]
    options: tuple[str, ...]
    take: tuple[int, ...]
    warm_up: Callable[[Values], float] = field(repr=False)
    settles: bool
    fixed: Mapping[str, Any] = field(repr=False)

    @property
    def credit(self) -> str:
        """Return the library's name of it."""
        return f"pandas-ta-classic {self.function}"

    def compute(self, frame: "pd.DataFrame", values: Values) -> "Computed":
        """Return each output on the frame's index; what the library divides by zero has no value."""
        import numpy as np

        for name in self.reads:
            finite(frame[name])
        needed = self.bars_needed(values)
        if len(frame) < needed:
            return nothing(frame, self.outputs)
        computed = {}
        for output, column in zip(self.outputs, self.raw(frame, values), strict=True):
            array = np.array(column, dtype=np.float64)
            array[~np.isfinite(array)] = np.nan
            array[: needed - 1] = np.nan
            computed[output] = like(frame, array)
        return computed

    def bars_needed(self, values: Values) -> int:
        """Return how many bars it takes until every output has a value."""
        return int(self.warm_up(values))

    def raw(self, frame: "pd.DataFrame", values: Values) -> "list[pd.Series[float]]":
        """Return the library's columns as it gives them, warm-up included."""
        import numpy as np

        columns = {"open_" if name == "open" else name: frame[name] for name in self.reads}
        options = dict(zip(self.options, _as_declared(self.parameters, values), strict=True))
        with np.errstate(all="ignore"):
            found = getattr(_pandas_ta(), self.function)(**columns, **options, **self.fixed)
        table = found.to_frame() if found.ndim == 1 else found
        return [table.iloc[:, place] for place in self.take]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A function of ours over the frame's columns and the parameters."""

    function: "Callable[[pd.DataFrame, Values], Computed]" = field(repr=False)
    reads: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...]
    warm_up: Callable[[Values], float] = field(repr=False)

    @property
    def credit(self) -> str:
        """Return that this project computes it."""
        return "computed here"

    def compute(self, frame: "pd.DataFrame", values: Values) -> "Computed":
        """Return each output on the frame's index."""
        return self.function(frame, values)

    def bars_needed(self, values: Values) -> int:
        """Return how many bars it takes until every output has a value."""
        return int(self.warm_up(values))


def _as_declared(parameters: tuple[Parameter, ...], values: Values) -> list[float]:
    return [int(value) if each.whole else float(value) for each, value in zip(parameters, values, strict=True)]


@cache
def _lookback(function: str, options: tuple[tuple[str, float], ...]) -> int:
    return int(_described(function, **dict(options)).lookback)


@cache
def _option_names(function: str) -> tuple[str, ...]:
    return tuple(_described(function).info["parameters"])


def _described(function: str, **options: float) -> Any:
    from talib.abstract import Function  # type: ignore[attr-defined]  # made when the module is loaded

    return Function(function, **options)


def _pandas_ta() -> Any:
    import warnings

    with warnings.catch_warnings():
        # The library's own start asks pandas for Timestamp.dayofyear, which pandas 3.1 calls deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        import pandas_ta_classic

    return pandas_ta_classic
