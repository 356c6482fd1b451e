"""The tab Walk-forward: numbers chosen on a window, played on the bars after it, and chosen again."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from components.chart_parts import draw
from components.charts.growth import growth_figure
from components.charts.palette import Palette
from components.prose import plain
from components.search_fields import KINDS
from components.strategy_headline import tiles, verdict
from components.strategy_search import searched, span
from trading.types import BacktestJob, BacktestKind, WindowKind

if TYPE_CHECKING:
    from trading.backtest.listing import StrategyLine
    from trading.services import Services

SAYS = (
    "A walk-forward chooses the numbers on one window, plays them on the bars after it, moves on and chooses "
    "again. Only what was played after a choice is counted."
)
SHOWN = (("Return a year", "annual_return_pct"), ("Sharpe", "sharpe"), ("Max drawdown", "max_drawdown_pct"))


def walk_tab(services: "Services", line: "StrategyLine", colors: Palette) -> None:
    """Draw the ranges and windows, and below them the walk-forward of the address."""
    job = searched(services, line, BacktestKind.WALK_FORWARD, SAYS)
    if job is not None:
        _result(job, colors)


def _result(job: BacktestJob, colors: Palette) -> None:
    report = job.report or {}
    found = report["walk_forward"]
    kind = KINDS[WindowKind(found["windows"])].lower()
    st.markdown(
        f"**Played out of sample {span(found['out_of_sample'])}** · {len(found['rows'])} {kind} windows · "
        f"{found['combinations']:,} combinations each"
    )
    tiles(report)
    verdict(report["honesty"])
    st.markdown(plain(" ".join(found["says"])))
    hold = str(report["benchmark"]["name"])
    chart = growth_figure(report["equity_curve"], colors, hold=hold, title="Walk-forward", is_log=True)
    draw(chart, key="strategy_walked", alt="Growth of one dollar over the pieces that were played out of sample")
    st.caption(plain(found["carried"]))
    _table(found)


def _table(found: Mapping[str, Any]) -> None:
    import pandas as pd

    frame = pd.DataFrame(
        [
            {"Chosen on": span(row["in"]), "Played": span(row["out"])}
            | dict(row["params"])
            | {f"{label}, chosen": row["in_sample"].get(key) for label, key in SHOWN}
            | {f"{label}, played": row["out_of_sample"].get(key) for label, key in SHOWN}
            | {"Trades": row["out_of_sample"].get("trades")}
            for row in found["rows"]
        ]
    )
    form = {"Sharpe": "%.2f"}
    columns = {
        f"{label}, {side}": st.column_config.NumberColumn(format=form.get(label, "%.2f%%"))
        for label, _ in SHOWN
        for side in ("chosen", "played")
    }
    columns |= {name: st.column_config.NumberColumn(format="%g") for name in (*found["stability"], "Trades")}
    st.dataframe(
        frame, hide_index=True, placeholder="–", row_height=30, column_config=columns, key="strategy_windows_of",
        alt="The windows of the walk-forward",
    )  # fmt: skip
    for name, said in found["stability"].items():
        values = " → ".join(f"{value:g}" for value in said["values"])
        st.caption(plain(f"{name}: {values}, changed {said['changes']} times"))
