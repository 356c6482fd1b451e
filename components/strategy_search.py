"""The tab Optimise: ranges, the search as a job, and the best beside what it was worth on bars that it never saw."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import formats
from components import session_strategies as keys
from components.chart_parts import draw
from components.charts.palette import Palette
from components.charts.parameter_map import both_sides_figure, map_figure
from components.prose import plain
from components.quick_table import quick_table
from components.search_fields import OBJECTIVES, combinations, numbers, ranges_fields, search_fields, search_from
from components.strategy_body import play
from components.strategy_draft import OWN, faults_of, request_from
from components.strategy_headline import figure, verdict
from components.strategy_job import ended, follow, job_of, start
from trading.backtest.optimise.combinations import MOST_COMBINATIONS
from trading.backtest.request_wire import request_from_wire
from trading.strategies.numbers import with_numbers
from trading.strategies.rules import rules_from_text
from trading.types import FINAL_BACKTEST_STATES, BacktestJob, BacktestKind, BacktestRequest, Objective, StrategyRef

if TYPE_CHECKING:
    from trading.backtest.listing import StrategyLine
    from trading.services import Services

SHOWN = (
    ("Return a year", "annual_return_pct"),
    ("Sharpe", "sharpe"),
    ("Sortino", "sortino"),
    ("Max drawdown", "max_drawdown_pct"),
    ("Trades", "trades"),
)
POINTS_PX = 260
SAYS = (
    "A search tries every combination on the older bars, and then plays the best on the newest ones, which it "
    "never saw. Each combination counts as a trial: the more are tried, the better luck looks."
)
NONE = "This strategy has no numbers to search. Choose one of the catalogue that has, such as SMA crossover."


def search_tab(services: "Services", line: "StrategyLine", colors: Palette) -> None:
    """Draw the ranges, and below them the search of the address."""
    job = searched(services, line, BacktestKind.OPTIMISE, SAYS)
    if job is not None:
        _result(services, job, colors)


def searched(services: "Services", line: "StrategyLine", kind: BacktestKind, says: str) -> BacktestJob | None:
    """Draw the fields and the button of a search or a walk-forward, and how far its job is; return one that is done."""
    walk = kind is BacktestKind.WALK_FORWARD
    if not numbers(line):
        st.info(NONE)
        return None
    ranges_fields(line)
    search_fields(walk=walk)
    search_button(services, line, kind)
    job_id = keys.address().get(keys.WALK if walk else keys.SEARCH)
    if job_id is None:
        st.info(says)
        return None
    job = job_of(services, job_id)
    if job.status not in FINAL_BACKTEST_STATES:
        follow(services, job)
        return None
    return job if ended(job) else None


def search_button(services: "Services", line: "StrategyLine", kind: BacktestKind) -> None:
    """Draw the button that starts a search or a walk-forward, with how many combinations it tries."""
    walk = kind is BacktestKind.WALK_FORWARD
    search = search_from(line, walk=walk)
    count = combinations(search) if search.ranges else 0
    faults = list(faults_of(replace(request_from(st.session_state, line), search=search), line))
    if not search.ranges:
        faults.append("no number is searched; tick one at least")
    if count > MOST_COMBINATIONS:
        faults.append(f"{count:,} combinations are more than {MOST_COMBINATIONS:,}; choose larger steps, or draw some")
    times = f" in each of {search.windows.folds} windows" if walk else ""
    st.button(
        f"Walk forward, {count:,} combinations{times}" if walk else f"Search {count:,} combinations",
        type="primary", icon=":material/manage_search:", key=f"strategy_{kind}", disabled=bool(faults),
        on_click=_start, args=(services, line, kind), help="; ".join(faults) or None,
    )  # fmt: skip
    for sentence in faults[-1:]:
        st.markdown(f":orange[{plain(sentence)}]")


def _start(services: "Services", line: "StrategyLine", kind: BacktestKind) -> None:
    walk = kind is BacktestKind.WALK_FORWARD
    request = replace(request_from(st.session_state, line), search=search_from(line, walk=walk))
    job_id = start(services, kind, request)
    if job_id is not None:
        keys.write(**{keys.WALK if walk else keys.SEARCH: job_id})


def _result(services: "Services", job: BacktestJob, colors: Palette) -> None:
    report = job.report or {}
    found = report["search"]
    best, objective = found["best"], Objective(found["objective"])
    said = ", ".join(f"{name} {value:g}" for name, value in best["params"].items())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**Best: {plain(said)}** of {found['combinations']:,} by {OBJECTIVES[objective]}, searched "
            f"{span(found['in_sample'])}, held out {span(found['out_of_sample'])}", width="content",
        )  # fmt: skip
        st.button(
            "Use these", icon=":material/input:", key="strategy_use", on_click=use,
            args=(services, job, best["params"]),
            help="Put these numbers into the fields and play them over the whole time.",
        )  # fmt: skip
    if found["left_out"]:
        st.caption(plain(f"{found['left_out']:,} combinations were left out, such as: {found['left_out_because']}"))
    _sides(best, report, colors)
    verdict(report["honesty"])
    st.markdown(plain(" ".join(found["says"])))
    if found["overfitting"] is not None:
        st.caption(plain(f"Probability of backtest overfitting over this search: {found['overfitting']:.0%}."))
    _pictures(found, objective, colors)
    _table(services, job, found["rows"])


def _pictures(found: Mapping[str, Any], objective: Objective, colors: Palette) -> None:
    """Draw the map of what was searched beside that of what was held out, and each combination on both sides."""
    heat, name = found["heat"], OBJECTIVES[objective]
    decimals = 2 if objective not in (Objective.RETURN, Objective.DRAWDOWN) else 0
    over = f"{name} over {heat['x']}, {heat['y']}"
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{name}, searched** :gray[one bright cell alone is luck]")
        draw(map_figure(heat, colors, decimals=decimals), key="strategy_map", alt=f"{over}, searched")
    with right:
        st.markdown(f"**{name}, held out** :gray[of the combinations that were played there]")
        outside = map_figure(heat, colors, decimals=decimals, cells="outside")
        draw(outside, key="strategy_map_outside", alt=f"{over}, held out")
    st.caption(plain(heat["says"]))
    st.markdown("**Searched against held out** :gray[a point each combination; the best is the large one]")
    points = both_sides_figure(_pairs(found["rows"], objective.value), colors, name=name, height=POINTS_PX)
    draw(points, key="strategy_sides", alt="Each combination where it was searched and on the bars held out")


def span(said: Mapping[str, Any]) -> str:
    """Return a stretch of time in words."""
    first, last = (formats.day(datetime.fromisoformat(said[name])) for name in ("start", "end"))
    return f"{first} to {last}"


def _sides(best: Mapping[str, Any], report: Mapping[str, Any], colors: Palette) -> None:
    hold = report.get("hold") or {}
    rows = [
        (
            label,
            figure(key, best["in_sample"].get(key)),
            figure(key, best["out_of_sample"].get(key)),
            figure(key, hold.get(key)) if key != "trades" else "",
        )
        for label, key in SHOWN
    ]
    heads = ["", "Searched", "Held out", "Hold, held out"]
    quick_table(heads, rows, colors, alt="The best combination where it was searched and where it was not")


def _pairs(rows: list[Mapping[str, Any]], name: str) -> list[tuple[float, float, str]]:
    return [
        (row["in_sample"][name], row["out_of_sample"][name], f"#{row['rank']}")
        for row in rows
        if row["out_of_sample"] is not None
        and row["in_sample"][name] is not None
        and row["out_of_sample"][name] is not None
    ]


def _table(services: "Services", job: BacktestJob, rows: list[Mapping[str, Any]]) -> None:
    import pandas as pd

    names = list(rows[0]["params"])
    frame = pd.DataFrame(
        [
            {"#": row["rank"]}
            | {name: row["params"][name] for name in names}
            | {label: row["in_sample"][key] for label, key in SHOWN}
            | {f"{label}, held out": (row["out_of_sample"] or {}).get(key) for label, key in SHOWN}
            for row in rows
        ]
    )
    number = st.column_config.NumberColumn
    forms = {"Return a year": "%.2f%%", "Max drawdown": "%.2f%%", "Trades": "%d"}
    columns = {
        name: number(format=forms.get(label, "%.2f")) for label, _ in SHOWN for name in (label, f"{label}, held out")
    }
    st.caption(
        "The combinations from the best on; those without figures at the right were not played on what is held out."
    )
    chosen = st.dataframe(
        frame, hide_index=True, placeholder="–", row_height=30, key=keys.SEARCH_ROWS, on_select="rerun",
        selection_mode="single-row", column_config=columns | {name: number(format="%g") for name in names},
        alt="The combinations that were tried",
    )  # fmt: skip
    picked = chosen["selection"]["rows"]
    if picked:
        row = rows[picked[0]]
        said = ", ".join(f"{name} {value:g}" for name, value in row["params"].items())
        st.button(
            f"Use {said}", key="strategy_use_row", icon=":material/input:", on_click=use,
            args=(services, job, row["params"]),
        )  # fmt: skip


def use(services: "Services", job: BacktestJob, params: Mapping[str, float]) -> None:
    """Show the backtest of these numbers over the whole time, and say from when on the search never saw it.

    The numbers of a rule set are written into its rules, which are then those of the form.
    """
    request = request_from_wire(job.request)
    ref = replace(request.strategy, params=dict(params))
    rules = rules_of_request(services, request)
    if rules is not None:
        text = with_numbers(rules_from_text(rules), params).text()
        ref = StrategyRef(key=OWN, params={}, rules=text)
    unseen = str((job.report or {})["search"]["out_of_sample"]["start"])[:10]
    play(services, replace(request, search=None, strategy=ref), fill=True, unseen_from=unseen)


def rules_of_request(services: "Services", request: BacktestRequest) -> str | None:
    """Return the rule set of a request as text, its own or that of the saved strategy it names; None for the others."""
    if request.strategy.rules is not None:
        return request.strategy.rules
    lines = services.backtests.strategies().items
    return next((line.rules for line in lines if line.key == request.strategy.key), None)
