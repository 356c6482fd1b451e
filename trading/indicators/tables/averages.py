"""Averages and other lines in price units, drawn over the price."""

from typing import TYPE_CHECKING

from trading.indicators import core
from trading.indicators.formulas import (
    CV,
    HL,
    HLC,
    HLCV,
    OHLC,
    C,
    Kept,
    Row,
    number,
    ours,
    pandas_ta,
    period,
    shelf,
    talib,
)
from trading.indicators.kinds import VALUE, Category, Pane, Values

if TYPE_CHECKING:
    import pandas as pd

    from trading.indicators.kinds import Computed


def _sma(frame: "pd.DataFrame", p: Values) -> "Computed":
    return {VALUE: core.sma(frame["close"], int(p[0]))}


def _ema(frame: "pd.DataFrame", p: Values) -> "Computed":
    return {VALUE: core.ema(frame["close"], int(p[0]))}


def _own_period(p: Values) -> float:
    return p[0]


_ROWS: tuple[Row, ...] = (
    ("sma", "Simple moving average", ours(_sma, C, period(20), warm=_own_period), "arithmetic mean; TA-Lib SMA"),
    ("ema", "Exponential moving average", ours(_ema, C, period(20), warm=_own_period), "R. G. Brown, 1956; TA-Lib EMA"),
    ("wma", "Weighted moving average", talib("WMA", C, period(20)), "linear weights"),
    ("dema", "Double exponential moving average", talib("DEMA", C, period(20)), "P. Mulloy, 1994"),
    ("tema", "Triple exponential moving average", talib("TEMA", C, period(20)), "P. Mulloy, 1994"),
    ("trima", "Triangular moving average", talib("TRIMA", C, period(20)), "triangular weights"),
    ("rma", "Wilder's moving average", talib("RMA", C, period(14)), "J. W. Wilder, New Concepts, 1978"),
    ("hma", "Hull moving average", talib("HMA", C, period(20)), "A. Hull, 2005"),
    ("zlema", "Zero-lag exponential average", talib("ZLEMA", C, period(20)), "J. Ehlers and R. Way, 2010"),
    ("kama", "Kaufman's adaptive average", talib("KAMA", C, period(20)), "P. Kaufman, Smarter Trading, 1995"),
    ("t3", "T3 average", talib("T3", C, period(5), number("volume factor", 0.7, 0, 1)), "T. Tillson, 1998"),
    ("vwma", "Volume-weighted average", talib("VWMA", CV, period(20)), "weights by volume"),
    ("vwap", "VWAP since the first bar", talib("VWAP", HLCV), "volume-weighted average price of all bars so far"),
    (
        "mama",
        "MESA adaptive average",
        talib(
            "MAMA",
            C,
            number("fast limit", 0.5, 0.01, 0.99),
            number("slow limit", 0.05, 0.01, 0.99),
            outputs=("mama", "fama"),
        ),
        "J. Ehlers, 2001",
    ),
    ("httrendline", "Hilbert trend line", talib("HT_TRENDLINE", C), "J. Ehlers, Rocket Science for Traders, 2001"),
    ("linreg", "Linear regression line", talib("LINEARREG", C, period(14)), "least squares"),
    ("tsf", "Time series forecast", talib("TSF", C, period(14)), "least squares, one bar on"),
    ("linregstart", "Linear regression start", talib("LINEARREG_INTERCEPT", C, period(14)), "least squares"),
    ("midpoint", "Midpoint of closes", talib("MIDPOINT", C, period(14)), "middle of highest and lowest close"),
    ("midprice", "Midpoint of the range", talib("MIDPRICE", HL, period(14)), "middle of highest high and lowest low"),
    ("avgprice", "Average price", talib("AVGPRICE", OHLC), "mean of open, high, low and close"),
    ("medprice", "Median price", talib("MEDPRICE", HL), "middle of the bar"),
    ("typprice", "Typical price", talib("TYPPRICE", HLC), "mean of high, low and close"),
    ("wclprice", "Weighted close", talib("WCLPRICE", HLC), "high, low and twice the close"),
    (
        "alma",
        "Arnaud Legoux average",
        pandas_ta(
            "alma length sigma distribution_offset",
            C,
            period(10),
            number("sigma", 6, 0.1, 20),
            number("offset", 0.85, 0.01, 1),
            warm=_own_period,
        ),
        "A. Legoux and D. Kouzis-Loukas, 2009",
    ),
    (
        "fwma",
        "Fibonacci-weighted average",
        pandas_ta("fwma length", C, period(10), warm=_own_period),
        "Fibonacci weights",
    ),
    ("pwma", "Pascal-weighted average", pandas_ta("pwma length", C, period(10), warm=_own_period), "binomial weights"),
    ("sinwma", "Sine-weighted average", pandas_ta("sinwma length", C, period(14), warm=_own_period), "sine weights"),
    ("swma", "Symmetrically weighted average", pandas_ta("swma length", C, period(10), warm=_own_period), "triangle"),
    ("jma", "Jurik-style average", pandas_ta("jma length", C, period(7), warm=_own_period), "after M. Jurik, 1999"),
    (
        "vidya",
        "Variable index dynamic average",
        pandas_ta("vidya length", C, period(14), warm=_own_period),
        "T. Chande, 1994, by his momentum",
    ),
    (
        "mcgd",
        "McGinley dynamic",
        pandas_ta("mcgd length", C, period(10), warm=_own_period, kept=Kept(settles=True)),
        "J. McGinley, 1997",
    ),
    (
        "ssf",
        "Super smoother",
        pandas_ta("ssf length", C, period(10), warm=_own_period, kept=Kept(settles=True)),
        "J. Ehlers, Cybernetic Analysis, 2004, two poles",
    ),
    (
        "hwma",
        "Holt-Winters average",
        pandas_ta(
            "hwma na nb nc",
            C,
            number("level", 0.2, 0.01, 0.99),
            number("slope", 0.1, 0.01, 0.99),
            number("curve", 0.1, 0.01, 0.99),
            warm=lambda p: 1,
        ),
        "C. Holt, 1957, and P. Winters, 1960",
    ),
    (
        "ha",
        "Heikin-Ashi",
        talib("HA", OHLC, outputs=("open", "high", "low", "close")),
        "averaged candles, as in D. Valcu, 2004",
    ),
)

AVERAGES = shelf(Category.AVERAGE, Pane.PRICE, _ROWS)
