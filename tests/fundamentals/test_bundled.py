"""The bundled filings satisfy their own arithmetic and are read no earlier than they were public."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.market.recording import SetClock, close_of, market_at
from trading.errors import NoData
from trading.fundamentals.bundled import TABLE, BundledReports
from trading.fundamentals.figures import Ground, figures
from trading.types import CashActionKind, Line, Measure, PeriodKind, Report

FOREVER = SetClock(datetime(2013, 12, 31, tzinfo=UTC))
SYMBOLS = ("AAPL", "MSFT", "IBM", "GOOG", "FB")


def on_file(clock: SetClock = FOREVER) -> list[Report]:
    """Return every bundled report that is public at a clock, superseded ones included."""
    source = BundledReports(clock)
    found = []
    for symbol in source.covered():
        facts = source.facts(symbol)
        found += [*facts.reports, *facts.superseded]
    return found


YEARS = [one for one in on_file() if one.kind is PeriodKind.YEAR]
NAMES = [f"{one.symbol} {one.label} {one.form}" for one in YEARS]

# The fourth quarter is on no 10-Q: it was announced with the results of the year (press releases, USD millions,
# revenue and net income). Google restated 2012's revenue for the sale of Motorola Home, so only income is held there.
ANNOUNCED_FOURTH = {
    ("AAPL", 2010): (20_343, 4_308),  # 2010-10-18
    ("AAPL", 2011): (28_270, 6_623),  # 2011-10-18
    ("AAPL", 2012): (35_966, 8_223),  # 2012-10-25
    ("MSFT", 2010): (16_039, 4_518),  # 2010-07-22
    ("MSFT", 2011): (17_367, 5_874),  # 2011-07-21
    ("MSFT", 2012): (18_059, -492),  # 2012-07-19
    ("IBM", 2010): (29_019, 5_257),  # 2011-01-18
    ("IBM", 2011): (29_486, 5_490),  # 2012-01-19
    ("IBM", 2012): (29_304, 5_833),  # 2013-01-22
    ("GOOG", 2010): (8_440, 2_543),  # 2011-01-20
    ("GOOG", 2011): (10_584, 2_705),  # 2012-01-19
    ("GOOG", 2012): (None, 2_886),  # 2013-01-22
    ("FB", 2012): (1_585, 64),  # 2013-01-30
}

# Diluted earnings a share of the same fourth quarters (press releases; for MSFT the notes of its annual reports).
ANNOUNCED_FOURTH_EPS = {
    ("AAPL", 2010): 4.64, ("AAPL", 2011): 7.05, ("AAPL", 2012): 8.67,
    ("MSFT", 2010): 0.51, ("MSFT", 2011): 0.69, ("MSFT", 2012): -0.06,
    ("IBM", 2010): 4.18, ("IBM", 2011): 4.62, ("IBM", 2012): 5.13,
}  # fmt: skip

# Cost in percent of revenue, as the 10-K for 2012 of each company rounds it: (symbol, year, quarter): percent, places.
COST_IN_PERCENT = {
    ("GOOG", 2011, 1): (34.2, 1), ("GOOG", 2011, 2): (35.1, 1), ("GOOG", 2011, 3): (34.8, 1),
    ("FB", 2011, None): (23, 0), ("FB", 2012, None): (27, 0),
}  # fmt: skip


def test_the_table_has_every_company_and_every_row_of_the_file() -> None:
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(on_file()) == len(rows) == 61
    assert {row["symbol"] for row in rows} == set(SYMBOLS)


@pytest.mark.parametrize("report", YEARS, ids=NAMES)
def test_earnings_a_share_times_shares_are_net_income(report: Report) -> None:
    shares = report.lines.get(Line.SHARES_DILUTED)
    if shares is None:
        assert (report.symbol, report.year) == ("FB", 2011)  # its diluted count does not go with its common earnings
        return
    income = report.lines.get(Line.NET_INCOME_COMMON, report.lines[Line.NET_INCOME])
    assert income / shares == pytest.approx(report.lines[Line.EPS_DILUTED], abs=0.0051)


@pytest.mark.parametrize("report", YEARS, ids=NAMES)
def test_revenue_less_its_cost_is_gross_profit(report: Report) -> None:
    lines = report.lines
    assert lines[Line.REVENUE] - lines[Line.COST_OF_REVENUE] == pytest.approx(lines[Line.GROSS_PROFIT], abs=1e6)


@pytest.mark.parametrize("report", YEARS, ids=NAMES)
def test_assets_are_liabilities_plus_equity(report: Report) -> None:
    lines = report.lines
    if Line.TOTAL_ASSETS not in lines:
        assert (report.symbol, report.year) == ("GOOG", 2010)  # nothing outside confirmed that balance sheet
        return
    assert lines[Line.TOTAL_LIABILITIES] + lines[Line.EQUITY] == pytest.approx(lines[Line.TOTAL_ASSETS], abs=1e6)


@pytest.mark.parametrize(("symbol", "year"), ANNOUNCED_FOURTH)
def test_three_filed_quarters_and_the_announced_fourth_make_the_year(symbol: str, year: int) -> None:
    of_year = [one for one in on_file() if one.symbol == symbol and one.year == year]
    quarters = [one for one in of_year if one.kind is PeriodKind.QUARTER]
    (whole,) = (one for one in of_year if one.kind is PeriodKind.YEAR)
    assert sorted(one.quarter or 0 for one in quarters) == [1, 2, 3]
    for line, fourth in zip((Line.REVENUE, Line.NET_INCOME), ANNOUNCED_FOURTH[symbol, year], strict=True):
        if fourth is not None:
            total = sum(one.lines[line] for one in quarters) + fourth * 1e6
            assert total == pytest.approx(whole.lines[line], abs=2e6)  # each figure is rounded to a million


@pytest.mark.parametrize(("symbol", "year"), ANNOUNCED_FOURTH_EPS)
def test_earnings_a_share_of_four_quarters_are_near_those_of_the_year(symbol: str, year: int) -> None:
    of_year = [one for one in on_file() if one.symbol == symbol and one.year == year]
    quarters = [one.lines[Line.EPS_DILUTED] for one in of_year if one.kind is PeriodKind.QUARTER]
    (whole,) = (one.lines[Line.EPS_DILUTED] for one in of_year if one.kind is PeriodKind.YEAR)
    # IBM bought back 4 % of its shares in a year: the later quarters are over fewer of them, worth up to 0.06
    assert sum(quarters) + ANNOUNCED_FOURTH_EPS[symbol, year] == pytest.approx(whole, abs=0.065)


@pytest.mark.parametrize(
    "report",
    [one for one in on_file() if one.kind is PeriodKind.QUARTER and one.symbol != "FB"],  # FB: participating shares
    ids=lambda one: f"{one.symbol} {one.label}",
)
def test_the_shares_that_a_quarter_implies_are_about_those_of_its_year(report: Report) -> None:
    years = {one.year: one for one in YEARS if one.symbol == report.symbol}
    shares = years[min(report.year, 2012)].lines[Line.SHARES_DILUTED]
    # 3 %: 0.005 of 0.40 are 1.3 %, and IBM began 2010 with 2.6 % more shares than its average of the year
    assert report.lines[Line.NET_INCOME] / report.lines[Line.EPS_DILUTED] == pytest.approx(shares, rel=0.03)


@pytest.mark.parametrize(("symbol", "year", "quarter"), COST_IN_PERCENT)
def test_cost_is_the_percentage_of_revenue_that_the_company_states(symbol: str, year: int, quarter: int | None) -> None:
    (report,) = (one for one in on_file() if (one.symbol, one.year, one.quarter) == (symbol, year, quarter))
    percent, places = COST_IN_PERCENT[symbol, year, quarter]
    assert round(100 * report.lines[Line.COST_OF_REVENUE] / report.lines[Line.REVENUE], places) == percent


@pytest.mark.parametrize("year", [2009, 2010, 2011, 2012])
def test_dividends_of_a_calendar_year_are_those_that_the_recording_of_the_market_holds(year: int) -> None:
    paid = market_at(date(2013, 2, 28)).corporate_actions("IBM", start=date(year, 1, 1))
    recorded = [one.amount for one in paid if one.kind is CashActionKind.DIVIDEND and one.ex_date.year == year]
    (report,) = (one for one in YEARS if (one.symbol, one.year) == ("IBM", year))
    assert len(recorded) == 4
    assert report.lines[Line.DIVIDENDS_PER_SHARE] == pytest.approx(float(sum(one or 0 for one in recorded)))


@pytest.mark.parametrize("report", on_file(), ids=lambda one: f"{one.symbol} {one.label} {one.form}")
def test_a_report_is_filed_after_its_period_and_within_what_the_law_allows(report: Report) -> None:
    assert report.filed is not None
    # 60 days for a year, and the Monday after where they end on a Saturday; Facebook's first quarter stood in its
    # prospectus of day 48
    most = 62 if report.kind is PeriodKind.YEAR else 48
    late = report.form == "10-K/A"
    assert 0 < (report.filed - report.ends).days <= (365 if late else most)
    assert report.filed.weekday() < 5


def test_no_share_was_split_between_the_first_report_and_the_end_of_the_recording() -> None:
    market = market_at(date(2013, 2, 28))
    for symbol in SYMBOLS:
        actions = market.corporate_actions(symbol, start=date(2008, 7, 1))
        assert all(one.kind is not CashActionKind.SPLIT for one in actions)


def test_a_report_is_public_when_the_filing_day_ends_and_not_before() -> None:
    # AAPL's 10-Q to 2012-03-31 has the filing date 2012-04-25; EDGAR's day ends at 17:30 New York, 21:30 UTC in summer
    at = datetime(2012, 4, 25, 21, 30, tzinfo=UTC)
    assert BundledReports(SetClock(at)).facts("AAPL").reports[0].label == "Q2 FY2012"
    before = BundledReports(SetClock(at - timedelta(seconds=1))).facts("AAPL").reports[0]
    assert before.label == "Q1 FY2012"


def test_nothing_filed_after_now_is_read_on_any_session() -> None:
    for day in (date(2009, 11, 2), date(2010, 6, 1), date(2011, 4, 21), date(2012, 6, 1), date(2013, 2, 26)):
        now = close_of(day)
        for report in on_file(SetClock(now)):
            assert report.filed is not None and report.filed < day


def test_an_amended_report_takes_the_place_of_the_first_only_from_its_own_filing_on() -> None:
    first = BundledReports(SetClock(close_of(date(2010, 1, 25)))).facts("AAPL")
    assert first.reports[0].lines[Line.EPS_DILUTED] == 6.29 and not first.superseded
    later = BundledReports(SetClock(close_of(date(2010, 1, 26)))).facts("AAPL")
    year = next(one for one in later.reports if one.kind is PeriodKind.YEAR)
    assert (year.form, year.lines[Line.EPS_DILUTED]) == ("10-K/A", 9.08)
    assert [one.lines[Line.EPS_DILUTED] for one in later.superseded] == [6.29]


def test_what_a_company_does_not_state_is_absent_and_not_zero() -> None:
    lines = BundledReports(FOREVER).facts("IBM").reports[0].lines
    assert Line.OPERATING_INCOME not in lines
    assert 0.0 not in [value for one in on_file() for value in one.lines.values()]


def test_a_symbol_with_prices_only_is_not_reported_by_this_source() -> None:
    with pytest.raises(NoData, match=r"XOM is not reported by this source .* AAPL, MSFT, IBM, GOOG, FB; choose"):
        BundledReports(FOREVER).facts("XOM")


def test_before_the_first_filing_nothing_is_covered() -> None:
    early = BundledReports(SetClock(close_of(date(2009, 7, 30))))
    assert early.covered() == []
    with pytest.raises(NoData, match="the first is of 2009-08-31, set the replay to a later day"):
        early.facts("MSFT")


def test_where_the_day_of_filing_is_not_certain_the_source_says_so() -> None:
    facts = BundledReports(FOREVER).facts("IBM")
    assert any(one.filed_at_latest for one in facts.reports)
    assert any("last day that the SEC allowed" in note for note in facts.notes)
    assert "no analysts' targets" in facts.targets_reason


def test_what_nothing_outside_confirmed_is_not_reported_and_no_older_year_stands_in() -> None:
    at = close_of(date(2012, 6, 1))
    found = figures(
        Ground(facts=BundledReports(SetClock(at)).facts("AAPL"), price=560.99, day=at.date(), dividends=0.0)
    )
    # Apple's spending on plant is confirmed for fiscal 2009 only: that year's cash flow is not told as 2011's
    assert found[Measure.FREE_CASH_FLOW].value is None
    assert found[Measure.FREE_CASH_FLOW].reason == "not reported for FY2011"
    assert found[Measure.RETURN_ON_EQUITY].value is not None
