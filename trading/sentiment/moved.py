"""What moved it: the sessions whose price moved the most, each beside the texts that count for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trading.ports import Calendar
from trading.sentiment.days import session_day
from trading.sentiment.texts import new_york_day
from trading.types import Bars, ScoredHeadline, Sentiment


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One session: its return from close to close in percent, dividends and splits adjusted, and its texts.

    The texts with the strongest scores come first. That they stand beside a move is no proof that they made it.
    """

    day: date
    return_pct: float
    headlines: tuple[ScoredHeadline, ...]


def moved_days(found: Sentiment, bars: Bars, calendar: Calendar, *, most: int) -> tuple[Moved, ...]:
    """Return at most `most` sessions of the span, the largest move first; `bars` are the symbol's adjusted days."""
    texts = _by_session(found.river, calendar)
    moves = [
        Moved(day=day, return_pct=change, headlines=texts.get(day, ()))
        for day, change in _returns(bars)
        if found.start <= day <= found.end
    ]
    return tuple(sorted(moves, key=lambda one: (-abs(one.return_pct), one.day))[:most])


def of_day(found: Sentiment, bars: Bars, calendar: Calendar, day: date) -> Moved | None:
    """Return one session with its texts, None where the bars hold no return of it."""
    change = dict(_returns(bars)).get(day)
    if change is None:
        return None
    return Moved(day=day, return_pct=change, headlines=_by_session(found.river, calendar).get(day, ()))


def _returns(bars: Bars) -> list[tuple[date, float]]:
    changes = bars.frame["close"].pct_change().iloc[1:] * 100
    times: Any = changes.index
    return [
        (new_york_day(at), float(change)) for at, change in zip(times.to_pydatetime(), changes.to_numpy(), strict=True)
    ]


def _by_session(river: Sequence[ScoredHeadline], calendar: Calendar) -> Mapping[date, tuple[ScoredHeadline, ...]]:
    days: dict[date, list[ScoredHeadline]] = {}
    for one in river:
        days.setdefault(session_day(one.headline.published_at, calendar), []).append(one)
    return {day: tuple(sorted(ones, key=lambda one: -abs(one.score.score))) for day, ones in days.items()}
