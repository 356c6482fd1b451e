"""One page of a list, newest first, with the cursor of the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T_co]):
    """Items newest first; `next_cursor` is None on the last page and otherwise opaque text."""

    items: Sequence[T_co]
    next_cursor: str | None = None


def first_of_all(page_at: Callable[[str | None], Page[T]], *, most: int) -> list[T]:
    """Return the items of page after page, newest first, until there are `most` of them or no more.

    `page_at` returns the page at a cursor, the first one at None.
    """
    found: list[T] = []
    cursor: str | None = None
    while len(found) < most:
        page = page_at(cursor)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    return found[:most]
