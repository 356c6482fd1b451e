"""A headline from the parts that a source tells, clean and dated, or None when one of them is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from trading.sentiment.texts import (
    LONGEST_NAME,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    address_of,
    headline_id,
    plain_line,
    time_of,
)
from trading.types import Headline, NewsKind

MOST_SYMBOLS = 12
"""A text that names more companies than this says little of each; the first ones are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item as a source tells it; every field comes from outside and may be anything."""

    title: object
    at: object
    summary: object = ""
    url: object = None
    publisher: object = ""
    symbols: Sequence[object] = ()


def headline(told: Told, *, source: str, kind: NewsKind) -> Headline | None:
    """Return the headline; None without a title or without a time that says its zone."""
    title, at = plain_line(told.title, LONGEST_TITLE), time_of(told.at)
    if not title or at is None:
        return None
    return Headline(
        id=headline_id(title, at),
        title=title,
        summary=plain_line(told.summary, LONGEST_SUMMARY),
        url=address_of(told.url),
        publisher=plain_line(told.publisher, LONGEST_NAME) or source,
        source=source,
        kind=kind,
        published_at=at,
        symbols=symbols_of(told.symbols),
    )


def symbols_of(told: Sequence[object]) -> tuple[str, ...]:
    """Return what look like symbols of shares among a source's own tags, each once, in capitals."""
    found = [one.strip().upper().removeprefix("$") for one in told if isinstance(one, str)]
    fitting = [one for one in found if 1 <= len(one) <= 10 and one[0].isalpha() and _is_symbol(one)]
    return tuple(dict.fromkeys(fitting))[:MOST_SYMBOLS]


def newest(found: Iterable[Headline | None], *, start: datetime, end: datetime, limit: int) -> list[Headline]:
    """Return those of a time, both ends included, newest first and at most so many."""
    fitting = [one for one in found if one is not None and start <= one.published_at <= end]
    return sorted(fitting, key=lambda one: (one.published_at, one.id), reverse=True)[: max(limit, 0)]


def _is_symbol(text: str) -> bool:
    return all(mark.isascii() and (mark.isalnum() or mark in ".-") for mark in text)
