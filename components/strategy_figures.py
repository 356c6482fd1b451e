"""Every figure of a report in tables; what each means is told when it is pointed at or pressed."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from components.charts.palette import Palette
from components.strategy_headline import figure
from trading.backtest.report.definitions import DEFINITIONS, Definition, Group

COLUMNS = ((Group.ACCOUNT, Group.DRAWDOWN), (Group.RETURNS,), (Group.TRADES, Group.BENCHMARK))
"""The tables below each other in three columns of about one length."""


def all_figures(report: Mapping[str, Any], colors: Palette) -> None:
    """Draw one table a group, side by side where there is room."""
    st.caption("Point at a figure's name, or press it, for its definition and who gave it.")
    for column, groups in zip(st.columns(3, gap="medium"), COLUMNS, strict=True):
        with column:
            for group in groups:
                st.html(figures_html(report, group, colors))


def figures_html(report: Mapping[str, Any], group: Group, colors: Palette) -> str:
    """Return the table of one group, with what holding gives where that is known."""
    hold = report.get("hold") or {}
    lines = "".join(_line(one, report, hold, colors) for one in DEFINITIONS.values() if one.group is group)
    head = f"padding:6px 0;text-align:left;border-bottom:1px solid {colors.grid}"
    held = "Hold" if any(one.key in hold for one in DEFINITIONS.values() if one.group is group) else ""
    return (
        '<table style="border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums">'
        f'<thead><tr><th style="{head}">{escape(group.value)}</th>'
        f'<th style="{head};text-align:right">Strategy</th>'
        f'<th style="{head};text-align:right;color:{colors.label};padding-left:12px">{held}</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )


def _line(one: Definition, report: Mapping[str, Any], hold: Mapping[str, Any], colors: Palette) -> str:
    said = escape(f"{one.says} Source: {one.source}.", quote=True)
    cell = f"padding:3px 0;border-bottom:1px solid {colors.grid};vertical-align:top"
    right = f"{cell};text-align:right;white-space:nowrap;padding-left:12px"
    theirs = figure(one.key, hold[one.key]) if one.key in hold else ""
    return (
        f'<tr><td style="{cell}"><details title="{said}"><summary style="cursor:help;list-style:none">'
        f'{escape(one.title)}</summary><span style="color:{colors.label}">{said}</span></details></td>'
        f'<td style="{right}">{figure(one.key, report.get(one.key))}</td>'
        f'<td style="{right};color:{colors.label}">{theirs}</td></tr>'
    )
