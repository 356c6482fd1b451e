"""Where an answer's numbers come from: a chip a step, which opens the call and what came back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from components import formats
from components.chat.small_charts import indicator_words
from components.prose import one_line, plain
from trading.types import Run, RunStep

_ICONS = {
    "backtest": "experiment",
    "strategies": "experiment",
    "quote": "sell",
    "indicator": "show_chart",
    "analy": "query_stats",
    "fundamentals": "account_balance",
    "compar": "compare_arrows",
    "portfolio": "pie_chart",
    "position": "pie_chart",
    "order": "receipt_long",
    "history": "history",
    "news": "newspaper",
    "sentiment": "newspaper",
    "search_web": "travel_explore",
    "read_page": "article",
    "filing": "description",
    "draw_chart": "candlestick_chart",
}

_WHAT = {
    "analyze": "analysis",
    "compare": "compared",
    "check condition": "condition",
    "run backtest": "backtest",
    "draw chart": "chart",
    "read filing": "filing",
}


def sources(run: Run) -> None:
    """Draw the chips of a run; nothing when no step names its source."""
    grounded = [step for step in run.steps if step.error is None and source_words(step.observation)]
    if not grounded:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption("Sources", width="content")
        for step in grounded:
            with st.popover(_chip(step), type="tertiary", icon=_icon(step), key=f"source_{run.id}_{step.n}"):
                st.markdown(f"**{_chip(step)}** · {plain(source_words(step.observation))}")
                st.json(step.observation, expanded=1)


def source_words(body: Any) -> str:
    """Return the source and the time that an observation names, empty when it names no source."""
    if not isinstance(body, Mapping) or not body.get("source"):
        return ""
    at = body.get("at") or body.get("as_of")
    return f"{body['source']}, {_when(str(at))}" if at else str(body["source"])


def _when(at: str) -> str:
    try:
        return formats.as_of(datetime.fromisoformat(at))
    except ValueError:
        return at


def _chip(step: RunStep) -> str:
    symbols = step.arguments.get("symbols")
    named = step.arguments.get("symbol") or (", ".join(map(str, symbols)) if isinstance(symbols, list) else "")
    if step.tool.startswith("propose"):
        return one_line(f"{named} price of the order".strip(), 30)
    what = step.tool.removeprefix("get_").removeprefix("list_").replace("_", " ")
    indicator = step.arguments.get("indicator")
    what = indicator_words(str(indicator)) if indicator else _WHAT.get(what, what)
    return one_line(f"{named} {what}".strip(), 30)


def _icon(step: RunStep) -> str:
    return f":material/{next((icon for word, icon in _ICONS.items() if word in step.tool), 'database')}:"
