"""A small table in the flow of a page: dense rows, numbers to the right, cells as safe Markdown."""

from collections.abc import Sequence

import streamlit as st


def small_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str], alt: str) -> None:
    """Draw rows of Markdown cells; the columns named in `right` stand right, heads included."""
    import pandas as pd

    frame = pd.DataFrame(list(rows), columns=list(heads))
    side = "text-align: right !important"
    styles = [{"selector": f"th.col_heading.level0.col{frame.columns.get_loc(head)}", "props": side} for head in right]
    styled = frame.style.set_properties(subset=list(right), **{"text-align": "right !important"})
    st.table(styled.set_table_styles(styles), border="horizontal", hide_index=True, alt=alt)
