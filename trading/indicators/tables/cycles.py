"""Cycles in the closes: how long one is, and where in it the price stands."""

from trading.indicators.formulas import C, Kept, Row, pandas_ta, period, shelf, talib
from trading.indicators.kinds import Category, Pane

_ROCKET = "J. Ehlers, Rocket Science for Traders, 2001"

_ROWS: tuple[Row, ...] = (
    ("htperiod", "Hilbert cycle period", talib("HT_DCPERIOD", C), _ROCKET),
    ("htphase", "Hilbert cycle phase", talib("HT_DCPHASE", C), _ROCKET),
    ("htphasor", "Hilbert phasor", talib("HT_PHASOR", C, outputs=("inphase", "quadrature")), _ROCKET),
    ("htsine", "Hilbert sine wave", talib("HT_SINE", C, outputs=("sine", "lead")), _ROCKET),
    ("httrendmode", "Hilbert trend mode", talib("HT_TRENDMODE", C), _ROCKET),
    (
        "ebsw",
        "Even better sine wave",
        pandas_ta("ebsw length bars", C, period(40, least=39), period(10, "bars", least=1), warm=lambda p: p[0]),
        "J. Ehlers, Cycle Analytics for Traders, 2013",
    ),
    (
        "msw",
        "MESA sine wave",
        pandas_ta(
            "msw period", C, period(5), warm=lambda p: p[0] + 1, kept=Kept(outputs=("sine", "lead"), take=(0, 1))
        ),
        _ROCKET,
    ),
)

CYCLES = shelf(Category.CYCLE, Pane.OWN, _ROWS)
