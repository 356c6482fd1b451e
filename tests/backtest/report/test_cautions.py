"""Each caution is said where it applies, and nowhere else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.backtest.report.runs import FREE, RAW, Made, Trip, run
from trading.backtest.report.cautions import cautions
from trading.types import Costs, Prices, Sizing, Terms

MANY = [Trip(entry=n, out=n + 1, bought=100, sold=101) for n in range(30)]
QUIET = Made(
    equity=[100.0] * 40,
    trips=MANY,
    step=timedelta(days=20),
    terms=Terms(prices=Prices.AS_TRADED),
)
"""Nothing to say of this one: 30 trades over 780 days at a cost, one symbol, prices as traded."""


CHOSEN = "ABC was chosen today, knowing what became of it since 2024-01-01: another, bought then, might have failed."


def others(made: Made) -> list[str]:
    """Return the cautions without the one that is said of any single symbol."""
    return [said for said in cautions(run(made)) if said != CHOSEN]


def test_a_run_without_a_weakness_has_one_caution_that_no_test_is_without() -> None:
    assert cautions(run(QUIET)) == (CHOSEN,)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (replace(QUIET, symbols=("ABC", "XYZ")), "The 2 symbols were chosen today"),
        (replace(QUIET, terms=Terms()), "Prices are adjusted for later splits and dividends"),
        (replace(QUIET, terms=Terms(sizing=Sizing.ALL_IN_WHOLE_SHARES)), "Whole-share sizes and rules"),
        (replace(QUIET, trips=MANY[:29]), "29 trades are fewer than 30"),
        (replace(QUIET, step=timedelta(days=1)), "39 days are fewer than 730"),
        (replace(QUIET, terms=replace(FREE, prices=Prices.AS_TRADED)), "Trading was free here"),
        (replace(QUIET, closes_only=frozenset({"ABC"})), "Of ABC only closes are known"),
        (replace(QUIET, equity=[100.0] * 20 + [0.0] * 20), "The account lost everything by 2025-02-04"),
        (replace(QUIET, warnings=("ABC has no bar on 3 days.",)), "ABC has no bar on 3 days."),
    ],
)
def test_a_caution_is_said_alone_where_it_applies(made: Made, words: str) -> None:
    (said,) = others(made)
    assert words in said
    assert said.endswith(".")


def test_borrowing_alone_is_no_cost_of_trading() -> None:
    costs = Costs(spread_bps=0, slippage_bps=0, borrow_pct=3)
    (said,) = others(replace(QUIET, terms=Terms(prices=Prices.AS_TRADED, costs=costs)))
    assert "Trading was free here" in said


@pytest.mark.parametrize(
    ("leverage", "margin_pct", "is_said"), [(2.0, 0.0, True), (2.0, 6.0, False), (1.0, 0.0, False)]
)
def test_borrowed_cash_was_free_only_where_its_rate_is_none(leverage: float, margin_pct: float, is_said: bool) -> None:
    terms = Terms(prices=Prices.AS_TRADED, leverage=leverage, costs=Costs(margin_pct=margin_pct))
    assert any("Borrowed cash was free here" in said for said in others(replace(QUIET, terms=terms))) == is_said


@pytest.mark.parametrize(
    ("gross", "terms", "is_said"),
    [
        (401.0, {"leverage": 5.0}, True),
        (401.0, {"shorts": True}, True),
        (400.0, {"leverage": 5.0}, False),
        (401.0, {}, False),
    ],
)
def test_a_margin_call_that_was_not_made_is_told(gross: float, terms: dict[str, Any], is_said: bool) -> None:
    # 100 of equity is a quarter of 400 of positions
    tested = run(replace(QUIET, terms=Terms(prices=Prices.AS_TRADED, **terms)))
    exposed = np.array([100.0] * 10 + [gross] * 5 + [100.0] * 25)
    told = cautions(replace(tested, played=replace(tested.played, gross=exposed)))
    found = [said for said in told if "5 bars, first on 2024-07-19, equity was under 25 %" in said]  # 200 days later
    assert len(found) == is_said


def raw(before: float, after: float) -> Made:
    """Return a run whose price opens at another one at bar 20."""
    closes = [[before]] * 20 + [[after]] * 20
    return replace(QUIET, closes=closes, terms=RAW)


@pytest.mark.parametrize(("before", "after"), [(700.0, 100.5), (100.0, 49.0), (90.0, 61.0), (2.0, 20.3)])
def test_a_jump_of_raw_prices_like_a_split_is_named_with_its_day(before: float, after: float) -> None:
    (said,) = others(raw(before, after))
    assert "Raw prices jump like a split: ABC on 2025-02-04." in said  # 400 days after 2024-01-01


@pytest.mark.parametrize(("before", "after"), [(100.0, 75.0), (100.0, 130.0), (100.0, 57.0)])
def test_a_fall_on_news_is_no_split(before: float, after: float) -> None:
    assert others(raw(before, after)) == []
