"""The side of a band is told exactly, whatever floating point makes of the sums."""

from fractions import Fraction

import numpy as np
import pytest

from trading.strategies.bands import band_sign


def exactly(close: list[float] | list[str], period: int, width: float) -> list[int]:
    """Return the side by whole fractions: n times the distance, and its square against n * n times the variance."""
    found = [0] * len(close)
    prices = [Fraction(str(each)) for each in close]
    for t in range(period - 1, len(close)):
        window = prices[t - period + 1 : t + 1]
        mean = sum(window) / period
        variance = sum((each - mean) ** 2 for each in window) / period
        away, band = prices[t] - mean, Fraction(str(width)) ** 2 * variance
        if away < 0 or (away == 0 and band > 0):
            found[t] = -1
        else:
            found[t] = (away**2 > band) - (away**2 < band)
    return found


@pytest.mark.parametrize(("period", "width"), [(5, 2.0), (2, 1.0), (4, 0.0), (10, 3.0), (3, 0.5), (20, 2.0), (5, 1.5)])
def test_coarse_prices_meet_their_band_exactly_and_often(period: int, width: float) -> None:
    chance = np.random.default_rng(period)
    close = np.round(33.3 + 0.1 * chance.choice([0, 1, 2], 2500, p=[0.9, 0.07, 0.03]), 1)
    close[1000:1100] = 33.3
    sign = band_sign(close, period, width)
    expected = exactly(close.tolist(), period, width)
    assert sign.tolist() == expected
    assert 0 in expected[period:1000], "prices that never tie prove nothing"


def test_prices_of_more_than_six_places_are_told_as_exactly() -> None:
    chance = np.random.default_rng(4)
    close = np.array([float(f"0.{1000 + each:09d}") for each in chance.choice([0, 1], 800, p=[0.9, 0.1])])
    expected = exactly([format(each, ".9f") for each in close.tolist()], 5, 2.0)
    assert band_sign(close, 5, 2.0).tolist() == expected
    assert set(expected[5:]) == {-1, 0}, "of five prices none can be over this band"


def test_a_price_that_fell_from_a_million_does_not_blur_the_band() -> None:
    chance = np.random.default_rng(3)
    close = np.concatenate([np.full(50, 1e6), np.round(1 + 0.01 * chance.integers(0, 4, 800), 2)])
    assert band_sign(close, 5, 2.0).tolist() == exactly(close.tolist(), 5, 2.0)
    assert band_sign(close, 20, 1.0).tolist() == exactly(close.tolist(), 20, 1.0)


def test_too_few_prices_have_no_side() -> None:
    assert band_sign(np.array([1.0, 2.0]), 5, 2.0).tolist() == [0, 0]
    assert band_sign(np.array([]), 5, 2.0).tolist() == []
