"""A test on the past inside an answer: its equity beside what was held, its warnings, and the way to the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from components import formats
from components.chat.small_charts import LEAST_POINTS, Drawing, draw_lines
from components.prose import plain
from components.session_strategies import JOB
from trading.backtest.address import address_of
from trading.backtest.request_wire import request_from_wire
from trading.types import RunStep


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestCurves:
    """What an answer shows of a test: the curves at the same days, USD, and what the page's address says of it."""

    title: str
    days: Sequence[str]
    equity: Sequence[float | None]
    held: Sequence[float | None]
    held_name: str
    warnings: Sequence[str]
    address: Mapping[str, str]


def backtest_in(step: RunStep) -> BacktestCurves | None:
    """Return what a step has tested, None for other steps and for tests that failed."""
    body = step.observation
    if step.error is not None or not isinstance(body, Mapping) or not {"equity", "held", "request"} <= set(body):
        return None
    # answers of before tests were jobs name none: there the page plays the test again
    job = {JOB: str(body["task_id"])} if "task_id" in body else {}
    return BacktestCurves(
        title=str(body["title"]),
        days=[str(day) for day in body["days"]],
        equity=body["equity"],
        held=body["held"],
        held_name=str(body["held_name"]),
        warnings=[str(said) for said in body["warnings"]],
        address=address_of(request_from_wire(body["request"])) | job,
    )


def draw_backtest(tested: BacktestCurves, *, key: str) -> None:
    """Draw the curves, what to mind, and the link that opens the same test on the Strategies page."""
    if len(tested.days) >= LEAST_POINTS:
        draw_lines(_drawing(tested), key=key)
    for said in tested.warnings:
        st.caption(plain(said))
    st.page_link(
        "pages/strategies.py", label="Open on Strategies", icon=":material/experiment:", query_params=tested.address
    )


def _drawing(tested: BacktestCurves) -> Drawing:
    lines: dict[str, Any] = {"Strategy": tested.equity, _capital(tested.held_name): tested.held}
    return Drawing(
        caption=f"Equity in USD: {tested.title}",
        days=[formats.day(date.fromisoformat(day)) for day in tested.days],
        lines=lines,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
