"""Luck's figures against the worked examples of the papers, against draws, and at the ends of what can be known."""

import doctest
import importlib
import math

import numpy as np
import pytest

from trading.backtest.honesty.sharpe import (
    Observed,
    best_of,
    deflated_sharpe,
    least_track_record,
    least_years,
    probabilistic_sharpe,
)


@pytest.mark.parametrize("name", ["sharpe", "sample", "company"])
def test_the_papers_examples_in_the_docstrings_hold(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"trading.backtest.honesty.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0


@pytest.mark.parametrize("count", [10, 20, 100, 1000])
def test_the_highest_of_many_draws_is_as_high_as_drawn(count: int) -> None:
    drawn = np.random.default_rng(11).standard_normal((4_000, count)).max(axis=1)
    # the formula holds in the limit: 3 % too high for 5, 1 % from 100 on
    assert best_of(count) == pytest.approx(drawn.mean(), rel=0.035)


def test_one_trial_has_nothing_to_choose_from() -> None:
    assert best_of(1) == 0
    assert least_years(1) == 0


def test_a_probabilistic_ratio_is_the_share_of_samples_that_it_says() -> None:
    # of samples whose true ratio is exactly the hurdle, one in twenty is said to be above it with 95 %
    rng = np.random.default_rng(12)
    rows = 0.01 * (0.1 + rng.standard_normal((4_000, 250)))
    ratios = rows.mean(axis=1) / rows.std(axis=1, ddof=1)
    said = [probabilistic_sharpe(Observed(sharpe=float(ratio), bars=250), 0.1) or 0.0 for ratio in ratios]
    assert np.mean(np.array(said) > 0.95) == pytest.approx(0.05, abs=0.012)


def test_a_minimum_track_record_is_where_the_probability_reaches_the_confidence() -> None:
    seen = Observed(sharpe=0.08, bars=0, skew=-0.7, kurt=6.0)
    least = least_track_record(seen, 0.02)
    assert least is not None
    there = Observed(sharpe=0.08, bars=math.ceil(least), skew=-0.7, kurt=6.0)
    before = Observed(sharpe=0.08, bars=math.floor(least) - 1, skew=-0.7, kurt=6.0)
    assert (probabilistic_sharpe(there, 0.02) or 0) >= 0.95 > (probabilistic_sharpe(before, 0.02) or 1)


def test_more_trials_deflate_more() -> None:
    seen = Observed(sharpe=0.1, bars=1_000)
    found = [deflated_sharpe(seen, trials=n, variance=0.001) or 0.0 for n in (1, 2, 10, 100, 10_000)]
    assert found == sorted(found, reverse=True)
    assert found[0] == probabilistic_sharpe(seen)


def test_what_holding_explains_is_no_merit() -> None:
    seen = Observed(sharpe=0.05, bars=2_500)
    assert (deflated_sharpe(seen, trials=1, variance=0.0) or 0) > 0.99
    assert deflated_sharpe(seen, trials=1, variance=0.0, explained=0.05) == pytest.approx(0.5)


def test_what_cannot_be_reckoned_is_not_known() -> None:
    assert least_track_record(Observed(sharpe=0.01, bars=100), 0.02) is None
    assert probabilistic_sharpe(Observed(sharpe=0.1, bars=1)) is None
    # such moments belong to no sample: 1 - 20 * 0.1 + 0 is below 0
    assert probabilistic_sharpe(Observed(sharpe=0.1, bars=100, skew=20, kurt=1)) is None
