"""What of a test on the past an answer shows: the curves, what to mind, and the address of the same test."""

from typing import Any
from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from components.chat.backtest_view import backtest_in
from tests.components.proposals import NOW
from trading.backtest.address import request_of
from trading.backtest.request_wire import request_to_wire
from trading.types import BacktestRequest, RunStep, StrategyRef

REQUEST = BacktestRequest(strategy=StrategyRef(key="sma_cross", params={"fast": 20, "slow": 50}), symbols=("AAPL",))
BODY: dict[str, Any] = {
    "title": "SMA crossover (fast 20, slow 50) on AAPL",
    "days": [f"2012-05-{day:02d}" for day in range(1, 11)],
    "equity": [100_000.0 + day for day in range(10)],
    "held": [100_000.0 - day for day in range(10)],
    "held_name": "AAPL held",
    "warnings": ["6 trades are fewer than 30."],
    "request": request_to_wire(REQUEST),
}


def step(observation: Any, error: str | None = None) -> RunStep:
    return RunStep(
        n=1, agent="strategist", tool="run_backtest", arguments={}, observation=observation, at=NOW, error=error
    )


def test_the_address_opens_the_very_test() -> None:
    tested = backtest_in(step(BODY))
    assert tested is not None
    said = {name: texts[0] for name, texts in parse_qs(tested.address).items()}
    assert said == {"strategy": "sma_cross", "symbols": "AAPL", "params": "fast:20,slow:50"}
    assert request_of(said) == REQUEST


def test_other_steps_and_tests_that_failed_show_nothing() -> None:
    assert backtest_in(step({"sentence": "x"})) is None
    assert backtest_in(step("text")) is None
    assert backtest_in(step(BODY, error="too few bars")) is None


def test_the_curves_the_warnings_and_the_link_are_drawn() -> None:
    def page() -> None:
        import streamlit as st

        from components.chat.backtest_view import backtest_in as found_in
        from components.chat.backtest_view import draw_backtest
        from tests.components.chat.test_backtest_view import BODY as body
        from tests.components.chat.test_backtest_view import step as step_of

        found = found_in(step_of(body))
        if found is not None:
            draw_backtest(found, key="one")
        st.caption("end")

    app = AppTest.from_function(page).run()
    assert not app.exception
    captions = [each.value for each in app.caption]
    assert captions[0].startswith("Equity in USD\\: SMA crossover")
    assert "6 trades are fewer than 30\\." in captions and captions[-1] == "end"
    (link,) = app.get("link_button")
    assert link.proto.url == "strategies?strategy=sma_cross&symbols=AAPL&params=fast%3A20%2Cslow%3A50"
