"""The catalogue: every indicator by its name, with its parameters, their bounds, and how it is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.indicators import core
from trading.types import Bars

if TYPE_CHECKING:
    import pandas as pd

    Computed = Mapping[str, "pd.Series[float]"]

VALUE = ""
"""The output name of an indicator that has only one."""


class Needs(StrEnum):
    """What of a bar an indicator reads; with closes only there is no range and no volume."""

    CLOSE = "close"
    RANGE = "range"
    VOLUME = "volume"


class Pane(StrEnum):
    """Where an indicator is drawn: over the prices, or in a pane of its own."""

    PRICE = "price"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of an indicator, with its default and inclusive bounds; `whole` ones take no fraction."""

    name: str
    default: float
    least: float
    most: float
    whole: bool = True

    def check(self, value: float) -> str | None:
        """Return the sentence that refuses a value, None when it may be used."""
        if self.least <= value <= self.most and not (self.whole and value != int(value)):
            return None
        kind = "whole number" if self.whole else "number"
        return f"{self.name} {value:g} is not a {kind} from {self.least:g} to {self.most:g}; choose one inside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One line of the catalogue. `bars_needed` is how many bars the first value takes, by the parameters."""

    key: str
    title: str
    parameters: tuple[Parameter, ...]
    outputs: tuple[str, ...] = (VALUE,)
    needs: Needs = Needs.CLOSE
    pane: Pane = Pane.OWN
    compute: "Callable[[Bars, tuple[float, ...]], Computed]" = field(repr=False)
    bars_needed: Callable[[tuple[float, ...]], int] = field(repr=False)

    @property
    def default_name(self) -> str:
        """Return the name with every parameter at its default, for example rsi_14."""
        return _name(self, tuple(parameter.default for parameter in self.parameters))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An indicator with its parameters' values, as one name says it."""

    indicator: Indicator
    values: tuple[float, ...]

    @property
    def name(self) -> str:
        """Return the full name, for example macd_12_26_9 for "macd"."""
        return _name(self.indicator, self.values)

    @property
    def label(self) -> str:
        """Return the name as people read it, for example RSI (14)."""
        numbers = ", ".join(f"{value:g}" for value in self.values)
        return f"{self.indicator.title} ({numbers})" if numbers else self.indicator.title

    @property
    def bars_needed(self) -> int:
        """Return how many bars the first value takes."""
        return self.indicator.bars_needed(self.values)

    def compute(self, bars: Bars) -> "Computed":
        """Return each output by its name, on the bars' index."""
        return self.indicator.compute(bars, self.values)


def named(name: str) -> Named:
    """Return what a name such as rsi_14, macd or bbands_20_2.5 asks for; missing parameters take their defaults.

    Raises FixInput with a sentence: unknown name (lists the known ones), a number out of its bounds, too many.
    """
    key, *texts = name.strip().lower().split("_")
    indicator = CATALOGUE.get(key)
    if indicator is None:
        known = ", ".join(each.default_name for each in CATALOGUE.values())
        raise FixInput(f"{name!r:.40} is not an indicator of the catalogue; choose one such as {known}")
    if len(texts) > len(indicator.parameters):
        raise FixInput(
            f"{name!r:.40} has {len(texts)} numbers and {key} takes {len(indicator.parameters)}; "
            f"write it like {indicator.default_name}"
        )
    given = [_number(name, indicator, text) for text in texts]
    values = (*given, *(parameter.default for parameter in indicator.parameters[len(given) :]))
    for parameter, value in zip(indicator.parameters, values, strict=True):
        if fault := parameter.check(value):
            raise FixInput(f"{name!r:.40} cannot be computed: {fault}")
    if key == "macd" and values[0] >= values[1]:
        raise FixInput(f"{name!r:.40} has fast {values[0]:g} not below slow {values[1]:g}; swap or change them")
    return Named(indicator=indicator, values=values)


def _number(name: str, indicator: Indicator, text: str) -> float:
    if not (text.isascii() and text.replace(".", "", 1).isdigit()):
        raise FixInput(f"{text!r:.20} in {name!r:.40} is not a number; write it like {indicator.default_name}")
    return float(text)


def _name(indicator: Indicator, values: tuple[float, ...]) -> str:
    return "_".join((indicator.key, *(f"{value:g}" for value in values)))


def _period(default: int, *, name: str = "period", least: int = 2) -> Parameter:
    return Parameter(name=name, default=default, least=least, most=400)


CATALOGUE: Mapping[str, Indicator] = {
    each.key: each
    for each in (
        Indicator(
            key="sma",
            title="Simple moving average",
            parameters=(_period(20),),
            pane=Pane.PRICE,
            compute=lambda bars, p: {VALUE: core.sma(bars.frame["close"], int(p[0]))},
            bars_needed=lambda p: int(p[0]),
        ),
        Indicator(
            key="ema",
            title="Exponential moving average",
            parameters=(_period(20),),
            pane=Pane.PRICE,
            compute=lambda bars, p: {VALUE: core.ema(bars.frame["close"], int(p[0]))},
            bars_needed=lambda p: int(p[0]),
        ),
        Indicator(
            key="bbands",
            title="Bollinger Bands",
            parameters=(_period(20), Parameter(name="width", default=2, least=0.1, most=10, whole=False)),
            outputs=("lower", "middle", "upper"),
            pane=Pane.PRICE,
            compute=lambda bars, p: core.bollinger(bars.frame["close"], int(p[0]), p[1]),
            bars_needed=lambda p: int(p[0]),
        ),
        Indicator(
            key="rsi",
            title="RSI",
            parameters=(_period(14),),
            compute=lambda bars, p: {VALUE: core.rsi(bars.frame["close"], int(p[0]))},
            bars_needed=lambda p: int(p[0]) + 1,
        ),
        Indicator(
            key="macd",
            title="MACD",
            parameters=(_period(12, name="fast"), _period(26, name="slow"), _period(9, name="signal")),
            outputs=("macd", "signal", "histogram"),
            compute=lambda bars, p: core.macd(bars.frame["close"], int(p[0]), int(p[1]), int(p[2])),
            bars_needed=lambda p: int(p[1]) + int(p[2]) - 1,
        ),
        Indicator(
            key="atr",
            title="Average true range",
            parameters=(_period(14),),
            needs=Needs.RANGE,
            compute=lambda bars, p: {VALUE: core.atr(*_ranges(bars), int(p[0]))},
            bars_needed=lambda p: int(p[0]) + 1,
        ),
        Indicator(
            key="stoch",
            title="Stochastic oscillator",
            parameters=(
                _period(14),
                _period(3, name="smooth", least=1),
                _period(3, name="signal", least=1),
            ),
            outputs=("k", "d"),
            needs=Needs.RANGE,
            compute=lambda bars, p: core.stochastic(*_ranges(bars), int(p[0]), int(p[1]), int(p[2])),
            bars_needed=lambda p: int(p[0] + p[1] + p[2]) - 2,
        ),
        Indicator(
            key="adx",
            title="Average directional index",
            parameters=(_period(14),),
            needs=Needs.RANGE,
            compute=lambda bars, p: {VALUE: core.adx(*_ranges(bars), int(p[0]))},
            bars_needed=lambda p: 2 * int(p[0]),
        ),
        Indicator(
            key="roc",
            title="Rate of change",
            parameters=(_period(10, least=1),),
            compute=lambda bars, p: {VALUE: core.roc(bars.frame["close"], int(p[0]))},
            bars_needed=lambda p: int(p[0]) + 1,
        ),
        Indicator(
            key="obv",
            title="On-balance volume",
            parameters=(),
            needs=Needs.VOLUME,
            compute=lambda bars, p: {VALUE: core.obv(bars.frame["close"], bars.frame["volume"])},
            bars_needed=lambda p: 1,
        ),
    )
}


def _ranges(bars: Bars) -> "tuple[pd.Series[float], pd.Series[float], pd.Series[float]]":
    return bars.frame["high"], bars.frame["low"], bars.frame["close"]
