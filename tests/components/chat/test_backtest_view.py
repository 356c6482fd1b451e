"""What of a test on the past an answer shows: the curves, what to mind, and the address of the same test."""

from pathlib import Path
from typing import Any

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
    "task_id": "abc",
}


def step(observation: Any, error: str | None = None) -> RunStep:
    return RunStep(
        n=1, agent="strategist", tool="run_backtest", arguments={}, observation=observation, at=NOW, error=error
    )


def test_the_address_opens_the_very_test() -> None:
    tested = backtest_in(step(BODY))
    assert tested is not None
    said = {"strategy": "sma_cross", "symbols": "AAPL", "params": "fast:20,slow:50"}
    assert tested.address == said | {"job": "abc"}
    assert request_of(tested.address) == REQUEST
    before = backtest_in(step({name: value for name, value in BODY.items() if name != "task_id"}))
    assert before is not None and before.address == said


def test_other_steps_and_tests_that_failed_show_nothing() -> None:
    assert backtest_in(step({"sentence": "x"})) is None
    assert backtest_in(step("text")) is None
    assert backtest_in(step(BODY, error="too few bars")) is None


PAGE = """
import streamlit as st

from components.chat.backtest_view import backtest_in, draw_backtest
from tests.components.chat.test_backtest_view import BODY, step

found = backtest_in(step(BODY))
if found is not None:
    draw_backtest(found, key="one")
st.caption("end")
"""


def test_the_curves_the_warnings_and_a_link_within_the_tab_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(PAGE)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "strategies.py").write_text("")
    app = AppTest.from_file(tmp_path / "main.py", default_timeout=30).run()
    assert not app.exception
    captions = [each.value for each in app.caption]
    assert captions[0].startswith("Equity in USD\\: SMA crossover")
    assert "6 trades are fewer than 30\\." in captions and captions[-1] == "end"
    (link,) = app.get("page_link")
    assert link.proto.page == "strategies" and not link.proto.external
    assert link.proto.query_string == "strategy=sma_cross&symbols=AAPL&params=fast%3A20%2Cslow%3A50&job=abc"
