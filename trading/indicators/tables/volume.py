"""What was traded, and on which side it pressed."""

from typing import TYPE_CHECKING

from trading.indicators import core
from trading.indicators.formulas import (
    CV,
    HLC,
    HLCV,
    HLV,
    Kept,
    Row,
    V,
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


def _obv(frame: "pd.DataFrame", p: Values) -> "Computed":
    return {VALUE: core.obv(frame["close"], frame["volume"])}


_ROWS: tuple[Row, ...] = (
    ("obv", "On-balance volume", ours(_obv, CV, warm=lambda p: 1), "J. Granville, 1963; TA-Lib OBV"),
    ("ad", "Accumulation/distribution", talib("AD", HLCV), "M. Chaikin, 1982"),
    ("adosc", "Chaikin oscillator", talib("ADOSC", HLCV, period(3, "fast"), period(10, "slow")), "M. Chaikin, 1982"),
    ("cmf", "Chaikin money flow", talib("CMF", HLCV, period(20)), "M. Chaikin, 1982"),
    ("efi", "Elder's force index", talib("EFI", CV, period(13)), "A. Elder, Trading for a Living, 1993"),
    ("marketfi", "Market facilitation index", talib("MARKETFI", HLV), "B. Williams, 1995: range a share"),
    ("nvi", "Negative volume index", talib("NVI", CV), "P. Dysart, 1936, and N. Fosback, 1976"),
    ("pvi", "Positive volume index", talib("PVI", CV), "P. Dysart, 1936, and N. Fosback, 1976"),
    ("pvo", "Percentage volume oscillator", talib("PVO", V, period(12, "fast"), period(26, "slow")), "PPO of volume"),
    ("pvt", "Price-volume trend", talib("PVT", CV), "volume times the relative change, summed"),
    ("rvol", "Relative volume", talib("RVOL", V, period(20)), "volume against the mean of the bars before"),
    ("wad", "Williams accumulation", talib("WAD", HLC), "L. Williams, 1986"),
    (
        "aobv",
        "On-balance volume averages",
        pandas_ta(
            "aobv fast slow",
            CV,
            period(4, "fast"),
            period(12, "slow"),
            warm=lambda p: p[1],
            kept=Kept(outputs=("fast", "slow"), take=(3, 4)),
        ),
        "Archer, over Granville's volume",
    ),
    (
        "eom",
        "Ease of movement",
        pandas_ta("eom length", HLCV, period(14), warm=lambda p: p[0] + 1),
        "R. Arms, 1983, per 100 million shares",
    ),
    (
        "kvo",
        "Klinger oscillator",
        pandas_ta(
            "kvo fast slow signal",
            HLCV,
            period(34, "fast"),
            period(55, "slow"),
            period(13, "signal"),
            warm=lambda p: p[1] + p[2] - 1,
            kept=Kept(outputs=("kvo", "signal"), take=(0, 1)),
        ),
        "S. Klinger, 1997, in the short form of signed volume",
    ),
    ("pvol", "Traded value", pandas_ta("pvol", CV, warm=lambda p: 1), "close times volume"),
    (
        "pvr",
        "Price-volume rank",
        pandas_ta("pvr", CV, warm=lambda p: 2, kept=Kept(settles=True)),
        "A. Macek, 1994: 1 up on more, 2 up on less, 3 down on more, 4 down on less",
    ),
    (
        "vosc",
        "Volume oscillator",
        pandas_ta("vosc fast slow", V, period(14, "fast"), period(28, "slow"), warm=lambda p: p[1]),
        "difference of two averages of volume, percent",
    ),
)

VOLUME = shelf(Category.VOLUME, Pane.OWN, _ROWS)
