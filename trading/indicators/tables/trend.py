"""How strong a trend is, which way it goes, and where it would end."""

from typing import TYPE_CHECKING

from trading.indicators import core
from trading.indicators.formulas import HL, HLC, OC, OHLC, C, Kept, Row, number, ours, pandas_ta, period, shelf, talib
from trading.indicators.ichimoku import LINES, ichimoku, ichimoku_bars
from trading.indicators.kinds import VALUE, Category, Pane, Values

if TYPE_CHECKING:
    import pandas as pd

    from trading.indicators.kinds import Computed

WILDER = "J. W. Wilder, New Concepts, 1978"


def _adx(frame: "pd.DataFrame", p: Values) -> "Computed":
    return {VALUE: core.adx(frame["high"], frame["low"], frame["close"], int(p[0]))}


_OVER_PRICE: tuple[Row, ...] = (
    (
        "ichimoku",
        "Ichimoku cloud",
        ours(
            ichimoku,
            HL,
            period(9, "conversion"),
            period(26, "base"),
            period(52, "span"),
            warm=ichimoku_bars,
            outputs=LINES,
        ),
        "G. Hosoda, 1969; each line as it stands at the bar, so without the lagging span",
    ),
    (
        "supertrend",
        "SuperTrend",
        talib("SUPERTREND", HLC, period(10), number("multiplier", 3, 0.1, 20)),
        "O. Seban, 2009, over Wilder's average true range; a line below the price says up, one above it down",
    ),
    (
        "sar",
        "Parabolic SAR",
        talib("SAR", HL, number("step", 0.02, 0.001, 1), number("most", 0.2, 0.001, 1)),
        WILDER,
    ),
    (
        "cksp",
        "Chande-Kroll stop",
        pandas_ta(
            "cksp p x q",
            HLC,
            period(10),
            number("multiplier", 3, 0.1, 20),
            period(20, "stop"),
            warm=lambda p: p[0] + p[2],
            kept=Kept(outputs=("long", "short"), take=(0, 1)),
        ),
        "T. Chande and S. Kroll, The New Technical Trader, 1994",
    ),
    (
        "cpr",
        "Central pivot range",
        pandas_ta(
            "cpr",
            OHLC,
            warm=lambda p: 2,
            kept=Kept(outputs=("top", "pivot", "bottom"), take=(0, 1, 2)),
        ),
        "floor traders' pivots of the bar before",
    ),
)

_OWN: tuple[Row, ...] = (
    (
        "adx",
        "Average directional index",
        ours(_adx, HLC, period(14), warm=lambda p: 2 * p[0]),
        f"{WILDER}; TA-Lib ADX",
    ),
    ("adxr", "Directional index rating", talib("ADXR", HLC, period(14)), WILDER),
    ("dx", "Directional movement index", talib("DX", HLC, period(14)), WILDER),
    ("plusdi", "Plus directional indicator", talib("PLUS_DI", HLC, period(14)), WILDER),
    ("minusdi", "Minus directional indicator", talib("MINUS_DI", HLC, period(14)), WILDER),
    ("plusdm", "Plus directional movement", talib("PLUS_DM", HL, period(14)), WILDER),
    ("minusdm", "Minus directional movement", talib("MINUS_DM", HL, period(14)), WILDER),
    ("aroon", "Aroon", talib("AROON", HL, period(14), outputs=("down", "up")), "T. Chande, 1995"),
    ("aroonosc", "Aroon oscillator", talib("AROONOSC", HL, period(14)), "T. Chande, 1995"),
    ("vortex", "Vortex", talib("VORTEX", HLC, period(14), outputs=("plus", "minus")), "E. Botes and D. Siepman, 2010"),
    ("dpo", "Detrended price oscillator", talib("DPO", C, period(20)), "against an average of earlier bars"),
    ("vhf", "Vertical horizontal filter", talib("VHF", C, period(28)), "A. White, 1991"),
    ("qstick", "QStick", talib("QSTICK", OC, period(10)), "T. Chande, The New Technical Trader, 1994"),
    ("linregslope", "Linear regression slope", talib("LINEARREG_SLOPE", C, period(14)), "least squares, a bar"),
    ("linregangle", "Linear regression angle", talib("LINEARREG_ANGLE", C, period(14)), "least squares, degrees"),
    (
        "chop",
        "Choppiness index",
        pandas_ta("chop length", HLC, period(14), warm=lambda p: p[0] + 1),
        "E. W. Dreiss, 1991",
    ),
    (
        "amat",
        "Archer moving averages trends",
        pandas_ta(
            "amat fast slow",
            C,
            period(8, "fast"),
            period(21, "slow"),
            warm=lambda p: p[1] + 2,
            kept=Kept(outputs=("up", "down"), take=(0, 1), settles=True),
        ),
        "Archer, over two exponential averages",
    ),
    (
        "ttmtrend",
        "TTM trend",
        pandas_ta("ttm_trend length", HLC, period(6), warm=lambda p: p[0], kept=Kept(settles=True)),
        "J. Carter, Mastering the Trade, 2005",
    ),
    (
        "rising",
        "Higher than before",
        pandas_ta("increasing length", C, period(1, least=1), warm=lambda p: p[0] + 1, kept=Kept(settles=True)),
        "1 where the close is above that of `period` bars before",
    ),
    (
        "falling",
        "Lower than before",
        pandas_ta("decreasing length", C, period(1, least=1), warm=lambda p: p[0] + 1, kept=Kept(settles=True)),
        "1 where the close is below that of `period` bars before",
    ),
)

TREND = shelf(Category.TREND, Pane.PRICE, _OVER_PRICE) + shelf(Category.TREND, Pane.OWN, _OWN)
