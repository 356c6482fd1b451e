"""Averages are compared exactly: fractions decide what is expected."""

from fractions import Fraction

import numpy as np
import pytest

from trading.strategies.crosses import scale_of, sma_sign, sma_turns, sma_turns_of_many


def signs(close: np.ndarray, fast: int, slow: int, *, decimals: bool) -> list[int]:
    """Return what exact arithmetic says, of the decimals that are written or of the floats that are held."""
    prices = [Fraction(str(price)) if decimals else Fraction(price) for price in close.tolist()]
    out = []
    for t in range(len(prices)):
        if t < max(fast, slow) - 1:
            out.append(0)
            continue
        gap = sum(prices[t - fast + 1 : t + 1]) / fast - sum(prices[t - slow + 1 : t + 1]) / slow
        out.append((gap > 0) - (gap < 0))
    return out


@pytest.mark.parametrize("seed", range(30))
def test_signs_are_those_of_exact_arithmetic(seed: int) -> None:
    dice = np.random.default_rng(seed)
    count, fast, slow = int(dice.integers(5, 300)), int(dice.integers(1, 12)), int(dice.integers(2, 40))
    tenths = np.round(10 + dice.integers(-3, 3, count) * 0.1, 1)
    floats = 10 + dice.integers(-2, 2, count) * 0.1 * np.pi
    assert sma_sign(tenths, fast, slow).tolist() == signs(tenths, fast, slow, decimals=True)
    assert sma_sign(floats, fast, slow).tolist() == signs(floats, fast, slow, decimals=False)


def test_a_constant_price_never_stands_over_itself() -> None:
    for price in (0.1, 1 / 3, 123.456789, np.pi):
        assert not sma_sign(np.full(9_000, price), 7, 31).any()


def test_a_tie_that_running_sums_of_floats_miss_is_a_tie() -> None:
    # 20.1, 20.3, 20.2: the mean of three is 20.2, the last price; in floats the sum is 60.599999999999994
    assert sma_sign(np.array([20.1, 20.3, 20.2]), 1, 3).tolist() == [0, 0, 0]


def test_a_touch_is_no_cross() -> None:
    # fast 1 against slow 2, so the sign is that of the last move: down, level, up is a touch; down, up is a cross
    touch, cross = np.array([3.0, 2.0, 2.0, 3.0]), np.array([3.0, 2.0, 3.0, 3.0])
    assert sma_turns(touch, 1, 2).tolist() == [0, 0, 0, 0]
    assert sma_turns(cross, 1, 2).tolist() == [0, 0, 1, 0]
    assert sma_turns(-cross + 10, 1, 2).tolist() == [0, 0, -1, 0]


def test_prices_of_up_to_six_places_are_whole_numbers() -> None:
    assert scale_of(np.array([1.0, 2.5, 3.25]), 100) == 100.0
    assert scale_of(np.array([0.000001]), 100) == 1e6
    assert scale_of(np.array([np.pi]), 100) == 0.0
    assert scale_of(np.array([9e11, 0.01]), 1000) == 0.0, "sums past 2 to the 53rd are not exact"


@pytest.mark.parametrize("scale", [1.0, np.pi])
def test_many_pairs_turn_where_each_does(scale: float) -> None:
    close = np.round(20 + np.cumsum(np.random.default_rng(3).normal(0, 1, 400)), 1) * scale
    fasts, slows = np.array([2, 3, 9]), np.array([5, 30, 10])
    found = sma_turns_of_many(close, fasts, slows)
    for at in range(3):
        assert found[at].tolist() == sma_turns(close, int(fasts[at]), int(slows[at])).tolist()
