"""A small table in the flow of a page: dense rows, numbers to the right, cells as safe Markdown."""

from collections.abc import Sequence

import streamlit as st

from components.session_drawn import drawn_once


def small_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str], alt: str) -> None:
    """Draw rows of Markdown cells; the columns named in `right` stand right, heads included."""
    what = ([*heads], [tuple(row) for row in rows], [*right], alt)
    drawn_once(f"small table {what}", lambda: _draw(heads, rows, right, alt))


def _draw(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str], alt: str) -> None:
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(heads))
    # by column and not by cell: pandas works out a style a cell four times as long
    styles = [
        {"selector": f"{cell}.col{frame.columns.get_loc(head)}", "props": "text-align: right !important"}
        for head in right
        for cell in ("th", "td")
    ]
    styled = frame.style.set_table_styles(styles)
    st.table(styled, border="horizontal", hide_index=True, alt=alt)
