"""A chart's request is valid from birth, says what there is instead, and survives being kept."""

import doctest
from datetime import date

import pytest

from trading.analysis import chart_request as module
from trading.analysis.chart_request import ChartKind, ChartRequest, ChartSpan, chart_request, request_from_wire
from trading.errors import FixInput
from trading.types import Timeframe
from trading.types.wire import to_wire


def test_the_examples_hold() -> None:
    assert doctest.testmod(module).failed == 0


def test_a_request_survives_being_kept() -> None:
    asked = chart_request(["IBM"], timeframe="1Hour", span="5D", indicators=["bbands"], kind="line")
    assert asked == ChartRequest(
        symbols=("IBM",),
        timeframe=Timeframe.HOUR_1,
        span=ChartSpan.DAYS_5,
        indicators=("bbands_20_2",),
        kind=ChartKind.LINE,
    )
    assert request_from_wire(to_wire(asked)) == asked


def test_what_is_left_out_is_the_usual() -> None:
    assert chart_request(["IBM"]).words == "IBM, daily candles over six months"
    assert chart_request(["IBM", "AAPL"]).kind is ChartKind.COMPARISON
    assert chart_request(["IBM"], timeframe="1week").span is ChartSpan.YEARS_5


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"symbols": ["IBM"], "indicators": ["rsy"]}, "not an indicator of the catalogue; choose one such as sma_20"),
        ({"symbols": ["IBM"], "span": "2Y"}, "one of 1D, 5D, 1M, 3M, 6M, YTD, 1Y, 5Y, All, not '2Y'"),
        ({"symbols": ["IBM"], "timeframe": "1Hour", "span": "5Y"}, "choose one of 1D, 5D, 1M, 3M, 6M, All"),
        ({"symbols": ["IBM"], "timeframe": "2Hour"}, "the length of a bar of a chart is one of 1Min"),
        ({"symbols": ["IBM"], "kind": "pie"}, "candles, line, area, comparison, not 'pie'"),
        ({"symbols": ["IBM"], "kind": "comparison"}, "name 2 to 7"),
        ({"symbols": ["IBM", "AAPL"], "kind": "candles"}, "do not fit one chart of candles"),
        ({"symbols": ["IBM", "AAPL"], "kind": "comparison", "indicators": ["rsi"]}, "no indicators; leave them out"),
        ({"symbols": ["IBM"], "indicators": [f"sma_{n}" for n in range(2, 12)]}, "more than the 8 of one chart"),
        ({"symbols": []}, "0 symbols"),
        ({"symbols": [""]}, "names a symbol twice or none"),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence_with_what_there_is(asked: dict, said: str) -> None:
    with pytest.raises(FixInput) as fault:
        chart_request(asked.pop("symbols"), **asked)
    assert said in str(fault.value)


def test_this_year_begins_on_its_first_day_and_everything_nowhere() -> None:
    today = date(2012, 6, 1)
    assert ChartSpan.THIS_YEAR.start(today) == date(2012, 1, 1)
    assert ChartSpan.ALL.start(today) is None
    assert ChartSpan.MONTH.start(today) == date(2012, 5, 1)
