"""One page of a list, newest first, with the cursor of the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T_co]):
    """Items newest first; `next_cursor` is None on the last page and otherwise opaque text."""

    items: Sequence[T_co]
    next_cursor: str | None = None
