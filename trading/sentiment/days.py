"""Which session a text counts for, and the mood of days and of sources.

A text counts for the session at whose close it was first known to all: until a session's close (New York, half days
included) for that session, after it, and on days without a session, for the next one. A figure of a day is the plain
mean of the scores of its texts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from trading.errors import NoData
from trading.ports import Calendar
from trading.sentiment.texts import folded, new_york_day
from trading.types import CompanyMood, DayMood, Headline, Mood, ScoredHeadline, SourceMood

K = TypeVar("K")
NEITHER = 0.15
"""A mean within this of 0 is neutral: a single clear text among six or seven that say nothing."""
SAME_FOR_DAYS = 3
"""The same words within so many days are one text that travels; later they are said again."""


def session_day(at: datetime, calendar: Calendar) -> date:
    """Return the day of the session that a text of that time counts for; its own day past the calendar's end."""
    day = new_york_day(at)
    session = calendar.session(day)
    if session is not None and at <= session.closes:
        return day
    try:
        return calendar.next_session(day).day
    except NoData:
        return day


def mean_mood(score: float) -> Mood:
    """Return the mood of a mean score.

    >>> mean_mood(0.4), mean_mood(-0.1)
    (<Mood.POSITIVE: 'positive'>, <Mood.NEUTRAL: 'neutral'>)
    """
    if abs(score) <= NEITHER:
        return Mood.NEUTRAL
    return Mood.POSITIVE if score > 0 else Mood.NEGATIVE


def mean_score(found: Sequence[ScoredHeadline]) -> float | None:
    """Return the plain mean, None of nothing."""
    return sum(one.score.score for one in found) / len(found) if found else None


def day_moods(found: Sequence[ScoredHeadline], calendar: Calendar) -> tuple[DayMood, ...]:
    """Return the mood of each session that has a text, ascending."""
    days = _grouped(found, lambda one: session_day(one.headline.published_at, calendar))
    return tuple(DayMood(day=day, score=_mean(ones), headlines=len(ones)) for day, ones in sorted(days))


def company_moods(found: Sequence[ScoredHeadline]) -> tuple[CompanyMood, ...]:
    """Return the mood by symbol, the one with the most texts first; a text counts for each symbol that it names."""
    texts: dict[str, list[ScoredHeadline]] = {}
    for one in found:
        for symbol in one.headline.symbols:
            texts.setdefault(symbol, []).append(one)
    moods = [
        CompanyMood(
            symbol=symbol,
            score=_mean(ones),
            headlines=len(ones),
            newest=max(one.headline.published_at for one in ones),
        )
        for symbol, ones in texts.items()
    ]
    return tuple(sorted(moods, key=lambda mood: (-mood.headlines, mood.symbol)))


def source_moods(found: Sequence[ScoredHeadline]) -> tuple[SourceMood, ...]:
    """Return the mood by source, the one with the most texts first; a text counts for who told it first."""
    sources = _grouped(found, lambda one: one.headline.source)
    moods = [SourceMood(source=source, score=_mean(ones), headlines=len(ones)) for source, ones in sources]
    return tuple(sorted(moods, key=lambda one: (-one.headlines, one.source)))


def deduplicated(found: Iterable[Headline]) -> list[Headline]:
    """Return each text once, as it was first told, with the symbols of all who told it; newest first."""
    kept: dict[str, Headline] = {}
    for one in sorted(found, key=lambda each: (each.published_at, each.id)):
        words = folded(one.title) or one.id
        first = kept.get(words)
        if first is None:
            kept[words] = one
        elif (one.published_at - first.published_at).days < SAME_FOR_DAYS:
            symbols = tuple(dict.fromkeys((*first.symbols, *one.symbols)))
            kept[words] = first if symbols == first.symbols else replace(first, symbols=symbols)
        else:
            kept[f"{words}\n{first.id}"] = first
            kept[words] = one
    return sorted(kept.values(), key=lambda each: (each.published_at, each.id), reverse=True)


def _grouped(
    found: Iterable[ScoredHeadline], key: Callable[[ScoredHeadline], K]
) -> list[tuple[K, list[ScoredHeadline]]]:
    groups: dict[K, list[ScoredHeadline]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return list(groups.items())


def _mean(found: Sequence[ScoredHeadline]) -> float:
    return sum(one.score.score for one in found) / len(found)
