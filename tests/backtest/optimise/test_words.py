"""The sentences of a search."""

import pytest

from trading.backtest.optimise.words import (
    of_both_sides,
    of_efficiency,
    of_neighbours,
    of_order,
    of_overfitting,
    of_stability,
)
from trading.types import Objective


def test_both_sides_are_told_in_the_unit_of_the_objective() -> None:
    assert of_both_sides(Objective.SHARPE, 1.234, -0.5) == (
        "The best has a Sharpe ratio of 1.23 on the bars that chose it, and a Sharpe ratio of -0.50 on those held out."
    )
    assert of_both_sides(Objective.RETURN, 45.04, None) == (
        "The best has a return of 45.0 % on the bars that chose it, and no known return on those held out."
    )


@pytest.mark.parametrize(
    ("objective", "count", "share", "said"),
    [
        (Objective.SHARPE, 0, None, "The best has no neighbours to compare with."),
        (Objective.CALMAR, 4, None, "The Calmar ratio of the best is not above 0, so its neighbours say nothing more."),
        (
            Objective.SHARPE,
            3,
            0.9,
            "The neighbours of the best (3) reach 90 % of its Sharpe ratio on average: a plateau",
        ),
        (Objective.SHARPE, 8, 0.5, "reach 50 % of its Sharpe ratio on average: the best stands out from them"),
        (
            Objective.DRAWDOWN,
            8,
            0.5,
            "The neighbours of the best (8) fall 2.0 times as deep on average: the best stands",
        ),
    ],
)
def test_neighbours_are_told_by_their_share(objective: Objective, count: int, share: float | None, said: str) -> None:
    assert said in of_neighbours(objective, count, share)


@pytest.mark.parametrize(
    ("correlation", "said"),
    [
        (0.7, "was mostly better outside (rank correlation 0.70)"),
        (0.3, "was only somewhat better outside"),
        (0.0, "the order inside says nothing of the order outside"),
        (-0.68, "was rather worse outside (rank correlation -0.68)"),
    ],
)
def test_the_order_inside_and_outside_is_told_by_their_rank_correlation(correlation: float, said: str) -> None:
    assert said in str(of_order(correlation, 30))


def test_what_is_not_known_of_the_order_is_not_said() -> None:
    assert of_order(None, 2) is None


def test_a_walk_is_told_by_what_it_earned_and_how_often_it_changed_its_mind() -> None:
    assert of_efficiency(59.2, 33.2, 33.2 / 59.2) == (
        "The pieces earn 33.2 % a year beside 59.2 % in the windows that chose their numbers: an efficiency of 56 %."
    )
    assert of_efficiency(-3.0, 2.0, None).endswith("that chose their numbers.")
    assert "is not known" in of_efficiency(None, 2.0, None)
    assert of_stability({"fast": 3, "slow": 4}, 5) == (
        "From window to window the choice changed: fast 3 of 4 times, slow 4 of 4 times."
    )


def test_why_overfitting_is_not_told_is_said_and_nothing_where_it_is() -> None:
    assert of_overfitting(0.4) is None
    assert of_overfitting(None) == (
        "How likely this choice is overfit is not told: it takes 10 combinations that differ, over 120 bars."
    )
