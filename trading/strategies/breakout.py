"""Strategies that buy when a price leaves its range."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trading.errors import FixInput
from trading.indicators.kinds import Parameter
from trading.strategies.bands import band_sign
from trading.strategies.base import MOST_SYMBOLS, Family, Plan, Strategy, StrategyKind
from trading.strategies.columns import Column, by_symbol, crossings

if TYPE_CHECKING:
    from trading.strategies.columns import Mask
    from trading.strategies.panel import Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class BollingerBreakout:
    """Long from where the close crosses over the upper band to where it crosses under the middle."""

    period: int
    width: float

    @property
    def bars_needed(self) -> int:
        """Return the bands' bars and one before."""
        return self.period + 1

    def plan(self, panel: "Panel") -> Plan:
        """Return LONG where the close crosses over the upper band and FLAT where it crosses under the middle."""
        return by_symbol(panel, self._decide)

    def _decide(self, column: Column) -> "tuple[Mask, Mask]":
        into, _ = crossings(band_sign(column.close, self.period, self.width))
        _, out = crossings(band_sign(column.close, self.period, 0.0))
        return into, out


@dataclass(frozen=True, slots=True, kw_only=True)
class Donchian:
    """Long from a close over the highest high of `entry` earlier bars to one under the lowest low of `exit` bars."""

    entry: int
    exit: int

    @property
    def bars_needed(self) -> int:
        """Return the earlier bars of the entry's channel and the one that leaves it."""
        return self.entry + 1

    def plan(self, panel: "Panel") -> Plan:
        """Return LONG where the close is over the entry's channel and FLAT where it is under the exit's."""
        return by_symbol(panel, self._decide)

    def _decide(self, column: Column) -> "tuple[Mask, Mask]":
        import pandas as pd

        highest = pd.Series(column.high).rolling(self.entry).max().shift(1).to_numpy()
        lowest = pd.Series(column.low).rolling(self.exit).min().shift(1).to_numpy()
        return column.close > highest, column.close < lowest


def _bollinger_breakout(values: Mapping[str, float]) -> Strategy:
    return BollingerBreakout(period=int(values["period"]), width=values["width"])


def _donchian(values: Mapping[str, float]) -> Strategy:
    if values["exit"] > values["entry"]:
        raise FixInput(f"exit {values['exit']:g} is above entry {values['entry']:g}; choose a smaller exit")
    return Donchian(entry=int(values["entry"]), exit=int(values["exit"]))


BOLLINGER_BREAKOUT = StrategyKind(
    key="bollinger_breakout",
    title="Bollinger breakout",
    family=Family.BREAKOUT,
    says="Buys when the close leaves its Bollinger Bands upwards and sells when it falls back under the middle.",
    entry=("close crosses over the upper band", "buy at the next open"),
    exit=("close crosses under the middle band", "sell at the next open"),
    source="Bollinger, Bollinger on Bollinger Bands (2001)",
    parameters=(
        Parameter(name="period", default=20, least=2, most=400),
        Parameter(name="width", default=2, least=0.1, most=10, whole=False),
    ),
    make=_bollinger_breakout,
    meanings={"period": "bars of the bands", "width": "deviations from the middle to a band"},
    most_symbols=MOST_SYMBOLS,
)

DONCHIAN = StrategyKind(
    key="donchian",
    title="Donchian breakout",
    family=Family.BREAKOUT,
    says="Buys on a close over the highest high of the bars before and sells on one under their lowest low.",
    entry=("close over the highest high of the entry bars before", "buy at the next open"),
    exit=("close under the lowest low of the exit bars before", "sell at the next open"),
    source="Donchian's four-week rule (1960); 20 and 10 days: Faith, The Original Turtle Trading Rules (2003)",
    parameters=(
        Parameter(name="entry", default=20, least=1, most=400),
        Parameter(name="exit", default=10, least=1, most=400),
    ),
    make=_donchian,
    meanings={"entry": "bars of the range to break upwards", "exit": "bars of the range to fall under"},
    most_symbols=MOST_SYMBOLS,
)
