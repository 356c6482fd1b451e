"""Figures against arithmetic done by hand; what cannot be had says why and is never 0."""

from datetime import date

import pytest

from tests.fundamentals.made import facts, year
from trading.fundamentals.figures import Ground, figures
from trading.types import CompanyFacts, Figure, Measure

LATER = {
    "revenue": 1_000.0, "gross_profit": 400.0, "operating_income": 250.0, "net_income": 200.0, "eps_diluted": 4.0,
    "shares_diluted": 50.0, "equity": 800.0, "long_term_debt": 200.0, "free_cash_flow": 150.0,
}  # fmt: skip
EARLIER = {"revenue": 800.0, "eps_diluted": 5.0}


def of(found: CompanyFacts, measure: Measure, *, price: float = 60.0, dividends: float | None = 1.5) -> Figure:
    return figures(Ground(facts=found, price=price, day=date(2012, 6, 1), dividends=dividends))[measure]


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (Measure.PE, 15.0),  # 60 / 4
        (Measure.EPS, 4.0),
        (Measure.DIVIDENDS, 1.5),
        (Measure.DIVIDEND_YIELD, 0.025),  # 1.5 / 60
        (Measure.MARKET_CAP, 3_000.0),  # 60 x 50
        (Measure.PRICE_TO_SALES, 3.0),  # 3000 / 1000
        (Measure.PRICE_TO_BOOK, 3.75),  # 3000 / 800
        (Measure.GROSS_MARGIN, 0.4),  # 400 / 1000
        (Measure.OPERATING_MARGIN, 0.25),  # 250 / 1000
        (Measure.NET_MARGIN, 0.2),  # 200 / 1000
        (Measure.REVENUE, 1_000.0),
        (Measure.REVENUE_GROWTH, 0.25),  # 1000 / 800 - 1
        (Measure.EPS_GROWTH, -0.2),  # 4 / 5 - 1
        (Measure.FREE_CASH_FLOW, 150.0),
        (Measure.RETURN_ON_EQUITY, 0.25),  # 200 / 800
        (Measure.DEBT_TO_EQUITY, 0.25),  # 200 / 800
    ],
)
def test_each_figure_is_its_formula(measure: Measure, value: float) -> None:
    found = of(facts([year(2011, filed=date(2012, 2, 1), **LATER), year(2010, **EARLIER)]), measure)
    assert found.value == pytest.approx(value)
    assert found.basis and found.reason == ""


def test_every_measure_has_a_figure_with_a_value_or_a_reason() -> None:
    empty = figures(Ground(facts=facts([]), price=60.0, day=date(2012, 6, 1), dividends=None))
    assert list(empty) == list(Measure)
    assert all(one.value is None and one.reason for one in empty.values())


@pytest.mark.parametrize("eps", [-1.25, 0.0])
def test_a_price_over_no_earnings_is_not_meaningful(eps: float) -> None:
    found = of(facts([year(2011, **(LATER | {"eps_diluted": eps}))]), Measure.PE)
    assert found.value is None
    assert found.reason == f"not meaningful: earnings a share are {eps:.2f}"


def test_the_loss_itself_is_still_told() -> None:
    assert of(facts([year(2011, **(LATER | {"eps_diluted": -1.25}))]), Measure.EPS).value == -1.25


def test_growth_from_a_loss_is_not_meaningful() -> None:
    found = of(facts([year(2011, **LATER), year(2010, revenue=800.0, eps_diluted=-1.0)]), Measure.EPS_GROWTH)
    assert found.value is None and found.reason.startswith("not meaningful")


def test_growth_over_a_skipped_year_is_not_told() -> None:
    assert of(facts([year(2011, **LATER), year(2009, **EARLIER)]), Measure.REVENUE_GROWTH).value is None


def test_a_price_and_reports_in_two_currencies_make_no_ratio() -> None:
    found = facts([year(2011, **LATER)], currency="TWD")
    for measure in (Measure.PE, Measure.PRICE_TO_SALES, Measure.PRICE_TO_BOOK):
        assert of(found, measure).value is None
        assert "reports are in TWD, the price is in USD" in of(found, measure).reason
    assert of(found, Measure.NET_MARGIN).value == 0.2  # both sides of a margin are in the one currency


def test_equity_below_nothing_makes_no_ratio() -> None:
    found = facts([year(2011, **(LATER | {"equity": -10.0}))])
    for measure in (Measure.PRICE_TO_BOOK, Measure.RETURN_ON_EQUITY, Measure.DEBT_TO_EQUITY):
        assert of(found, measure).reason == "not meaningful: equity is -10"


def test_shares_outstanding_go_before_the_average_of_a_year() -> None:
    found = of(facts([year(2011, **LATER)], shares=40.0), Measure.MARKET_CAP)
    assert (found.value, found.basis) == (2_400.0, "shares outstanding")  # 60 x 40


def test_no_dividend_in_twelve_months_is_nought_and_says_so_but_none_told_is_not_known() -> None:
    paid = of(facts([year(2011, **LATER)]), Measure.DIVIDEND_YIELD, dividends=0.0)
    assert (paid.value, paid.basis) == (0.0, "none in 12 months to 2012-06-01")
    assert of(facts([year(2011, **LATER)]), Measure.DIVIDEND_YIELD, dividends=None).value is None


def test_a_margin_takes_both_lines_from_the_newest_year_that_states_both() -> None:
    newer = year(2012, revenue=2_000.0)
    found = of(facts([newer, year(2011, **LATER)]), Measure.NET_MARGIN)
    # 200 / 1000 of 2011; 200 / 2000 would be neither year's
    assert (found.value, found.basis) == (0.2, "fiscal year to 2011-12-31")


def test_a_sum_of_an_older_year_is_not_told_as_the_newest() -> None:
    newer = year(2012, revenue=2_000.0, eps_diluted=5.0)
    found = facts([newer, year(2011, **LATER)])
    assert of(found, Measure.FREE_CASH_FLOW).value is None
    assert of(found, Measure.FREE_CASH_FLOW).reason == "not reported for FY2012"
    assert of(found, Measure.EPS).value == 5.0
    for measure in (Measure.PRICE_TO_BOOK, Measure.RETURN_ON_EQUITY):  # equity at the end of 2011 is not 2012's
        assert (of(found, measure).value, of(found, measure).reason) == (None, "not reported")
