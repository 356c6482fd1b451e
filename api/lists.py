"""What every list takes and answers: the status filter, the page, newest first with a cursor."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Query

from api.problems import INVALID, Problem
from trading.types import Page, Status

_T = TypeVar("_T")

StatusFilter = Annotated[
    str | None,
    Query(max_length=200, description="A status, several with commas between, or `all`; empty is what is open."),
]


def statuses_of(text: str | None, *, unless_said: Sequence[Status]) -> Sequence[Status] | None:
    """Return the statuses that a filter names, None for all. Raises Problem 422 for a word that is no status."""
    if not text:
        return unless_said
    names = [name.strip() for name in text.split(",")]
    if names == ["all"]:
        return None
    unknown = [name for name in names if name not in set(Status)]
    if unknown:
        raise Problem(INVALID, f"status {unknown[0]!r:.60} is not one of {', '.join(Status)}, all; choose one")
    return [Status(name) for name in names]


def list_shape(page: Page[_T], shape: Callable[[_T], Any]) -> dict[str, Any]:
    """Return a page as every list of the contract is answered."""
    return {"items": [shape(item) for item in page.items], "next_cursor": page.next_cursor}
