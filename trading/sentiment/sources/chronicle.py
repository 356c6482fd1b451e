"""The bundled chronicle: dated facts of the bundled companies in this project's own words; no press, no opinion.

A row's `when` says what of the day is known of its hour: `open` (told before the exchange opened, dated 08:00 New
York), `close` (told after it closed, dated 16:30) or `day` (dated at the close, 16:00), so that none is seen too early.
"""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from trading.sentiment.sources.making import newest
from trading.sentiment.texts import NEW_YORK, headline_id
from trading.types import Headline, NewsKind

FILE = Path(__file__).with_name("chronicle.csv")
NAME = "Chronicle (bundled)"
HOURS = {"open": time(8, 0), "day": time(16, 0), "close": time(16, 30)}


class Chronicle:
    """The NewsSource of the bundled market; it reads a file of this project and asks nobody."""

    @property
    def name(self) -> str:
        """Return the name of the source as people read it."""
        return NAME

    def headlines(
        self, symbols: Sequence[str], *, start: datetime, end: datetime, limit: int = 50
    ) -> Sequence[Headline]:
        """Return at most `limit` entries of that time, newest first; all companies' without a symbol."""
        wanted = set(symbols)
        entries = _entries()
        fitting = entries if not wanted else [one for one in entries if wanted & set(one.symbols)]
        return newest(fitting, start=start, end=end, limit=limit)


@cache
def _entries() -> tuple[Headline, ...]:
    with FILE.open(newline="", encoding="utf-8") as lines:
        return tuple(_entry(row) for row in csv.DictReader(lines))


def _entry(row: dict[str, str]) -> Headline:
    at = datetime.combine(date.fromisoformat(row["date"]), HOURS[row["when"]], tzinfo=NEW_YORK).astimezone(UTC)
    return Headline(
        id=headline_id(row["title"], at),
        title=row["title"],
        summary="",
        url=None,
        publisher=NAME,
        source=NAME,
        kind=NewsKind.CHRONICLE,
        published_at=at,
        symbols=tuple(row["symbols"].split()),
    )
