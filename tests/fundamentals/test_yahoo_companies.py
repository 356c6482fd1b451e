"""What Yahoo tells of companies, in the shapes that it sends, from a server of loopback."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.fundamentals.yahoo_company import with_company
from tests.market.recording import SetClock
from tests.yahoo_server.server import STATEMENTS, SUMMARY, YahooServer
from tests.yahoo_server.state import Fault, YahooState
from trading.errors import NoData, Unavailable
from trading.fundamentals.figures import Ground, figures
from trading.fundamentals.trailing import trailing
from trading.fundamentals.yahoo import KEPT_FOR, YahooFundamentals
from trading.types import CompanyFacts, Figure, Line, Measure, PeriodKind
from trading.yahoo import Yahoo

NOW = datetime(2026, 8, 20, 15, tzinfo=UTC)


class Rig:
    """One server and one reader of it, with a clock that a test moves."""

    def __init__(self, state: YahooState, source: YahooFundamentals, clock: SetClock) -> None:
        self.state, self.source, self.clock = state, source, clock

    def figure(self, measure: Measure, symbol: str = "MADE") -> Figure:
        found = self.source.facts(symbol)
        return figures(Ground(facts=found, price=50.0, day=date(2026, 8, 20), dividends=None))[measure]

    def asked(self, path: str) -> int:
        return len([one for one, _ in self.state.seen if one.startswith(path)])


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    clock = SetClock(NOW)
    with YahooServer() as server:
        with_company(server.state)
        yahoo = Yahoo(clock=clock, data_dir=tmp_path, base_url=server.url)
        yield Rig(server.state, YahooFundamentals(yahoo, clock), clock)
        yahoo.close()


def test_statements_shares_sector_and_targets_are_read(rig: Rig) -> None:
    found = rig.source.facts("MADE")
    year = next(one for one in found.reports if one.kind is PeriodKind.YEAR)
    assert (year.label, year.ends, year.filed, year.currency) == ("FY2025", date(2025, 9, 30), None, "USD")
    assert year.lines[Line.REVENUE] == 10_000e6 and year.lines[Line.CAPITAL_SPENDING] == 700e6
    assert Line.NET_INCOME_COMMON not in year.lines  # it only repeats the net income
    assert (found.shares, found.sector, found.source) == (500e6, "Technology", "Yahoo Finance")
    assert found.targets is not None
    assert (found.targets.low, found.targets.mean, found.targets.median, found.targets.high) == (40.0, 60.0, 61.5, 80.0)
    assert found.targets.count == 12


def test_quarters_are_counted_from_where_the_fiscal_year_ends(rig: Rig) -> None:
    quarters = [one for one in rig.source.facts("MADE").reports if one.kind is PeriodKind.QUARTER]
    assert [one.label for one in quarters] == ["Q3 FY2026", "Q2 FY2026", "Q1 FY2026", "Q4 FY2025", "Q3 FY2025"]


def test_the_ratio_is_over_the_newest_four_quarters(rig: Rig) -> None:
    # 1.4 + 1.3 + 1.2 + 1.1 = 5.0; 50 / 5 = 10
    assert rig.figure(Measure.PE).value == pytest.approx(10.0)
    assert rig.figure(Measure.MARKET_CAP).value == 25e9  # 50 x 500 million


def test_a_company_without_quarters_falls_back_to_its_year(rig: Rig) -> None:
    series = rig.state.timeseries["MADE"]
    rig.state.timeseries["MADE"] = {name: rows for name, rows in series.items() if name.startswith("annual")}
    found = trailing(rig.source.facts("MADE").reports, Line.EPS_DILUTED)
    assert found is not None and (found.value, found.basis) == (4.0, "fiscal year to 2025-09-30")


def test_a_missing_row_and_a_missing_period_are_not_reported(rig: Rig) -> None:
    series = rig.state.timeseries["MADE"]
    del series["annualOperatingIncome"]
    series["annualGrossProfit"] = series["annualGrossProfit"][1:]
    year = next(one for one in rig.source.facts("MADE").reports if one.kind is PeriodKind.YEAR)
    assert Line.OPERATING_INCOME not in year.lines and Line.GROSS_PROFIT not in year.lines
    assert rig.figure(Measure.OPERATING_MARGIN).reason == "not reported"


def test_what_is_not_a_number_is_not_reported(rig: Rig) -> None:
    rig.state.timeseries["MADE"]["annualNetIncome"] = [(date(2025, 9, 30), float("nan")), (date(2024, 9, 30), 1_200e6)]
    with_company_fields = rig.state.summaries["MADE"]["financialData"]
    with_company_fields |= {"targetLowPrice": "Infinity", "sharesOutstanding": 0}
    found = rig.source.facts("MADE")
    year = next(one for one in found.reports if one.kind is PeriodKind.YEAR)
    assert Line.NET_INCOME not in year.lines
    assert found.shares is None and found.targets is not None and found.targets.low is None


def test_without_targets_the_reason_stands_in_their_place(rig: Rig) -> None:
    names = ("targetLowPrice", "targetMeanPrice", "targetMedianPrice", "targetHighPrice", "numberOfAnalystOpinions")
    with_company(rig.state, **dict.fromkeys(names))
    found = rig.source.facts("MADE")
    assert found.targets is None and found.targets_reason == "Yahoo Finance tells none"


def test_reports_in_another_currency_than_the_price_make_no_ratio(rig: Rig) -> None:
    with_company(rig.state, financialCurrency="TWD")
    found = rig.source.facts("MADE")
    assert (found.currency, found.price_currency) == ("TWD", "USD")
    assert rig.figure(Measure.PE).reason == "not comparable: reports are in TWD, the price is in USD"


def test_negative_earnings_make_a_ratio_without_meaning(rig: Rig) -> None:
    days = [day for day, _ in rig.state.timeseries["MADE"]["quarterlyDilutedEPS"]]
    rig.state.timeseries["MADE"]["quarterlyDilutedEPS"] = [(day, -0.5) for day in days]
    found = rig.figure(Measure.PE)
    assert found.value is None and found.reason == "not meaningful: earnings a share are -2.00"


def test_a_fund_files_no_statements_and_none_are_asked_for(rig: Rig) -> None:
    with_company(rig.state, "FUND", quoteType="ETF")
    with pytest.raises(NoData, match=r"FUND is no company \(ETF at Yahoo Finance\), so it files no statements"):
        rig.source.facts("FUND")
    assert not [one for one, asked in rig.state.seen if one.startswith(STATEMENTS) and "TotalRevenue" in asked["type"]]


def test_a_company_of_which_nothing_is_told_is_a_sentence(rig: Rig) -> None:
    with_company(rig.state, "BARE", sharesOutstanding=None)
    rig.state.timeseries["BARE"] = {}
    with pytest.raises(NoData, match="BARE has no statements at Yahoo Finance"):
        rig.source.facts("BARE")


def test_an_unknown_symbol_is_a_sentence(rig: Rig) -> None:
    with pytest.raises(NoData, match="NOPE"):
        rig.source.facts("NOPE")


def test_too_many_calls_are_a_pause_and_not_an_empty_company(rig: Rig) -> None:
    rig.state.faults.append(Fault(status=429, path=SUMMARY))
    with pytest.raises(Unavailable, match="takes no more calls for now; try again in 60 s"):
        rig.source.facts("MADE")
    rig.clock.at += timedelta(seconds=61)
    assert rig.source.facts("MADE").reports


def test_a_web_page_in_place_of_statements_is_a_sentence(rig: Rig) -> None:
    page = Fault(body="<html>consent</html>", content_type="text/html", path=STATEMENTS)
    rig.state.faults += [page] * 40  # yfinance asks again in smaller pieces
    with pytest.raises(Unavailable, match="a web page instead of data; try again"):
        rig.source.facts("MADE")


def test_one_answer_serves_six_hours_and_many_askers(rig: Rig) -> None:
    with ThreadPoolExecutor(8) as pool:
        found: list[CompanyFacts] = list(pool.map(rig.source.facts, ["MADE"] * 8))
    assert len({id(one) for one in found}) == 1 and rig.asked(SUMMARY) == 1
    rig.clock.at += KEPT_FOR - timedelta(seconds=1)
    assert rig.source.facts("MADE") is found[0]
    rig.clock.at += timedelta(seconds=1)
    assert rig.source.facts("MADE") is not found[0] and rig.asked(SUMMARY) == 2
