"""Twelve months out of years and quarters, against sums done by hand."""

from datetime import date

from tests.fundamentals.made import quarter, year
from trading.fundamentals.trailing import standing, trailing
from trading.types import Line

YEAR = year(2011, filed=date(2012, 2, 1), eps_diluted=10.0, revenue=100.0)
OLD = [quarter(2011, 1, eps_diluted=2.0), quarter(2011, 2, eps_diluted=2.5), quarter(2011, 3, eps_diluted=2.6)]


def test_the_year_plus_the_new_quarters_less_the_old_ones() -> None:
    new = [quarter(2012, 1, eps_diluted=3.0), quarter(2012, 2, filed=date(2012, 7, 20), eps_diluted=3.5)]
    found = trailing([YEAR, *OLD, *new], Line.EPS_DILUTED)
    # 10.0 + (3.0 + 3.5) - (2.0 + 2.5) = 12.0
    assert found is not None and found.value == 12.0
    assert (found.basis, found.known) == ("12 months to 2012-06-30", date(2012, 7, 20))


def test_a_year_without_later_quarters_is_the_twelve_months() -> None:
    found = trailing([YEAR, *OLD], Line.EPS_DILUTED)
    assert found is not None and (found.value, found.basis) == (10.0, "fiscal year to 2011-12-31")


def test_where_an_old_quarter_is_missing_four_in_a_row_are_summed() -> None:
    four = [quarter(2011, 2, eps_diluted=2.5), quarter(2011, 3, eps_diluted=2.6), quarter(2011, 4, eps_diluted=2.9)]
    found = trailing([YEAR, *four, quarter(2012, 1, eps_diluted=3.0)], Line.EPS_DILUTED)
    # 2.5 + 2.6 + 2.9 + 3.0 = 11.0
    assert found is not None and round(found.value, 9) == 11.0


def test_where_quarters_cannot_be_joined_the_year_stands_and_says_so() -> None:
    found = trailing([YEAR, quarter(2012, 1, eps_diluted=3.0)], Line.EPS_DILUTED)
    assert found is not None and (found.value, found.basis) == (10.0, "fiscal year to 2011-12-31")


def test_a_skipped_quarter_is_never_taken_for_a_whole_year() -> None:
    gap = [quarter(2011, 1, eps_diluted=2.0), quarter(2011, 2, eps_diluted=2.5), quarter(2011, 4, eps_diluted=2.9)]
    assert trailing([*gap, quarter(2012, 1, eps_diluted=3.0)], Line.EPS_DILUTED) is None
    found = trailing([YEAR, *OLD, quarter(2012, 2, eps_diluted=3.5)], Line.EPS_DILUTED)
    assert found is not None and found.value == 10.0


def test_a_line_that_no_report_has_is_none() -> None:
    assert trailing([YEAR, *OLD], Line.OPERATING_INCOME) is None
    assert trailing([], Line.EPS_DILUTED) is None


def test_of_two_reports_on_one_period_the_later_filing_stands() -> None:
    amended = year(2011, filed=date(2012, 3, 1), eps_diluted=9.0)
    assert standing([amended, YEAR]) == [amended]
