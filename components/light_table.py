"""A table as one piece of Markdown: a dialog with four of them is on the screen sooner than with four data frames."""

from collections.abc import Sequence

import streamlit as st


def light_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """Draw rows of cells, which are safe Markdown; the columns named in `right` stand right, heads included."""
    st.markdown(markdown_table(heads, rows, right=right))


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> str:
    r"""Return the table as Markdown of GitHub's kind; a cell keeps to its one line.

    >>> print(markdown_table(["", "Now"], [("Spread", "0.02%")], right=["Now"]))
    |   | Now |
    | :--- | ---: |
    | Spread | 0.02% |
    """
    sides = ["---:" if head in right else ":---" for head in heads]
    return "\n".join(_row(cells) for cells in ([head or " " for head in heads], sides, *rows))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()) or ' ' for cell in cells)} |"
