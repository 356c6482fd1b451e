"""The long tail of momentum, computed by pandas-ta-classic."""

from trading.indicators.formulas import CV, HL, HLC, OHLC, C, Kept, Row, number, pandas_ta, period
from trading.indicators.kinds import Values


def _period(p: Values) -> float:
    return p[0]


def _after_a_change(p: Values) -> float:
    return p[0] + 1


TAIL: tuple[Row, ...] = (
    ("bias", "Bias", pandas_ta("bias length", C, period(26), warm=_period), "distance from the average as a fraction"),
    (
        "brar",
        "BRAR",
        pandas_ta("brar length", OHLC, period(26), warm=_after_a_change, kept=Kept(outputs=("ar", "br"), take=(0, 1))),
        "sentiment of the day and against the day before, used in Japan and China",
    ),
    ("cg", "Center of gravity", pandas_ta("cg length", C, period(10), warm=_period), "J. Ehlers, 2002"),
    ("cti", "Correlation trend", pandas_ta("cti length", C, period(12), warm=_period), "J. Ehlers, 2020"),
    (
        "fisher",
        "Fisher transform",
        pandas_ta(
            "fisher length signal",
            HL,
            period(9),
            period(1, "signal", least=1),
            warm=lambda p: p[0] + p[1],
            kept=Kept(outputs=("fisher", "signal"), take=(0, 1)),
        ),
        "J. Ehlers, 2002",
    ),
    (
        "inertia",
        "Inertia",
        pandas_ta(
            "inertia length rvi_length", C, period(20), period(14, "volatility"), warm=lambda p: p[0] + 2 * p[1] - 2
        ),
        "D. Dorsey, 1995",
    ),
    (
        "kst",
        "Know sure thing",
        pandas_ta(
            "kst signal",
            C,
            period(9, "signal"),
            warm=lambda p: p[0] + 44,
            kept=Kept(outputs=("kst", "signal"), take=(0, 1)),
        ),
        "M. Pring, 1992: rates of change over 10, 15, 20 and 30 bars",
    ),
    (
        "lrsi",
        "Laguerre RSI",
        pandas_ta(
            "lrsi gamma",
            C,
            number("gamma", 0.5, 0.01, 0.99),
            warm=lambda p: 4,
            kept=Kept(settles=True, fixed={"length": 4}),
        ),
        "J. Ehlers, Cybernetic Analysis, 2004",
    ),
    (
        "psl",
        "Psychological line",
        pandas_ta("psl length", C, period(12), warm=_after_a_change, kept=Kept(settles=True)),
        "share of bars that closed higher, percent",
    ),
    (
        "qqe",
        "QQE",
        pandas_ta(
            "qqe length smooth factor",
            C,
            period(14),
            period(5, "smooth"),
            number("factor", 4.236, 0.1, 20),
            warm=lambda p: 5 * p[0] + p[1] - 3,
            kept=Kept(outputs=("stop", "rsi"), take=(0, 1)),
        ),
        "quantitative qualitative estimation: a smoothed RSI and its trailing stop",
    ),
    ("rsx", "RSX", pandas_ta("rsx length", C, period(14), warm=_period), "after M. Jurik: a smooth RSI"),
    (
        "rvgi",
        "Relative vigor index",
        pandas_ta(
            "rvgi length swma_length",
            OHLC,
            period(14),
            period(4, "smooth"),
            warm=lambda p: p[0] + 2 * p[1] - 2,
            kept=Kept(outputs=("rvgi", "signal"), take=(1, 2)),
        ),
        "J. Ehlers, 2002",
    ),
    ("slope", "Slope", pandas_ta("slope length", C, period(1, least=1), warm=_after_a_change), "change a bar"),
    (
        "squeeze",
        "Squeeze",
        pandas_ta(
            "squeeze bb_length bb_std kc_length kc_scalar",
            HLC,
            period(20, "bands"),
            number("width", 2, 0.1, 10),
            period(20, "channel"),
            number("scale", 1.5, 0.1, 10),
            warm=lambda p: max(p[0], p[2] + 1, 18),
            kept=Kept(outputs=("momentum", "on"), take=(0, 1), settles=True),
        ),
        "J. Carter, Mastering the Trade, 2005",
    ),
    (
        "trixh",
        "TRIX with histogram",
        pandas_ta(
            "trixh length signal",
            C,
            period(18),
            period(9, "signal"),
            warm=lambda p: 3 * p[0] + p[1] - 2,
            kept=Kept(outputs=("trix", "signal", "histogram"), take=(0, 1, 2)),
        ),
        "J. Hutson, 1983",
    ),
    (
        "vwmacd",
        "Volume-weighted MACD",
        pandas_ta(
            "vwmacd fast slow signal",
            CV,
            period(12, "fast"),
            period(26, "slow"),
            period(9, "signal"),
            warm=lambda p: p[1] + p[2] - 1,
            kept=Kept(outputs=("macd", "signal", "histogram"), take=(0, 2, 1)),
        ),
        "B. Dormeier, 2007",
    ),
)
