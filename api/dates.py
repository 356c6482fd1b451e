"""Ranges of dates in queries: both ends inclusive."""

from datetime import date
from typing import Annotated

from fastapi import Query

from api.problems import INVALID, Problem

From = Annotated[date | None, Query(alias="from", description="First date, inclusive.")]
To = Annotated[date | None, Query(alias="to", description="Last date, inclusive.")]


def check_range(start: date | None, end: date | None) -> None:
    """Raise Problem 422 when a range ends before it begins."""
    if start is not None and end is not None and start > end:
        raise Problem(INVALID, f"from {start} is after to {end}; swap them")
