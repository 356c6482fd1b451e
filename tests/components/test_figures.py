"""Figures inside sentences read as in the tables, and what is no figure of ours stays as it is."""

import doctest

import pytest

from components import figures
from components.chat import run_view, small_charts
from components.figures import with_figures


def test_the_examples_hold() -> None:
    for module in (figures, run_view, small_charts):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("bought 10 at 560.99 USD.", "bought 10 at $560.99."),
        ("at 0.1234 USD a share", "at $0.1234 a share"),
        ("a loss of -1500 USD", "a loss of −$1,500.00"),
        ("down -2.5 percent", "down −2.5%"),
        ("no day 2012-13-40 exists", "no day 2012-13-40 exists"),
        ("ticket 7f3c-2012-06-04-91", "ticket 7f3c-2012-06-04-91"),
        ("in USD a share, for 10 AAPL", "in USD a share, for 10 AAPL"),
    ],
)
def test_only_amounts_percentages_and_dates_change(said: str, shown: str) -> None:
    assert with_figures(said) == shown
