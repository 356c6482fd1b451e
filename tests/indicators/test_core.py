"""The formulas: small calculations by hand, gaps refused, no look-ahead, any length."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.errors import FixInput
from trading.indicators import CATALOGUE, core, series
from trading.indicators.engines import Ours
from trading.market.bars import check_bars
from trading.types import Bars, Timeframe

OWN = [key for key, each in CATALOGUE.items() if isinstance(each.formula, Ours)]
"""The lines that this project computes, or wraps beyond a call of the library."""


def closes(*values: float) -> "pd.Series[float]":
    index = pd.date_range("2012-01-02", periods=len(values), tz="UTC", name="time")
    return pd.Series(list(values), index=index, dtype=float)


def bars_of(values: "np.ndarray") -> Bars:
    frame = pd.DataFrame(
        {"open": values, "high": values * 1.01, "low": values * 0.99, "close": values, "volume": values * 10},
        index=pd.date_range("2012-01-02", periods=len(values), tz="UTC", name="time"),
    )
    return check_bars(frame, symbol="X", timeframe=Timeframe.DAY_1, adjusted=False, closes_only=False, source="a test")


def test_averages_by_hand() -> None:
    # SMA of 3: (1 + 2 + 6) / 3 = 3, (2 + 6 + 4) / 3 = 4. EMA of 3: seed 3, then 3 + (4 - 3) / 2 = 3.5.
    assert core.sma(closes(1, 2, 6, 4), 3).tolist()[2:] == [3, 4]
    assert core.ema(closes(1, 2, 6, 4), 3).tolist()[2:] == [3, 3.5]


def test_a_macd_whose_averages_begin_at_their_first_value_is_there_from_the_first_bar_on() -> None:
    # weights 2 / (period + 1): fast 1 is the close itself, slow 2 has 2/3: 10, 12, 12 2/3; signal 3 has 1/2
    found = core.macd(closes(10, 13, 13), 1, 2, 3, seeding=core.Seeding.FIRST)
    assert found["macd"].tolist() == pytest.approx([0, 1, 1 / 3])
    assert found["signal"].tolist() == pytest.approx([0, 1 / 2, 5 / 12])
    assert found["histogram"].tolist() == pytest.approx([0, 1 / 2, -1 / 12])


def test_rsi_by_hand() -> None:
    # Changes +1 -1 +2, period 2: averages gain 0.5 loss 0.5 -> 50; then gain (0.5 + 2) / 2 = 1.25, loss 0.25 -> RS 5.
    assert core.rsi(closes(10, 11, 10, 12), 2).tolist()[2:] == pytest.approx([50, 100 - 100 / 6])


def test_rsi_of_only_gains_is_100_and_of_only_losses_0() -> None:
    assert core.rsi(closes(*range(10, 30)), 14).iloc[-1] == 100
    assert core.rsi(closes(*range(30, 10, -1)), 14).iloc[-1] == 0


def test_rsi_of_a_price_that_never_moved_has_no_value() -> None:
    assert core.rsi(closes(*[10.0] * 40), 14).isna().all()


def test_bollinger_bands_by_hand() -> None:
    # Closes 1 2 3: average 2, population deviation sqrt(2 / 3).
    found = core.bollinger(closes(1, 2, 3), 3, 2)
    assert found["middle"].iloc[-1] == pytest.approx(2)
    assert found["upper"].iloc[-1] == pytest.approx(2 + 2 * (2 / 3) ** 0.5)
    assert found["lower"].iloc[-1] == pytest.approx(2 - 2 * (2 / 3) ** 0.5)


def test_rate_of_change_and_volume_by_hand() -> None:
    assert core.roc(closes(100, 110, 121), 2).iloc[-1] == pytest.approx(21)
    assert core.obv(closes(10, 11, 10, 10), closes(5, 3, 2, 9)).tolist() == [5, 8, 6, 6]


def test_the_stochastic_by_hand() -> None:
    # Range of the last 3 bars 8 .. 14, close 11: (11 - 8) / (14 - 8) = 50 %.
    high, low, close = closes(12, 13, 14), closes(8, 9, 10), closes(10, 12, 11)
    assert core.stochastic(high, low, close, 3, 1, 1)["k"].iloc[-1] == pytest.approx(50)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("at", [0, 7, 19])
def test_a_gap_anywhere_is_refused_and_never_carried_on(bad: float, at: int) -> None:
    close = closes(*range(1, 21))
    close.iloc[at] = bad
    sound = closes(*range(1, 21))
    for compute in (
        lambda: core.sma(close, 5),
        lambda: core.ema(close, 5),
        lambda: core.rsi(close, 5),
        lambda: core.macd(close, 3, 6, 2),
        lambda: core.bollinger(close, 5),
        lambda: core.roc(close, 5),
        lambda: core.atr(close, sound, sound, 5),
        lambda: core.atr(sound, sound, close, 5),
        lambda: core.adx(sound, close, sound, 5),
        lambda: core.stochastic(sound, sound, close, 5, 3, 3),
        lambda: core.obv(sound, close),
    ):
        with pytest.raises(FixInput, match="fill or cut the gap first"):
            compute()


@pytest.mark.parametrize("key", OWN)
@given(data=st.data())
def test_no_future_price_can_change_a_past_value(key: str, data: st.DataObject) -> None:
    prices = st.floats(min_value=1, max_value=1000, allow_nan=False).map(lambda price: round(price, 2))
    past = data.draw(st.lists(prices, min_size=40, max_size=45))
    future = data.draw(st.lists(prices, min_size=1, max_size=10))
    one = series(bars_of(np.array(past)), key)
    other = series(bars_of(np.array(past + future)), key)
    for part, values in one.items():
        np.testing.assert_allclose(values, other[part].iloc[: len(past)], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_short_history_gives_no_value_instead_of_an_error(key: str) -> None:
    for length in (1, 2, 3, 10):
        for values in series(bars_of(np.linspace(10, 20, length)), key).values():
            assert len(values) == length
