"""What we compute, and what pandas-ta-classic does, against TA-Lib where both define it the same way, to 1e-9."""

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
import talib

from tests.market.recording import market_at
from trading.indicators import core, named
from trading.types import Bars

ALIKE = {"rtol": 1e-9, "atol": 1e-9}


@cache
def ibm() -> Bars:
    """IBM since 2000: about 3100 sessions."""
    return market_at(date(2012, 6, 1)).bars("IBM")


def column(name: str) -> np.ndarray:
    return ibm().frame[name].to_numpy().copy()


OPEN, HIGH, LOW, CLOSE, VOLUME = (column(name) for name in ("open", "high", "low", "close", "volume"))


def found(name: str, output: str = "") -> np.ndarray:
    return named(name).compute(ibm())[output].to_numpy()


def before(values: np.ndarray, bars: int) -> np.ndarray:
    return np.concatenate([np.full(bars, np.nan), values[:-bars]])


def test_the_macd_meets_talib_from_bar_600_on_and_not_at_its_start() -> None:
    # The starts differ by d; at bar 600 what is left of it is d * (25 / 27) ** 574 < d * 1e-19.
    for part, theirs in zip(("macd", "signal", "histogram"), talib.MACD(CLOSE, 12, 26, 9), strict=True):
        np.testing.assert_allclose(found("macd", part)[600:], theirs[600:], **ALIKE)
        assert abs(found("macd", part)[33] - theirs[33]) > 1e-3


def test_the_macd_seeded_together_is_talibs_at_every_bar() -> None:
    close = ibm().frame["close"]
    ours = core.macd(close, 5, 35, 5, seeding=core.Seeding.TOGETHER)
    for values, theirs in zip(ours.values(), talib.MACD(CLOSE, 5, 35, 5), strict=True):
        np.testing.assert_array_equal(values, theirs)


def test_the_lines_of_ichimoku_are_middles_of_the_extremes_of_their_time() -> None:
    def middle(bars: int) -> np.ndarray:
        return (talib.MAX(HIGH, bars) + talib.MIN(LOW, bars)) / 2

    np.testing.assert_allclose(found("ichimoku", "conversion"), middle(9), **ALIKE)
    np.testing.assert_allclose(found("ichimoku", "base"), middle(26), **ALIKE)
    np.testing.assert_allclose(found("ichimoku", "span_a"), before((middle(9) + middle(26)) / 2, 26), **ALIKE)
    np.testing.assert_allclose(found("ichimoku", "span_b"), before(middle(52), 26), **ALIKE)


def test_the_supertrend_is_the_trailing_band_over_its_average_true_range() -> None:
    # Seban's rule in a plain loop: a band only tightens while the close before stayed inside of it.
    atr, middle = talib.ATR(HIGH, LOW, CLOSE, 10), (HIGH + LOW) / 2
    upper, lower = middle + 3 * atr, middle - 3 * atr
    line, up = np.full(len(CLOSE), np.nan), True
    for i in range(10, len(CLOSE)):
        if i > 10:
            upper[i] = upper[i] if upper[i] < upper[i - 1] or CLOSE[i - 1] > upper[i - 1] else upper[i - 1]
            lower[i] = lower[i] if lower[i] > lower[i - 1] or CLOSE[i - 1] < lower[i - 1] else lower[i - 1]
            up = CLOSE[i] >= lower[i] if up else CLOSE[i] > upper[i]
        line[i] = lower[i] if up else upper[i]
    np.testing.assert_allclose(found("supertrend"), line, **ALIKE)
    assert {True, False} == set(line[10:] < CLOSE[10:])


UPPER, MIDDLE, LOWER = talib.BBANDS(CLOSE, 20, 2, 2)
TRUE_RANGE = talib.TRANGE(HIGH, LOW, CLOSE)
DIRECT_OBV = talib.OBV(CLOSE, VOLUME)
SAME = {
    ("percentb", ""): (CLOSE - LOWER) / (UPPER - LOWER),
    ("bandwidth", ""): (UPPER - LOWER) / MIDDLE,
    ("bias", ""): CLOSE / talib.SMA(CLOSE, 26) - 1,
    ("mad", ""): talib.AVGDEV(CLOSE, 30),
    ("median_31", ""): talib.PERCENTILE(CLOSE, 31, 50),  # an odd window: of an even one TA-Lib takes the lower middle
    ("zscore", ""): (CLOSE - talib.SMA(CLOSE, 30)) / (talib.STDDEV(CLOSE, 30) * (30 / 29) ** 0.5),
    ("stderr", ""): talib.STDDEV(CLOSE, 14) * (14 / 13) ** 0.5 / 14**0.5,
    ("logreturn", ""): np.log(talib.ROCR(CLOSE, 1)),
    ("return", ""): talib.ROCP(CLOSE, 1),
    ("slope", ""): talib.MOM(CLOSE, 1),
    ("ce", "long"): talib.MAX(HIGH, 22) - 3 * talib.ATR(HIGH, LOW, CLOSE, 22),
    ("ce", "short"): talib.MIN(LOW, 22) + 3 * talib.ATR(HIGH, LOW, CLOSE, 22),
    ("chop", ""): 100
    * np.log10(pd.Series(TRUE_RANGE).rolling(14).sum().to_numpy() / (talib.MAX(HIGH, 14) - talib.MIN(LOW, 14)))
    / np.log10(14),
    ("aobv", "fast"): talib.EMA(DIRECT_OBV, 4),
    ("aobv", "slow"): talib.EMA(DIRECT_OBV, 12),
    ("pvol", ""): CLOSE * VOLUME,
    ("hvol", ""): 100 * (252 * 20 / 19) ** 0.5 * talib.STDDEV(np.nan_to_num(np.log(talib.ROCR(CLOSE, 1))), 20),
    ("vosc", ""): 100 * (talib.SMA(VOLUME, 14) - talib.SMA(VOLUME, 28)) / talib.SMA(VOLUME, 28),
    ("rising", ""): (talib.MOM(CLOSE, 1) > 0).astype(float),
    ("falling", ""): (talib.MOM(CLOSE, 1) < 0).astype(float),
    ("trixh", "trix"): talib.TRIX(CLOSE, 18),
    ("cti", ""): talib.CORREL(CLOSE, np.arange(float(len(CLOSE))), 12),
    ("quantile_31_0.5", ""): talib.PERCENTILE(CLOSE, 31, 50),
    ("thermo", "thermometer"): np.maximum(np.abs(talib.MOM(HIGH, 1)), np.abs(talib.MOM(LOW, 1))),
    ("cpr", "pivot"): before(talib.TYPPRICE(HIGH, LOW, CLOSE), 1),
    ("drawdown", ""): 1 - CLOSE / np.maximum.accumulate(CLOSE),
}


@pytest.mark.parametrize(("key", "output"), SAME)
def test_a_line_of_the_tail_is_what_talib_makes_of_the_same_definition(key: str, output: str) -> None:
    ours = found(key, output)
    whole = np.isfinite(ours)
    assert whole.sum() > 2500
    np.testing.assert_allclose(ours[whole], SAME[key, output][whole], **ALIKE)


def test_volatility_by_ranges_by_hand() -> None:
    # Twice open 100, high 110, low 95, close 105: ln(110 / 95) = 0.146603, ln(105 / 100) = 0.048790.
    # Parkinson: 0.146603 / (2 sqrt(ln 2)) = 0.088044.
    # Garman-Klass: sqrt(0.0214926 / 2 - 0.386294 * 0.0023805) = sqrt(0.0098267) = 0.099130.
    # Rogers-Satchell: ln(110/105) ln(110/100) + ln(95/105) ln(95/100) = 0.046520 * 0.095310 + 0.100083 * 0.051293
    # = 0.0095674, its root 0.097813.
    frame = ibm().frame.iloc[:2].assign(open=100.0, high=110.0, low=95.0, close=105.0)
    for key, expected in (("parkinson", 8.8044), ("garmanklass", 9.9130), ("rogerssatchell", 9.7813)):
        value = named(f"{key}_2").indicator.formula.compute(frame, (2,))[""].iloc[-1]
        assert value == pytest.approx(expected, abs=1e-4), key
