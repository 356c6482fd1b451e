"""What of an observation becomes a small table, a chart or a source, and that text in it stays text."""

from datetime import date
from typing import Any

import pytest

from components.chat.sheets import MOST_ROWS, sheet_of
from components.chat.small_charts import Subject, drawing_of, subject_of
from components.chat.sources import source_words
from tests.components.proposals import NOW
from trading.analysis.analyst import Analyst
from trading.market.calendar import ExchangeCalendar
from trading.market.clock import ReplayClock
from trading.market.replay import ReplayMarket, ReplayTape
from trading.types import RunStep

AT = "2012-06-01T20:00:00Z"


def _step(observation: Any, error: str | None = None) -> RunStep:
    return RunStep(n=1, agent="analyst", tool="t", arguments={}, observation=observation, at=NOW, error=error)


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    calendar = ExchangeCalendar()
    clock = ReplayClock(lambda: date(2012, 6, 1), calendar)
    return Analyst(ReplayMarket(ReplayTape(), clock, calendar), clock)


def test_positions_become_a_table_with_two_decimals_and_both_signs() -> None:
    row = {
        "symbol": "AAPL", "qty": "10", "last_price": "560.99", "market_value": "5609.9", "unrealized_pl": "-12.5",
        "weight": 0.0561,
    }  # fmt: skip
    sheet = sheet_of(_step({"positions": [row]}))
    assert sheet is not None
    assert list(sheet.heads) == ["Symbol", "Shares", "Last", "Worth", "Profit", "Weight"]
    assert sheet.rows == [["AAPL", "10", "560.99", "$5,609.90", "−$12.50", "5.61%"]]


def test_what_a_row_lacks_is_a_dash_and_what_cannot_be_read_is_shown_as_it_is() -> None:
    sheet = sheet_of(_step({"fills": [{"symbol": "AAPL", "qty": "many"}]}))
    assert sheet is not None
    assert sheet.rows == [["AAPL", "–", "many", "–", "–"]]


def test_a_long_list_is_cut_and_says_so() -> None:
    sheet = sheet_of(_step({"orders": [{"text": f"order {n}"} for n in range(30)]}))
    assert sheet is not None
    assert len(sheet.rows) == MOST_ROWS
    assert sheet.caption.endswith("first 12 of 30")


@pytest.mark.parametrize("seen", ["text", 3, None, {"positions": []}, {"positions": [1, 2]}, {"other": [{"a": 1}]}])
def test_text_and_empty_or_broken_lists_become_no_table(seen: Any) -> None:
    assert sheet_of(_step(seen)) is None
    assert subject_of(_step(seen)) is None


def test_a_failed_step_shows_neither_table_nor_chart() -> None:
    seen = {"symbol": "AAPL", "last": "1", "at": AT, "positions": [{"symbol": "AAPL"}]}
    assert sheet_of(_step(seen, error="no")) is None
    assert subject_of(_step(seen, error="no")) is None


def test_a_quote_is_charted_up_to_its_own_day_and_not_beyond(analyst: Analyst) -> None:
    subject = subject_of(_step({"symbol": "AAPL", "last": "585.57", "at": "2012-05-01T20:00:00Z"}))
    assert subject == Subject(symbols=("AAPL",), indicator=None, until=date(2012, 5, 1))
    drawing = drawing_of(analyst, subject)
    assert drawing is not None
    assert drawing.days[-1] == "1 May 2012"


def test_an_indicator_is_charted_with_its_guides(analyst: Analyst) -> None:
    subject = subject_of(_step({"symbol": "AAPL", "indicator": "rsi_14", "value": 46.4, "at": AT}))
    assert subject is not None
    drawing = drawing_of(analyst, subject)
    assert drawing is not None
    assert drawing.guides == (30.0, 70.0)
    assert drawing.lines["rsi_14"][-1] == pytest.approx(46.38, abs=0.01)


def test_a_comparison_starts_every_symbol_at_zero(analyst: Analyst) -> None:
    subject = subject_of(_step({"rows": [{"symbol": "IBM"}, {"symbol": "MSFT"}], "at": AT}))
    assert subject is not None
    drawing = drawing_of(analyst, subject)
    assert drawing is not None
    assert [values[0] for values in drawing.lines.values()] == [0.0, 0.0]


def test_an_unknown_symbol_has_no_chart(analyst: Analyst) -> None:
    assert drawing_of(analyst, Subject(symbols=("NOPE",), indicator=None, until=date(2012, 6, 1))) is None


def test_a_source_is_named_with_its_time() -> None:
    assert source_words({"source": "Replay", "at": AT}) == "Replay, as of Fri 1 Jun 2012, 16:00 ET"
    assert source_words({"sentence": "no source"}) == ""
    assert source_words("text") == ""


def test_orders_that_the_words_draft_are_no_table_of_orders() -> None:
    assert sheet_of(_step({"orders": [{"symbol": "AAPL", "side": "buy", "qty": "10"}]})) is None
