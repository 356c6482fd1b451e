"""How fast prices move, and whether they have gone far for the time that it took."""

from typing import TYPE_CHECKING

from trading.indicators import core
from trading.indicators.formulas import HL, HLC, HLCV, OC, OHLC, C, Row, ours, period, shelf, talib
from trading.indicators.kinds import VALUE, Category, Pane, Values
from trading.indicators.tables.momentum_tail import TAIL

if TYPE_CHECKING:
    import pandas as pd

    from trading.indicators.kinds import Computed


def _rsi(frame: "pd.DataFrame", p: Values) -> "Computed":
    return {VALUE: core.rsi(frame["close"], int(p[0]))}


def _macd(frame: "pd.DataFrame", p: Values) -> "Computed":
    return core.macd(frame["close"], int(p[0]), int(p[1]), int(p[2]))


def _stochastic(frame: "pd.DataFrame", p: Values) -> "Computed":
    return core.stochastic(frame["high"], frame["low"], frame["close"], int(p[0]), int(p[1]), int(p[2]))


def _roc(frame: "pd.DataFrame", p: Values) -> "Computed":
    return {VALUE: core.roc(frame["close"], int(p[0]))}


_FAST, _SLOW, _SIGNAL = period(12, "fast"), period(26, "slow"), period(9, "signal")

_ROWS: tuple[Row, ...] = (
    (
        "rsi",
        "RSI",
        ours(_rsi, C, period(14), warm=lambda p: p[0] + 1),
        "relative strength index, J. W. Wilder, New Concepts, 1978; TA-Lib RSI",
    ),
    (
        "macd",
        "MACD",
        ours(
            _macd,
            C,
            _FAST,
            _SLOW,
            _SIGNAL,
            warm=lambda p: p[1] + p[2] - 1,
            outputs=("macd", "signal", "histogram"),
        ),
        "moving average convergence divergence, G. Appel, 1979, each average seeded with its own first one",
    ),
    (
        "stoch",
        "Stochastic oscillator",
        ours(
            _stochastic,
            HLC,
            period(14),
            period(3, "smooth", least=1),
            period(3, "signal", least=1),
            warm=lambda p: p[0] + p[1] + p[2] - 2,
            outputs=("k", "d"),
        ),
        "G. Lane, 1950s; TA-Lib STOCH",
    ),
    ("roc", "Rate of change", ours(_roc, C, period(10, least=1), warm=lambda p: p[0] + 1), "percent; TA-Lib ROC"),
    ("mom", "Momentum", talib("MOM", C, period(10, least=1)), "difference in price units"),
    ("cci", "Commodity channel index", talib("CCI", HLC, period(14)), "D. Lambert, 1980"),
    ("willr", "Williams %R", talib("WILLR", HLC, period(14)), "L. Williams, 1973"),
    (
        "stochf",
        "Fast stochastic",
        talib("STOCHF", HLC, period(14), period(3, "signal", least=1), outputs=("k", "d")),
        "G. Lane, 1950s",
    ),
    (
        "stochrsi",
        "Stochastic RSI",
        talib("STOCHRSI", C, period(14), period(14, "range"), period(3, "signal", least=1), outputs=("k", "d")),
        "T. Chande and S. Kroll, The New Technical Trader, 1994",
    ),
    (
        "kdj",
        "KDJ",
        talib(
            "KDJ",
            HLC,
            period(9),
            period(3, "smooth"),
            period(3, "signal"),
            outputs=("k", "d", "j"),
            options=("fastk_period", "slowk_period", "slowd_period"),
        ),
        "Lane's stochastic with j = 3k - 2d",
    ),
    (
        "smi",
        "Stochastic momentum index",
        talib(
            "SMI",
            HLC,
            period(13),
            period(2, "fast"),
            period(25, "slow"),
            period(9, "signal"),
            outputs=("smi", "signal"),
        ),
        "W. Blau, 1993",
    ),
    ("mfi", "Money flow index", talib("MFI", HLCV, period(14)), "G. Quong and A. Soudack, 1989"),
    ("cmo", "Chande momentum, smoothed", talib("CMO", C, period(14)), "T. Chande, 1994, by Wilder's smoothing"),
    ("cmou", "Chande momentum", talib("CMOU", C, period(14)), "T. Chande, The New Technical Trader, 1994"),
    ("apo", "Absolute price oscillator", talib("APO", C, _FAST, _SLOW), "difference of exponential averages"),
    ("ppo", "Percentage price oscillator", talib("PPO", C, _FAST, _SLOW), "G. Appel's difference in percent"),
    ("ao", "Awesome oscillator", talib("AO", HL, period(5, "fast"), period(34, "slow")), "B. Williams, 1995"),
    (
        "ac",
        "Accelerator oscillator",
        talib("AC", HL, period(5, "fast"), period(34, "slow"), period(5, "signal")),
        "B. Williams, 1995",
    ),
    ("bop", "Balance of power", talib("BOP", OHLC), "I. Livshin, 2001"),
    (
        "coppock",
        "Coppock curve",
        talib("COPPOCK", C, period(10, "average"), period(11, "short"), period(14, "long")),
        "E. Coppock, 1962",
    ),
    ("er", "Efficiency ratio", talib("ER", C, period(10)), "P. Kaufman, Smarter Trading, 1995"),
    ("eri", "Elder ray", talib("ERI", HLC, period(13), outputs=("bull", "bear")), "A. Elder, 1989"),
    ("fosc", "Forecast oscillator", talib("FOSC", C, period(14)), "T. Chande, The New Technical Trader, 1994"),
    ("imi", "Intraday momentum index", talib("IMI", OC, period(14)), "T. Chande, The New Technical Trader, 1994"),
    ("trix", "TRIX", talib("TRIX", C, period(15)), "J. Hutson, 1983"),
    (
        "tsi",
        "True strength index",
        talib("TSI", C, period(25, "slow smoothing"), period(13, "fast smoothing")),
        "W. Blau, 1991",
    ),
    (
        "ultosc",
        "Ultimate oscillator",
        talib("ULTOSC", HLC, period(7, "short"), period(14, "middle"), period(28, "long")),
        "L. Williams, 1976",
    ),
)

MOMENTUM = shelf(Category.MOMENTUM, Pane.OWN, _ROWS + TAIL)
