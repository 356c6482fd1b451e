"""The days that stand out of a span: those whose price moved the most, and those whose index turned the most."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from trading.ports import Calendar
from trading.sentiment.moved import by_session, moved_days
from trading.types import Bars, ScoredHeadline, Sentiment

MOST_MOVES, MOST_TURNS = 5, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One session that stands out: its return in percent, its index with the change, and the texts beside it.

    `return_pct` is None where no price of the session is known yet, `score` without a text, and `change`, which is
    against the last session before with a text, at the first of them. What stands beside a move has not proved to
    have made it.
    """

    day: date
    return_pct: float | None
    score: float | None
    change: float | None
    headlines: tuple[ScoredHeadline, ...]


def turns(
    found: Sentiment, bars: Bars, calendar: Calendar, *, moves: int = MOST_MOVES, swings: int = MOST_TURNS
) -> tuple[Turn, ...]:
    """Return the sessions with the largest returns and with the largest changes of the index, the newest first."""
    moved = {one.day: one for one in moved_days(found, bars, calendar, most=len(bars.frame))}
    texts = by_session(found.river, calendar)
    index = {day.day: day.score for day in found.days}
    changes = {later.day: later.score - earlier.score for earlier, later in pairwise(found.days)}
    chosen = {*list(moved)[:moves], *sorted(changes, key=lambda day: (-abs(changes[day]), day))[:swings]}
    return tuple(
        Turn(
            day=day,
            return_pct=moved[day].return_pct if day in moved else None,
            score=index.get(day),
            change=changes.get(day),
            headlines=texts.get(day, ()),
        )
        for day in sorted(chosen, reverse=True)
    )
