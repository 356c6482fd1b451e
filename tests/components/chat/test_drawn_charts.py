"""An answer shows the chart that a step has kept, as of that step, and the link opens the very same view."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from components.chart_view import BAR_LENGTHS, ChartView, view_from_params, view_of, view_to_params
from components.chat.drawn_charts import drawn_in
from components.chat.small_charts import subject_of
from trading.analysis.chart_request import ChartKind, ChartSpan, chart_request, spans_of
from trading.types import RunStep
from trading.types.wire import to_wire

AT = datetime(2012, 6, 1, 20, tzinfo=UTC)
REQUEST = chart_request(["AAPL"], span="YTD", indicators=["rsi", "macd"])


def _step(body: Any, *, error: str | None = None) -> RunStep:
    return RunStep(n=1, agent="analyst", tool="draw_chart", arguments={}, observation=body, at=AT, error=error)


def _body(**changes: Any) -> dict[str, Any]:
    return {"chart": to_wire(REQUEST), "at": "2012-06-01T20:00:00Z", "source": "S", "rows": []} | changes


def test_a_step_with_a_chart_is_drawn_up_to_its_own_day() -> None:
    drawn = drawn_in(_step(_body()))
    assert drawn is not None and drawn.request == REQUEST and drawn.until == date(2012, 6, 1)
    assert "S, as of Fri 1 Jun 2012, 16:00 ET" in drawn.told


@pytest.mark.parametrize(
    "step",
    [
        _step("text"),
        _step({"last": "5"}),
        _step(_body(), error="no"),
        _step(_body(chart={"symbols": ["AAPL"]})),
        _step(_body(chart=to_wire(REQUEST) | {"indicators": ["gone_5"]})),
        _step(_body(chart=to_wire(REQUEST) | {"symbols": "AAPL"})),
    ],
)
def test_other_steps_and_broken_ones_draw_nothing(step: RunStep) -> None:
    assert drawn_in(step) is None


def test_a_drawn_comparison_is_not_drawn_a_second_time_as_a_small_chart() -> None:
    rows = [{"symbol": "AAPL"}, {"symbol": "IBM"}]
    assert subject_of(_step(_body(rows=rows))) is None
    assert subject_of(_step({"rows": rows, "at": "2012-06-01T20:00:00Z"})) is not None


@pytest.mark.parametrize("bars", BAR_LENGTHS.values())
def test_the_link_says_the_same_view_as_the_request(bars: str) -> None:
    symbols = {"AAPL", "IBM", "MSFT"}
    base = ChartView(symbol="MSFT")
    for span in spans_of(bars):
        one = chart_request(["IBM"], timeframe=bars, span=span, indicators=["sma_100"], kind="area")
        view = view_from_params(view_to_params(view_of(one)), base, symbols)
        assert (view.symbol, view.timeframe, view.span, view.indicators, view.kind, view.compare) == (
            "IBM", bars, span, ("sma_100",), "Area", (),
        )  # fmt: skip
        both = chart_request(["IBM", "AAPL"], timeframe=bars, span=span)
        assert both.kind is ChartKind.COMPARISON
        view = view_from_params(view_to_params(view_of(both)), base, symbols)
        assert (view.symbol, view.compare, ChartSpan(view.span)) == ("IBM", ("AAPL",), span)
