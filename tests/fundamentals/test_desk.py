"""Companies at the market's now: price and reports of one moment, reckoned once, peers of the same sector."""

from datetime import date

import pytest

from tests.market.recording import SetClock, close_of, market_at
from trading.errors import NoData, UnknownSymbol
from trading.fundamentals.bundled import BundledReports
from trading.fundamentals.desk import MOST_KEPT, Fundamentals
from trading.fundamentals.none import NoFundamentals
from trading.market.replay import ReplayMarket, ReplayTape
from trading.market.sectors import sector_of
from trading.types import CompanyFacts, Measure

JUNE_1 = date(2012, 6, 1)
TAPE = ReplayTape()


class CountingReports(BundledReports):
    """The bundled reports, which say how often they were asked."""

    asked = 0

    def facts(self, symbol: str) -> CompanyFacts:
        self.asked += 1
        return super().facts(symbol)


def desk_at(day: date) -> tuple[Fundamentals, CountingReports, SetClock]:
    clock = SetClock(close_of(day))
    source = CountingReports(clock)
    market = ReplayMarket(TAPE, clock, market_at(day)._calendar)
    return Fundamentals(source, market, clock, sector_of=sector_of), source, clock


def test_the_ratio_is_the_raw_price_of_now_over_twelve_months_of_earnings_on_file() -> None:
    company = desk_at(JUNE_1)[0].company("AAPL")
    # 560.99 / (27.68 + 13.87 + 12.30 - 6.43 - 6.40) = 560.99 / 41.02
    assert company.figures[Measure.PE].value == pytest.approx(560.99 / 41.02)
    assert company.figures[Measure.PE].basis == "12 months to 2012-03-31"
    assert company.figures[Measure.PE].known == date(2012, 4, 25)
    assert (company.price, company.price_at, company.name) == (560.99, close_of(JUNE_1), "Apple Inc.")


def test_the_yield_is_what_was_paid_in_twelve_months_over_the_price() -> None:
    figures = desk_at(JUNE_1)[0].company("MSFT").figures
    # ex-dates 2011-08-16 0.16, 2011-11-15, 2012-02-14 and 2012-05-15 0.20 each; 0.76 / 28.45
    assert figures[Measure.DIVIDENDS].value == pytest.approx(0.76)
    assert figures[Measure.DIVIDEND_YIELD].value == pytest.approx(0.76 / 28.45)
    nothing = desk_at(JUNE_1)[0].company("AAPL").figures[Measure.DIVIDEND_YIELD]
    assert (nothing.value, nothing.basis) == (0.0, "none in 12 months to 2012-06-01")


def test_a_second_look_asks_the_source_nothing_until_the_clock_moves() -> None:
    desk, source, clock = desk_at(JUNE_1)
    assert desk.company("AAPL") is desk.company("AAPL")
    assert source.asked == 1
    clock.at = close_of(date(2012, 6, 4))
    assert desk.company("AAPL").price == 564.29
    assert source.asked == 2


def test_a_clock_that_is_set_back_shows_the_earlier_reports() -> None:
    desk, _, clock = desk_at(JUNE_1)
    assert desk.company("AAPL").facts.reports[0].label == "Q2 FY2012"
    clock.at = close_of(date(2011, 6, 1))
    assert desk.company("AAPL").facts.reports[0].label == "Q2 FY2011"


def test_no_more_than_a_bounded_number_of_answers_is_kept() -> None:
    desk, _, clock = desk_at(date(2010, 1, 4))
    days = [one.day for one in market_at(JUNE_1)._calendar.sessions(date(2010, 1, 4), date(2011, 1, 4))]
    assert len(days) > MOST_KEPT
    for day in days:
        clock.at = close_of(day)
        desk.company("MSFT")
    assert len(desk._kept) == MOST_KEPT


def test_peers_are_the_companies_of_the_same_sector_with_reports() -> None:
    desk = desk_at(JUNE_1)[0]
    assert desk.peers("AAPL") == ["FB", "GOOG", "IBM", "MSFT"]
    assert desk.peers("XOM") == [] and desk.sector("XOM") == "Energy"
    assert desk_at(date(2011, 6, 1))[0].peers("AAPL") == ["GOOG", "IBM", "MSFT"]  # Facebook filed in 2012


def test_what_has_no_reports_or_no_price_is_a_sentence() -> None:
    desk = desk_at(JUNE_1)[0]
    with pytest.raises(NoData, match="not reported by this source"):
        desk.company("XOM")
    with pytest.raises(UnknownSymbol):
        desk.company("NOPE")
    with pytest.raises(NoData, match="history ends 2013-03-01"):
        desk_at(date(2014, 6, 2))[0].company("AAPL")


def test_a_provider_without_fundamentals_names_the_setting_that_brings_them() -> None:
    clock = SetClock(close_of(JUNE_1))
    desk = Fundamentals(NoFundamentals("Alpaca"), market_at(JUNE_1), clock, sector_of=sector_of)
    with pytest.raises(NoData, match="Alpaca tells no fundamentals of AAPL; set MARKET_DATA=yahoo"):
        desk.company("AAPL")
    assert desk.covered() == [] and desk.peers("AAPL") == []
    assert desk.source == "none, Alpaca has no fundamentals"
