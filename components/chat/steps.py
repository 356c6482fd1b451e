"""The steps of a run: which agent called which tool, with what, and what came back; each one folds out."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from components.chat.small_charts import indicator_words
from components.formats import MINUS, dollars_a_share
from components.prose import one_line, plain
from trading.types import FINAL_RUN_STATES, Run, RunStatus, RunStep

MAX_SHOWN = 3_000
ACTIVE = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})
_ENDED = {RunStatus.FAILED: ":material/error:", RunStatus.STOPPED: ":material/stop_circle:"}
_TOOLS = {
    "read_words": "reads your words",
    "analyst": "asks the analyst:",
    "trader": "asks the trader:",
    "get_quote": "price of",
    "get_indicator": "looks up",
    "analyze": "analysis of",
    "compare": "compares",
    "draw_chart": "draws",
    "get_fundamentals": "reports of",
    "compare_fundamentals": "compares the reports of",
    "size_position": "reckons a size:",
    "search_symbols": "looks for the symbol of",
    "market_movers": "looks at the market:",
    "screen_symbols": "screens for",
    "get_news": "reads headlines about",
    "get_sentiment": "looks at what is said of",
    "search_web": "searches the web for",
    "read_page": "reads the page",
    "list_filings": "lists the filings of",
    "read_filing": "reads a filing of",
    "strategist": "asks the strategist:",
    "list_strategies": "the strategies that there are",
    "read_rule": "reads a rule:",
    "run_backtest": "tests on the past:",
    "get_portfolio": "your account and positions",
    "get_open_orders": "your open orders",
    "get_history": "your fills and orders",
    "check_condition": "checks the condition on",
    "risk": "asks the risk officer:",
    "researcher": "asks the researcher:",
    "get_limits": "the limits and what is used of them",
    "get_exposure": "your exposure",
    "worst_case": "the most that can be lost",
    "preview_impact": "what an order would change:",
    "route": "asks what the words mean",
    "propose_order": "writes an order for your review:",
    "propose_close": "writes a closing order for your review:",
    "propose_cancel": "writes a cancellation for your review:",
    "final_answer": "answers",
    "resume": "begins again after a restart",
}
"""What each tool does, as a label says it; a tool without words here is called by its name."""


def steps_view(run: Run, now: datetime) -> None:
    """Draw the steps folded under one line that says how far the run is.

    Expanders and not `st.status`, which sleeps 50 ms for each one that it makes.
    """
    active = run.status in ACTIVE
    if not run.steps and not active:
        return
    icon = None if active else _ENDED.get(run.status, ":material/check:")
    with st.expander(_summary(run, now), type="compact", expanded=active, icon=icon):
        for step in run.steps:
            mark = ":material/error:" if step.error else ":material/check_circle:"
            with st.expander(step_words(step), type="step", icon=mark):
                st.code(call_text(step), language=None, wrap_lines=True)
        if active:
            waits = "waits for its turn" if run.status is RunStatus.QUEUED else "thinks"
            with st.expander(f":shimmer[Team · {waits}]", type="step", icon="spinner"):
                st.caption("The next step appears here.")


def step_words(step: RunStep) -> str:
    """Return a step as a label: agent, what it did, for what, and the figure that came back."""
    words = _TOOLS.get(step.tool, step.tool.replace("_", " "))
    said = one_line(f"{words} {_subject(step.arguments)}".strip().rstrip(":"), 70)
    came = " · :red[did not work]" if step.error else _came_back(step.observation)
    return f"{one_line(step.agent.capitalize(), 24)} · {said}{came}"


def call_text(step: RunStep) -> str:
    """Return the call and its result as plain text, cut where it is long."""
    came = step.error if step.error else _as_text(step.observation)
    return _cut(f"{call_words(step)}\n→ {came}")


def call_words(step: RunStep) -> str:
    """Return the call as plain text: the tool with its arguments."""
    arguments = ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in step.arguments.items())
    return f"{step.tool}({arguments})"


def _summary(run: Run, now: datetime) -> str:
    seconds = max(0.0, ((run.finished_at or run.updated_at) - run.created_at).total_seconds())
    count = len(run.steps)
    steps = f"{count} {'step' if count == 1 else 'steps'}"
    if run.status in ACTIVE:
        return f":shimmer[Working · {steps} · {max(0, int((now - run.created_at).total_seconds()))} s]"
    parts = [steps]
    if run.status in FINAL_RUN_STATES and count:
        last = max(step.at for step in run.steps)
        seconds = run.usage.worked_s or max(0.0, (last - run.created_at).total_seconds())
    parts.append(f"{seconds:.1f} s")
    if run.usage.model_calls:
        calls, cost = run.usage.model_calls, run.usage.cost_usd
        parts.append(f"{calls} {'call' if calls == 1 else 'calls'} of a model")
        parts.append("cost not known, so the limits in USD do not hold it" if cost is None else f"\\${cost:.4f}")
    parts.append(one_line(run.planner, 40) if run.planner else "")
    return " · ".join(part for part in parts if part)


def _subject(arguments: dict[str, Any]) -> str:
    named = [
        ", ".join(map(str, value))
        if isinstance(value, list)
        else indicator_words(str(value))
        if name == "indicator"
        else str(value)
        for name in ("side", "indicator", "symbol", "symbols", "rules", "which", "task", "text", "query", "url")
        if (value := arguments.get(name)) and not (name == "task" and "{" in str(value))
    ]
    return " ".join(named)


def _came_back(body: Any) -> str:
    if not isinstance(body, dict):
        return ""
    if isinstance(body.get("last"), str):
        return f" · {plain(dollars_a_share(Decimal(body['last'])))}"
    if isinstance(body.get("value"), float):
        return f" · {body['value']:,.2f}".replace("-", MINUS).replace(".", "\\.")
    return ""


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(_known(value), ensure_ascii=False, indent=1)


def _known(value: Any) -> Any:
    """Drop what a body does not know, which hides what it does."""
    if isinstance(value, dict):
        return {name: _known(item) for name, item in value.items() if item is not None}
    return [_known(item) for item in value] if isinstance(value, list) else value


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…\n({len(text):,} characters in all)"
