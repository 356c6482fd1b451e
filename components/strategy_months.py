"""The returns of the months as a table of colours, a line a year, the newest on top."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from components.charts.palette import Palette
from components.formats import MINUS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FULL_PCT = 15.0
"""A month of this size has the full colour; a year has it at three times that."""
_CELL = "padding:3px 8px;text-align:right;border-bottom:1px solid {grid};white-space:nowrap"


def months_table(report: Mapping[str, Any], colors: Palette) -> None:
    """Draw the monthly returns in percent with the year's at the right; a month outside of the test is empty."""
    st.html(months_html(report, colors))


def months_html(report: Mapping[str, Any], colors: Palette) -> str:
    """Return the table: gains in the colour of gains, losses in that of losses, the stronger the larger."""
    months = {row["month"]: row["return_pct"] for row in report["monthly_returns"]}
    years = {row["year"]: row["return_pct"] for row in report["yearly_returns"]}
    cell = _CELL.format(grid=colors.grid)
    heads = "".join(f'<th scope="col" style="{cell};color:{colors.label}">{name}</th>' for name in (*MONTHS, "Year"))
    rows = []
    for year in sorted(years, reverse=True):
        found = [months.get(f"{year}-{at:02d}") for at in range(1, 13)]
        cells = "".join(_cell(value, FULL_PCT, cell, colors) for value in found)
        rows.append(
            f'<tr><th scope="row" style="{cell};text-align:left">{escape(str(year))}</th>{cells}'
            f"{_cell(years[year], 3 * FULL_PCT, cell + ';font-weight:600', colors)}</tr>"
        )
    return (
        '<div style="overflow-x:auto" tabindex="0"><table aria-label="Monthly returns in percent" '
        'style="border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums">'
        f'<thead><tr><th style="{cell};text-align:left;color:{colors.label}">Year</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(value: float | None, full: float, style: str, colors: Palette) -> str:
    if value is None:
        return f'<td style="{style}"></td>'
    share = round(min(abs(value) / full, 1.0) * 55)
    tint = f"color-mix(in srgb, {colors.gain if value > 0 else colors.loss} {share}%, transparent)"
    shown = f"{value:+.1f}" if round(value, 1) else "0.0"
    return f'<td style="{style};background:{tint}">{shown.replace("-", MINUS)}</td>'
