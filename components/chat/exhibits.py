"""Small charts and tables inside an answer, read from what the tools returned; text of tools is never markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from components import formats
from components.prose import one_line, plain
from trading.types import Run, RunStep

CHART_HEIGHT = 180
MOST_ROWS = 12
MOST_COLUMNS = 7
LEAST_POINTS = 8
_SERIES_NAMES = ("closes", "close", "history", "equity", "values")
_TIME_NAMES = ("days", "dates", "times", "time")
_TABLE_NAMES = ("positions", "orders", "fills", "rows", "items", "symbols", "compared", "proposals")
_ICONS = {
    "quote": "sell",
    "bars": "database",
    "indicator": "show_chart",
    "portfolio": "pie_chart",
    "order": "receipt_long",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series for a small chart: a caption, labels of the axis (may be empty) and values."""

    caption: str
    labels: Sequence[str]
    values: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One small table: a caption, the column heads and the cells as text."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def exhibits(run: Run) -> list[Line | Sheet]:
    """Return what of a run's observations is worth a picture or a table, in the order of the steps, each once."""
    found: list[Line | Sheet] = []
    for step in run.steps:
        for shown in (_line(step), _sheet(step)):
            if shown is not None and shown not in found:
                found.append(shown)
    return found


def draw_exhibits(run: Run) -> None:
    """Draw the small charts and tables of a run."""
    for n, shown in enumerate(exhibits(run)):
        if isinstance(shown, Line):
            _draw_line(shown, key=f"line_{run.id}_{n}")
        else:
            _draw_sheet(shown)


def sources(run: Run) -> None:
    """Draw a chip for each step that an answer can rest on; it opens the call and what came back."""
    grounded = [step for step in run.steps if step.error is None and _source(step.observation)]
    if not grounded:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.caption("Sources", width="content")
        for step in grounded:
            with st.popover(_chip(step), type="tertiary", icon=_icon(step), key=f"source_{run.id}_{step.n}"):
                st.markdown(f"**{_chip(step)}** · {plain(_source(step.observation))}")
                st.json(step.observation, expanded=1)


def _line(step: RunStep) -> Line | None:
    body = step.observation
    if not isinstance(body, Mapping):
        return None
    for name in _SERIES_NAMES:
        values = body.get(name)
        if _is_series(values):
            labels = next((body[t] for t in _TIME_NAMES if isinstance(body.get(t), list)), [])
            return Line(
                caption=_caption(step, body), labels=[str(x)[:10] for x in labels], values=[float(v) for v in values]
            )
    return None


def _is_series(values: Any) -> bool:
    numeric = isinstance(values, list) and len(values) >= LEAST_POINTS
    return numeric and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _sheet(step: RunStep) -> Sheet | None:
    body = step.observation
    rows = body if isinstance(body, list) else None
    if isinstance(body, Mapping):
        rows = next((body[n] for n in _TABLE_NAMES if isinstance(body.get(n), list)), None)
    if not rows or not all(isinstance(row, Mapping) for row in rows):
        return None
    heads = [h for h in rows[0] if all(not isinstance(row.get(h), list | Mapping) for row in rows)][:MOST_COLUMNS]
    if len(heads) < 2:
        return None
    cells = [[_cell(row.get(head)) for head in heads] for row in rows[:MOST_ROWS]]
    more = f", first {MOST_ROWS} of {len(rows)}" if len(rows) > MOST_ROWS else ""
    caption = _caption(step, body if isinstance(body, Mapping) else {}) + more
    return Sheet(caption=caption, heads=[h.replace("_", " ") for h in heads], rows=cells)


def _cell(value: Any) -> str:
    if value is None:
        return formats.MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}".replace("-", formats.MINUS)
    return str(value)


def _caption(step: RunStep, body: Mapping[str, Any]) -> str:
    named = body.get("symbol") or step.arguments.get("symbol") or step.tool.replace("_", " ")
    return f"{named} · {_source(body)}" if _source(body) else str(named)


def _source(body: Any) -> str:
    if not isinstance(body, Mapping):
        return ""
    parts = [str(body[name]) for name in ("source", "as_of", "at") if body.get(name)]
    return ", ".join(parts)


def _chip(step: RunStep) -> str:
    named = step.arguments.get("symbol") or ""
    return one_line(f"{named} {step.tool.removeprefix('get_').replace('_', ' ')}".strip(), 28)


def _icon(step: RunStep) -> str:
    return f":material/{next((icon for word, icon in _ICONS.items() if word in step.tool), 'database')}:"


def _draw_line(line: Line, *, key: str) -> None:
    from components.charts.palette import palette_of

    accent = palette_of(st.context.theme.type).accent
    option = {
        "animation": False,
        "grid": {"left": 2, "right": 52, "top": 10, "bottom": 24, "containLabel": False, "outerBoundsMode": "none"},
        "xAxis": {
            "type": "category",
            "data": [_day(label) for label in line.labels] or list(range(len(line.values))),
            "boundaryGap": False,
            "axisLabel": {"alignMinLabel": "left", "alignMaxLabel": "right", "hideOverlap": True},
        },
        "yAxis": {"type": "value", "scale": True, "position": "right", "splitNumber": 3},
        "tooltip": {"trigger": "axis"},
        "series": [
            {
                "type": "line",
                "data": list(line.values),
                "showSymbol": False,
                "lineStyle": {"color": accent, "width": 2},
                "areaStyle": {"color": accent, "opacity": 0.08},
            }
        ],
    }
    st.caption(plain(line.caption))
    st.echarts_chart(option, height=CHART_HEIGHT, key=key, alt=f"{line.caption}: line chart")


def _day(label: str) -> str:
    try:
        return formats.day(date.fromisoformat(label))
    except ValueError:
        return label


def _draw_sheet(sheet: Sheet) -> None:
    st.caption(plain(sheet.caption))
    heads = " | ".join(plain(head) for head in sheet.heads)
    aligned = " | ".join("---" if n == 0 else "---:" for n in range(len(sheet.heads)))
    rows = "\n".join(f"| {' | '.join(plain(cell) for cell in row)} |" for row in sheet.rows)
    st.markdown(f"| {heads} |\n| {aligned} |\n{rows}")
