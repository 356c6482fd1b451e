"""The runs of the team: what each was asked, how it ended, what it cost and how long it took; and today's budget."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import formats, session_activity
from components.prose import plain
from trading.types import FINAL_RUN_STATES, ModelUse, Run

if TYPE_CHECKING:
    from trading.services import Services
    from trading.settings import Settings

ROWS = 20
LONGEST_ASKED = 120


def budget_today(services: "Services") -> None:
    """Draw what the models have used today against the limits, and how many calls have no known price."""
    used, settings = services.runs.model_calls.today(), services.settings
    if not used.calls and settings.llm_model is None:
        st.caption("Runs are planned by rules: no model is called, and nothing is spent. LLM\\_MODEL sets a model.")
        return
    day = formats.day(services.wall_clock.now().date())
    with st.container(horizontal=True, gap="medium"):
        for share, said in used_of(used, settings):
            st.progress(share, text=plain(said), width=420)
    calls = f"{used.calls:,} {'call' if used.calls == 1 else 'calls'} of models on {day} (UTC)"
    unpriced = f", {used.unpriced:,} of them at a price that is not known" if used.unpriced else ""
    st.caption(plain(f"{calls}{unpriced}. Calls that are still open count with the most that they may use."))


def used_of(used: ModelUse, settings: "Settings") -> list[tuple[float, str]]:
    """Return tokens and USD of a day as shares of their limits, 0 to 1, with the words beside each."""
    tokens, cost = settings.day_max_tokens, settings.day_max_cost_usd
    spent = float(used.cost_usd / cost) if cost else float(used.cost_usd > 0)
    return [
        (min(1.0, used.tokens / tokens), f"{used.tokens:,} of {tokens:,} tokens"),
        (min(1.0, spent), f"{_known_cost(used)} of ${cost:.2f}"),
    ]


def _known_cost(used: ModelUse) -> str:
    """Return the USD of a day; where nobody knows the price of any call, that they are not known."""
    if used.unpriced and used.unpriced == used.calls:
        return "USD not known"
    return f"${used.cost_usd:.4f}{' and what is not known' if used.unpriced else ''}"


def runs_table(services: "Services") -> None:
    """Draw one page of the runs, newest first, with the pages below."""
    import pandas as pd

    cursors = session_activity.run_cursors()
    number = min(int(st.session_state.get(session_activity.RUNS_PAGE) or 1), len(cursors) + 1)
    page = services.runs.list(limit=ROWS, cursor=cursors[number - 2] if number > 1 else None)
    session_activity.remember_run_cursor(number, page.next_cursor)
    if not page.items:
        st.caption("The team has not worked yet. Each question or order in the chat is a run and is listed here.")
        return
    st.dataframe(
        pd.DataFrame([run_row(one) for one in page.items]),
        hide_index=True,
        row_height=32,
        height="content",
        placeholder=formats.MISSING,
        column_config=_columns(),
        alt="The runs of the team with their cost and duration",
        key="runs",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"runs {(number - 1) * ROWS + 1} to {(number - 1) * ROWS + len(page.items)}, newest first")
        if len(session_activity.run_cursors()) > 0:
            st.pagination(len(session_activity.run_cursors()) + 1, key=session_activity.RUNS_PAGE, max_visible_pages=5)


def run_row(run: Run) -> dict[str, Any]:
    """Return a run as a row; a run that goes on has no duration yet, and a cost that nobody knows is said to be so."""
    used = run.usage
    asked = " ".join(run.query.split())
    ended: datetime | None = run.finished_at if run.status in FINAL_RUN_STATES else None
    cost = "not known" if used.cost_usd is None else f"${used.cost_usd:.4f}"
    return {
        "Time, ET": run.created_at,
        "Asked": asked if len(asked) <= LONGEST_ASKED else f"{asked[: LONGEST_ASKED - 1]}…",
        "State": run.status.value.replace("_", " "),
        "Steps": len(run.steps),
        "Calls": used.model_calls,
        "Tokens": used.input_tokens + used.output_tokens,
        "Cost": cost,
        "Worked, s": used.worked_s if ended is not None and used.worked_s else None,
        "Model, s": used.model_s if used.model_calls else None,
        "Planner": run.planner,
    }


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "Time, ET": column.DatetimeColumn(format="DD MMM YYYY HH:mm:ss", timezone="America/New_York", width=150),
        "Asked": column.TextColumn(width="medium"),
        "State": column.TextColumn(width=120),
        "Steps": column.NumberColumn(format="%d", width=60),
        "Calls": column.NumberColumn(format="%d", width=60, help="Calls of a model."),
        "Tokens": column.NumberColumn(format="localized", width=80, help="Read and written by models."),
        "Cost": column.TextColumn(width=90, alignment="right", help="USD of the models, where their prices are known."),
        "Worked, s": column.NumberColumn(format="%.2f", width=85, help="How long the team worked."),
        "Model, s": column.NumberColumn(format="%.2f", width=85, help="How long of that it waited for a model."),
        "Planner": column.TextColumn(width=140),
    }
