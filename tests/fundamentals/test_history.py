"""P/E by session: each with the earnings that were public on its day, whatever was filed later."""

from datetime import date
from decimal import Decimal

import pytest

from tests.fundamentals.made import facts, year
from tests.market.recording import SetClock, close_of, market_at
from trading.fundamentals.bundled import BundledReports
from trading.fundamentals.history import ASSUMED, first_day, ratio_history
from trading.types import CashActionKind, CorporateAction, RatioHistory

LATE = date(2013, 2, 28)


def history_at(day: date, symbol: str = "AAPL") -> RatioHistory:
    found = BundledReports(SetClock(close_of(day))).facts(symbol)
    return ratio_history(found, market_at(day).bars(symbol, start=first_day(found), adjusted=False))


@pytest.mark.parametrize("cut", [date(2010, 1, 25), date(2010, 10, 27), date(2012, 4, 25), date(2012, 11, 1)])
@pytest.mark.parametrize("symbol", ["AAPL", "MSFT"])
def test_cutting_the_future_off_changes_nothing_of_the_past(symbol: str, cut: date) -> None:
    whole, part = history_at(LATE, symbol), history_at(cut, symbol)
    assert part.points and list(part.points) == [one for one in whole.points if one.day <= cut]


def test_a_filing_moves_the_ratio_on_the_session_after_it() -> None:
    points = {one.day: one for one in history_at(LATE).points}
    # 10-K to 2011-09-24, 27.68, filed 2011-10-26; 10-Q to 2011-12-31 filed 2012-01-25: 27.68 + 13.87 - 6.43 = 35.12
    assert points[date(2012, 1, 25)].eps == 27.68
    assert points[date(2012, 1, 26)].eps == pytest.approx(35.12)
    assert points[date(2012, 1, 26)].pe == pytest.approx(444.63 / 35.12)


def test_earnings_below_nothing_leave_a_gap_and_no_negative_ratio() -> None:
    loss = year(2011, filed=date(2012, 2, 1), eps_diluted=-2.0)
    found = ratio_history(
        facts([loss]), market_at(date(2012, 6, 1)).bars("AAPL", start=date(2012, 5, 1), adjusted=False)
    )
    assert {one.pe for one in found.points} == {None} and {one.eps for one in found.points} == {-2.0}


def test_without_filing_days_a_year_counts_from_sixty_days_after_it_and_that_is_said() -> None:
    unfiled = facts([year(2011, eps_diluted=20.0)])
    assert first_day(unfiled) == date(2012, 2, 29)  # 31 December and 60 days, in a leap year
    bars = market_at(date(2012, 6, 1)).bars("AAPL", start=date(2012, 1, 3), adjusted=False)
    found = ratio_history(unfiled, bars)
    assert found.points[0].day == date(2012, 3, 1) and ASSUMED in found.notes


def test_two_currencies_make_no_ratio() -> None:
    foreign = facts([year(2011, filed=date(2012, 2, 1), eps_diluted=20.0)], currency="TWD")
    bars = market_at(date(2012, 6, 1)).bars("AAPL", start=date(2012, 5, 1), adjusted=False)
    assert {one.pe for one in ratio_history(foreign, bars).points} == {None}


def test_restated_earnings_stand_against_a_price_restated_for_the_same_splits() -> None:
    reports = [year(2011, filed=date(2012, 2, 1), eps_diluted=20.0)]
    split = CorporateAction(
        symbol="MADE", kind=CashActionKind.SPLIT, ex_date=date(2012, 5, 15), ratio=Decimal(2), source="made by hand"
    )
    bars = market_at(date(2012, 6, 1)).bars("AAPL", start=date(2012, 5, 14), adjusted=False)
    restated = ratio_history(facts(reports, restated=True), bars, [split])
    first, second = bars.frame["close"].tolist()[:2]
    # the close before the ex-date is worth half as much a share of today, the one of the ex-date is today's already
    assert [one.pe for one in restated.points[:2]] == [pytest.approx(first / 2 / 20), pytest.approx(second / 20)]
    assert "price adjusted for splits" in restated.notes
    as_filed = ratio_history(facts(reports), bars, [split])
    assert as_filed.points[0].pe == pytest.approx(first / 20) and "price as traded" in as_filed.notes
