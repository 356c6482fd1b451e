"""The Fundamentals page shows what was on file at now, says what is not reported, and keeps its choice."""

import json
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

import bootstrap
from components import session_fundamentals
from tests.pages.conftest import ROOT, Open, texts


def _at(**params: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "pages" / "fundamentals.py"), default_timeout=60)
    for name, value in params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def _metrics(at: AppTest) -> dict[str, tuple[str, str]]:
    return {one.label: (one.value.replace("\\", ""), one.delta) for one in at.metric}


def _table(at: AppTest, nth: int) -> Any:
    return at.table[nth].value


def test_the_first_view_is_a_company_with_its_figures_and_where_they_are_from(visit: Open) -> None:
    at = visit("fundamentals")
    metrics = _metrics(at)
    # 560.99 / 41.02, the 12 months on file at 2012-06-01
    assert metrics["P/E"] == ("13.68", "12 months to 31 Mar 2012")
    assert metrics["EPS"] == ("$41.02", "12 months to 31 Mar 2012")
    assert metrics["Market cap"] == ("$525.45B", "diluted shares of FY2011")  # 560.99 x 936.645 million
    said = texts(at).replace("\\", "")
    assert "Apple Inc." in said and "as of Fri 1 Jun 2012, 16:00 ET" in said
    assert "newest report Q2 FY2012, period to 31 Mar 2012, filed 25 Apr 2012" in said
    assert "No analysts' targets" in said


def test_the_address_leads_on_arrival_and_a_missing_figure_says_why(wired: bootstrap.Wiring) -> None:
    at = _at(company="ibm")
    assert at.query_params["company"] == "IBM"
    assert at.session_state[session_fundamentals.COMPANY] == "IBM"
    assert _metrics(at)["Operating margin"] == ("–", "not reported")


def test_a_company_with_prices_only_is_a_sentence_and_the_choice_stays(wired: bootstrap.Wiring) -> None:
    at = _at(company="XOM")
    (said,) = at.info
    assert "XOM is not reported by this source" in said.value
    assert at.selectbox(key=session_fundamentals.COMPANY).value == "XOM" and not at.metric
    at.selectbox(key=session_fundamentals.COMPANY).set_value("MSFT").run()
    assert not at.exception and not at.info and "P/E" in _metrics(at)
    assert at.query_params["company"] == "MSFT"


def test_statements_are_told_by_year_and_by_quarter(visit: Open) -> None:
    at = visit("fundamentals")
    years = _table(at, 0)
    assert list(years.columns)[1:] == ["FY2011", "FY2010", "FY2009"]
    revenue = years[years.iloc[:, 0] == "Revenue"].iloc[0]
    assert [text.replace("\\", "") for text in revenue.iloc[1:]] == ["108,249", "65,225", "42,905"]
    at.segmented_control(key=session_fundamentals.PERIOD).set_value("Quarterly").run()
    assert list(_table(at, 0).columns)[1:3] == ["Q2 FY2012", "Q1 FY2012"]
    at.segmented_control(key=session_fundamentals.STATEMENT).set_value("Balance sheet").run()
    assert not at.exception
    assert "no quarterly figures are reported by this source" in texts(at)


def test_peers_are_those_of_the_sector_until_others_are_chosen(visit: Open) -> None:
    at = visit("fundamentals")
    assert list(_table(at, 1).columns)[1:] == ["AAPL", "FB", "GOOG", "IBM", "MSFT"]
    at.multiselect(key=session_fundamentals.PEERS).set_value(["IBM"]).run()
    assert list(_table(at, 1).columns)[1:] == ["AAPL", "IBM"]


def test_the_ratio_stands_over_the_price_with_a_gap_where_it_has_no_meaning(visit: Open) -> None:
    option = json.loads(visit("fundamentals").get("echarts_chart")[0].proto.spec)
    assert [one["name"] for one in option["series"]] == ["P/E, times", "Price, USD"]
    assert [one["connectNulls"] for one in option["series"]] == [False, False]


def test_stepping_the_replay_back_shows_what_was_on_file_then(wired: bootstrap.Wiring) -> None:
    assert wired.services.replay is not None
    wired.services.replay.go_to(date(2011, 6, 1))
    at = _at()
    assert list(_table(at, 0).columns)[1:] == ["FY2010", "FY2009"]
    # 15.15 + 6.43 + 6.40 - 3.67 - 3.33 = 20.98
    assert _metrics(at)["EPS"][0] == "$20.98"
