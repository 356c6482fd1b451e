"""How much prices swing: bands and channels over the price, and figures of their own."""

from typing import TYPE_CHECKING

from trading.indicators import core, spread
from trading.indicators.formulas import HL, HLC, OHLC, C, Kept, Row, number, ours, pandas_ta, period, shelf, talib
from trading.indicators.kinds import VALUE, Category, Pane, Values

if TYPE_CHECKING:
    import pandas as pd

    from trading.indicators.kinds import Computed

_BANDS = ("upper", "middle", "lower")
_WIDTH = number("width", 2, 0.1, 10)


def _bollinger(frame: "pd.DataFrame", p: Values) -> "Computed":
    return core.bollinger(frame["close"], int(p[0]), p[1])


def _atr(frame: "pd.DataFrame", p: Values) -> "Computed":
    return {VALUE: core.atr(frame["high"], frame["low"], frame["close"], int(p[0]))}


def _period(p: Values) -> float:
    return p[0]


def _after_a_change(p: Values) -> float:
    return p[0] + 1


_OVER_PRICE: tuple[Row, ...] = (
    (
        "bbands",
        "Bollinger Bands",
        ours(_bollinger, C, period(20), _WIDTH, warm=_period, outputs=("lower", "middle", "upper")),
        "J. Bollinger, 1983; TA-Lib BBANDS",
    ),
    (
        "kc",
        "Keltner channel",
        talib("KC", HLC, period(20), period(10, "range"), _WIDTH, outputs=_BANDS),
        "C. Keltner, 1960, by average true range as in L. Raschke",
    ),
    ("donchian", "Donchian channel", talib("DONCHIAN", HL, period(20), outputs=_BANDS), "R. Donchian, 1960"),
    ("accbands", "Acceleration bands", talib("ACCBANDS", HLC, period(20), outputs=_BANDS), "P. Headley, 2002"),
    (
        "aberration",
        "Aberration",
        pandas_ta(
            "aberration length atr_length",
            HLC,
            period(5),
            period(15, "range"),
            warm=lambda p: max(p[0], p[1] + 1),
            kept=Kept(outputs=("middle", "upper", "lower"), take=(0, 1, 2)),
        ),
        "a channel of the average true range about the typical price",
    ),
    (
        "ce",
        "Chandelier exit",
        pandas_ta(
            "ce length multiplier",
            HLC,
            period(22),
            number("multiplier", 3, 0.1, 20),
            warm=_after_a_change,
            kept=Kept(outputs=("long", "short"), take=(0, 1)),
        ),
        "C. LeBeau, 1992",
    ),
    (
        "hwc",
        "Holt-Winters channel",
        pandas_ta(
            "hwc na nb nc",
            C,
            number("level", 0.2, 0.01, 0.99),
            number("slope", 0.1, 0.01, 0.99),
            number("curve", 0.1, 0.01, 0.99),
            warm=lambda p: 1,
            kept=Kept(outputs=("middle", "upper", "lower"), take=(0, 1, 2)),
        ),
        "C. Holt, 1957, and P. Winters, 1960",
    ),
)

_OWN: tuple[Row, ...] = (
    (
        "atr",
        "Average true range",
        ours(_atr, HLC, period(14), warm=_after_a_change),
        "J. W. Wilder, New Concepts, 1978; TA-Lib ATR",
    ),
    ("natr", "Average true range in percent", talib("NATR", HLC, period(14)), "J. Forman, 2006"),
    ("trange", "True range", talib("TRANGE", HLC), "J. W. Wilder, New Concepts, 1978"),
    ("adr", "Average range", talib("ADR", HL, period(14)), "mean of high less low"),
    ("cvi", "Chaikin volatility", talib("CVI", HL, period(10), period(10, "change")), "M. Chaikin, 1980s"),
    ("massi", "Mass index", talib("MASSI", HL, period(9), period(25, "sum")), "D. Dorsey, 1992"),
    ("rvi", "Relative volatility index", talib("RVI", C, period(14), period(10, "deviation")), "D. Dorsey, 1993"),
    (
        "percentb",
        "Bollinger %b",
        ours(spread.percent_b, C, period(20), _WIDTH, warm=_period),
        "J. Bollinger: 0 at the lower band, 1 at the upper",
    ),
    (
        "bandwidth",
        "Bollinger bandwidth",
        ours(spread.bandwidth, C, period(20), _WIDTH, warm=_period),
        "J. Bollinger: the bands' distance as a part of the middle",
    ),
    (
        "parkinson",
        "Parkinson volatility",
        ours(spread.parkinson, HL, period(20), warm=_period),
        "M. Parkinson, 1980: a bar's deviation from its range, percent",
    ),
    (
        "garmanklass",
        "Garman-Klass volatility",
        ours(spread.garman_klass, OHLC, period(20), warm=_period),
        "M. Garman and M. Klass, 1980, percent a bar",
    ),
    (
        "rogerssatchell",
        "Rogers-Satchell volatility",
        ours(spread.rogers_satchell, OHLC, period(20), warm=_period),
        "L. Rogers and S. Satchell, 1991, percent a bar",
    ),
    ("hvol", "Historical volatility", pandas_ta("hvol length", C, period(20), warm=_after_a_change), "percent a year"),
    ("ui", "Ulcer index", pandas_ta("ui length", C, period(14), warm=lambda p: 2 * p[0] - 1), "P. Martin, 1987"),
    ("pdist", "Price distance", pandas_ta("pdist", OHLC, warm=lambda p: 2), "the way that the price went inside a bar"),
    (
        "thermo",
        "Elder's thermometer",
        pandas_ta(
            "thermo length",
            HL,
            period(20),
            warm=_after_a_change,
            kept=Kept(outputs=("thermometer", "average"), take=(0, 1)),
        ),
        "A. Elder, Come into My Trading Room, 2002",
    ),
)

VOLATILITY = shelf(Category.VOLATILITY, Pane.PRICE, _OVER_PRICE) + shelf(Category.VOLATILITY, Pane.OWN, _OWN)
