"""The chart's address says the whole view, and a wrong address harms nothing."""

import doctest
from dataclasses import replace
from datetime import date

from components import chart_view
from components.chart_view import (
    PRESETS,
    ChartView,
    known_names,
    own_params,
    unknown_names,
    view_from_params,
    view_to_params,
)
from trading.indicators import named
from trading.types import Timeframe

SYMBOLS = {"AAPL", "IBM", "MSFT"}
BASE = ChartView(symbol="AAPL")


def test_the_examples_in_the_view_hold() -> None:
    assert doctest.testmod(chart_view).failed == 0


def test_a_view_survives_the_way_through_the_address() -> None:
    view = ChartView(
        symbol="IBM",
        bars="Week",
        span="5Y",
        indicators=("sma_100", "macd_12_26_9"),
        compare=("MSFT", "AAPL"),
        kind="Area",
        profile=True,
    )
    assert view_from_params(view_to_params(view), BASE, SYMBOLS) == view


def test_all_hours_are_in_the_address_only_when_they_are_shown() -> None:
    view = ChartView(symbol="IBM", bars="5m", span="5D", extended=True)
    assert view_to_params(view)["hours"] == "all"
    assert view_from_params(view_to_params(view), BASE, SYMBOLS) == view
    assert "hours" not in view_to_params(replace(view, extended=False))
    assert view_from_params(view_to_params(replace(view, extended=False)), view, SYMBOLS).extended is False


def test_no_indicators_is_a_view_of_its_own_and_not_the_default() -> None:
    bare = replace(BASE, indicators=())
    assert view_from_params(view_to_params(bare), BASE, SYMBOLS).indicators == ()


def test_what_an_address_says_wrongly_stays_as_it_was() -> None:
    asked = {"symbol": "<script>", "bars": "Minute", "range": "99Y", "indicators": "x,rsi_9999", "compare": "AAPL,NOPE"}
    assert view_from_params(asked, BASE, SYMBOLS) == replace(BASE, indicators=())


def test_lower_case_addresses_work() -> None:
    view = view_from_params({"symbol": "ibm", "bars": "week", "range": "all"}, BASE, SYMBOLS)
    assert (view.symbol, view.timeframe, view.span) == ("IBM", Timeframe.WEEK_1, "All")


def test_parameters_of_other_pages_are_not_the_charts() -> None:
    assert own_params({"symbol": "IBM", "conversation": "7"}) == {"symbol": "IBM"}


def test_the_span_counts_back_from_the_markets_today() -> None:
    assert replace(BASE, span="3M").start(date(2012, 6, 1)) == date(2012, 3, 1)
    assert replace(BASE, span="All").start(date(2012, 6, 1)) is None


def test_every_preset_is_in_the_catalogue_by_its_full_name() -> None:
    assert [named(name).name for name in PRESETS] == list(PRESETS)


def test_an_indicator_may_be_typed_as_people_say_it() -> None:
    assert known_names(["MACD (12, 26, 9)", "bbands 20 2.5"]) == ("macd_12_26_9", "bbands_20_2.5")
    assert "choose one" in unknown_names(["vwapp"])[0]


def test_every_length_of_a_bar_has_words_and_ranges_that_suit_it() -> None:
    for bars in chart_view.BAR_LENGTHS:
        view = replace(BASE, bars=bars)
        assert view.bar_words
        assert set(view.spans) <= set(chart_view.SPANS)
    assert "1D" in replace(BASE, bars="5m").spans
    assert "1D" not in BASE.spans
