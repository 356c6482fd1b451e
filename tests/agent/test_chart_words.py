"""Words for charts become a request that code has judged; a model's request is judged by the same code."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.own.team import TAKEN
from tests.agent.rig import TeamRig, steps
from tests.agent.scripted_model import call
from tests.agent.words import read
from trading.types import Intent, RunStatus


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        (
            "chart AAPL with RSI and MACD over 6 months",
            "AAPL, daily candles over six months with RSI (14) and MACD (12, 26, 9)",
        ),
        ("compare AAPL and MSFT this year", "AAPL, MSFT compared by percent change, daily bars, this year"),
        ("show me IBM 1h with bollinger bands", "IBM, hourly candles over one month with Bollinger Bands (20, 2)"),
        ("line chart of MSFT for the last 3 months", "MSFT, daily closes over three months"),
        ("chart IBM 15m today", "IBM, 15-minute candles over one day"),
        ("graph AAPL against IBM ytd", "AAPL, IBM compared by percent change, daily bars, this year"),
        ("plot apple since 2010 with on balance volume", "AAPL, daily candles over all that is recorded with On-bal"),
        ("chart AAPL 5y", "AAPL, daily candles over five years"),
        ("chart IBM with volume, please", "IBM, daily candles over six months"),
        ("chart AAPL with MACD (8, 21, 5)", "AAPL, daily candles over six months with MACD (8, 21, 5)"),
    ],
)
def test_words_say_what_is_drawn(words: str, drawn: str) -> None:
    (chart,) = read(words).charts
    assert chart.words.startswith(drawn)


def test_an_indicator_for_two_symbols_makes_a_chart_of_each() -> None:
    assert [chart.symbols for chart in read("chart AAPL and IBM with RSI").charts] == [("AAPL",), ("IBM",)]


@pytest.mark.parametrize(
    "words",
    ["price of AAPL", "compare AAPL and MSFT", "RSI of IBM", "buy 10 AAPL", "show me the price of IBM", "help",
     "buy 1 AAPL if the chart says so", "sentiment of AAPL this year"],
)  # fmt: skip
def test_other_words_draw_nothing(words: str) -> None:
    assert read(words).charts == ()


def test_an_indicator_that_is_none_is_answered_with_what_there_is() -> None:
    reading = read("chart AAPL with foobar")
    assert reading.intent is Intent.UNCLEAR and reading.settled and reading.charts == ()
    assert reading.reply.startswith("No chart was drawn. 'foobar' is not an indicator of the catalogue; choose one")
    assert "rsi_14" in reading.reply


def test_a_span_that_there_is_not_is_said_to_be_widened() -> None:
    reading = read("chart AAPL over 2 years")
    assert reading.charts[0].span == "5Y" and "The nearest span" in reading.note


def test_the_chart_is_kept_as_the_result_of_its_step_with_its_figures(rig: TeamRig) -> None:
    run = rig.ask("chart AAPL with RSI over 3 months")
    assert steps(run) == ["manager.analyst", "analyst.draw_chart"]
    drawn = run.steps[-1].observation
    assert drawn["chart"] == {
        "symbols": ["AAPL"], "timeframe": "1Day", "span": "3M", "indicators": ["rsi_14"], "kind": "candles",
    }  # fmt: skip
    assert drawn["newest_close"] == pytest.approx(560.99, abs=0.005)  # the close of 1 Jun 2012
    assert run.result is not None and "$560.99" in run.result and run.proposals == ()
    assert run.figures and all(figure.source is not None for figure in run.figures)


def test_a_comparison_shows_the_change_since_the_year_began(rig: TeamRig) -> None:
    run = rig.ask("compare AAPL and MSFT this year")
    drawn = run.steps[-1].observation
    assert drawn["chart"]["kind"] == "comparison" and drawn["start"].startswith("2012-01-03")
    assert [row["symbol"] for row in drawn["rows"]] == ["AAPL", "MSFT"]


def test_an_index_of_closes_alone_is_a_line_and_says_what_it_lacks(rig: TeamRig) -> None:
    run = rig.ask("chart SPX with obv and rsi")
    assert run.steps[-1].observation["chart"]["kind"] == "line"
    assert run.result is not None and "On-balance volume needs the volume" in run.result


def test_bars_that_the_market_has_not_are_refused_with_those_it_has(rig: TeamRig) -> None:
    run = rig.ask("show me IBM 1h with bollinger bands")
    assert run.status is RunStatus.DONE
    assert run.result == "Replay, bundled daily bars has no hourly bars, only daily, weekly ones; ask for those."


def _scripted(folder: Path) -> Callable[..., TeamRig]:
    def begin(**arguments: object) -> TeamRig:
        script = [
            call("analyst", task="Draw it"),
            call("draw_chart", **arguments),
            call("final_answer", answer="Drawn."),
            call("final_answer", answer="Here is the chart."),
        ]
        made = TeamRig(folder / "scripted", script=script)
        made.team.warm()
        return made

    return begin


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"symbols": ["AAPL"], "indicators": ["moonphase"]}, "not an indicator of the catalogue"),
        ({"symbols": ["AAPL"], "span": "fortnight"}, "the span of a chart is one of"),
        ({"symbols": ["AAPL"], "bars": 5}, "bars must be a text"),
        ({"symbols": ["NOPE"]}, "NOPE"),
    ],
)
def test_a_model_that_asks_for_a_chart_that_is_none_is_told_what_there_is(
    tmp_path: Path, arguments: dict[str, object], said: str
) -> None:
    rig = _scripted(tmp_path)(**arguments)
    try:
        run = rig.ask("chart AAPL")
        (step,) = [one for one in run.steps if one.tool == "draw_chart"]
        assert step.error is not None and said in step.error
        assert run.proposals == ()
    finally:
        rig.close()


def test_a_model_chooses_what_is_drawn(tmp_path: Path) -> None:
    rig = _scripted(tmp_path)(symbols=["aapl", "IBM"], span="1y")
    try:
        run = rig.ask("chart AAPL")
        (step,) = [one for one in run.steps if one.tool == "draw_chart"]
        assert step.error is None and step.observation["chart"]["kind"] == "comparison"
    finally:
        rig.close()


def test_no_file_of_the_user_may_take_the_name() -> None:
    assert "draw_chart" in TAKEN
