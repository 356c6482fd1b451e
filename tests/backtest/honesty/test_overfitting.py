"""The probability of backtest overfitting against its definition, choice by choice, and on known cases."""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from trading.backtest.honesty.overfitting import overfitting
from trading.backtest.honesty.sample import sample_of
from trading.types.trial import BLOCKS

Values = NDArray[np.float64]


def of(rows: Values) -> float | None:
    """Return the probability from the samples of rows of returns."""
    samples = [sample_of(row) for row in rows]
    sums, squares = np.array([one.sums for one in samples]), np.array([one.squares for one in samples])
    return overfitting(sums, squares, rows.shape[1])


def slowly(rows: Values) -> float:
    """Return it from the returns themselves, as the paper describes it."""
    parts = np.array_split(rows, BLOCKS, axis=1)
    below = count = 0
    for inside in combinations(range(BLOCKS), BLOCKS // 2):
        within = np.concatenate([parts[place] for place in inside], axis=1)
        without = np.concatenate([parts[place] for place in range(BLOCKS) if place not in inside], axis=1)
        best = int((within.mean(axis=1) / within.std(axis=1)).argmax())
        ratios = without.mean(axis=1) / without.std(axis=1)
        rank = int((ratios < ratios[best]).sum()) + 1
        below += rank / (len(rows) + 1) <= 0.5
        count += 1
    return below / count


def test_block_sums_give_what_the_returns_themselves_give() -> None:
    rows = np.random.default_rng(21).standard_normal((11, 160)) * 0.01
    assert of(rows) == slowly(rows)


def test_the_best_of_worthless_trials_is_worse_outside_about_every_second_time() -> None:
    found = [of(0.01 * np.random.default_rng([22, n]).standard_normal((50, 800))) for n in range(20)]
    assert np.mean([one for one in found if one is not None]) == pytest.approx(0.5, abs=0.12)


def test_one_trial_with_an_edge_among_worthless_ones_is_found_again_outside() -> None:
    rows = 0.01 * np.random.default_rng(23).standard_normal((30, 1_600))
    rows[4] += 0.004
    assert of(rows) == 0


def test_trials_that_took_turns_are_overfit() -> None:
    # each was good in one block of its own and bad in the others: what was best inside cannot be best outside
    rows = 0.001 * np.random.default_rng(24).standard_normal((BLOCKS, 800)) - 0.001
    for place in range(BLOCKS):
        rows[place, place * 50 : (place + 1) * 50] += 0.02
    found = of(rows)
    assert found is not None
    assert found > 0.95


def test_copies_of_one_trial_are_no_evidence_either_way() -> None:
    row = 0.01 * np.random.default_rng(25).standard_normal(800)
    assert of(np.tile(row, (50, 1))) is None
    # the same strategy with other cash, leverage or a fee: rounding alone tells them apart
    near = np.linspace(0.5, 2, 50)[:, None] * row + 1e-5 * np.random.default_rng(28).standard_normal((50, 800))
    assert of(near) is None


def test_too_few_trials_or_bars_are_not_judged() -> None:
    rows = 0.01 * np.random.default_rng(26).standard_normal((10, 800))
    assert of(rows) is not None
    assert of(rows[:9]) is None
    assert of(np.concatenate([rows[:9], rows[:9]])) is None
    assert of(rows[:, :120]) is not None
    assert of(rows[:, :119]) is None
    assert of(np.zeros((20, 800))) is None


def test_three_worthless_trials_would_be_called_overfit_two_times_of_three() -> None:
    # the rank outside is 1, 2 or 3 of 4, each alike: 1/4 and 2/4 are at or below a half, which is why three say nothing
    rng = np.random.default_rng(29)
    found = [slowly(0.01 * rng.standard_normal((3, 160))) for _ in range(12)]
    assert np.mean(found) == pytest.approx(2 / 3, abs=0.15)


def test_many_trials_are_judged_by_a_part_of_the_choices_alike() -> None:
    rows = 0.01 * np.random.default_rng(27).standard_normal((400, 800))
    whole = slowly_many(rows[:300])
    assert of(rows) == pytest.approx(whole, abs=0.06)


def slowly_many(rows: Values) -> float:
    """Return the same by all choices, from block sums in one product."""
    choices = np.array([[place in inside for place in range(BLOCKS)] for inside in combinations(range(BLOCKS), 8)])
    parts = np.array_split(rows, BLOCKS, axis=1)
    sums = np.stack([part.sum(axis=1) for part in parts])
    squares = np.stack([(part**2).sum(axis=1) for part in parts])

    def ratios(chosen: Values) -> Values:
        mean = chosen @ sums / 400
        return mean / np.sqrt(chosen @ squares / 400 - mean**2)

    within, without = ratios(choices.astype(float)), ratios((~choices).astype(float))
    chosen = without[np.arange(len(choices)), within.argmax(axis=1)]
    rank = (without < chosen[:, None]).sum(axis=1) + 1
    return float(np.mean(rank / 301 <= 0.5))
