"""A small table in the flow of a page: dense rows, numbers to the right, cells as safe Markdown."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from components.session_drawn import drawn_once

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def small_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str], alt: str) -> None:
    """Draw rows of Markdown cells; the columns named in `right` stand right, heads included."""
    what = f"small table {[*heads]} {[tuple(row) for row in rows]} {[*right]} {alt}"
    # styles speak of this mark; Streamlit's own is the place of the first draw, where another table may stand later
    mark = hashlib.sha256(what.encode()).hexdigest()[:12]

    def draw() -> None:
        st.table(_styled(heads, rows, right).set_uuid(mark), border="horizontal", hide_index=True, alt=alt)

    drawn_once(what, draw)


def _styled(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str]) -> "Styler":
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(heads))
    # by column and not by cell: pandas works out a style a cell four times as long
    styles = [
        {"selector": f"{cell}.col{frame.columns.get_loc(head)}", "props": "text-align: right !important"}
        for head in right
        for cell in ("th", "td")
    ]
    return frame.style.set_table_styles(styles)
