"""Words about companies from outside: a headline, its score with the words that weighed, and the mood of a day.

Every text here comes from outside: a model reads it only inside `as_untrusted()`, a page shows it as escaped text.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class NewsKind(StrEnum):
    """Who wrote a text: a newsroom, people of a forum, a company to its regulator, or a bundled table of facts."""

    NEWS = "news"
    SOCIAL = "social"
    FILING = "filing"
    CHRONICLE = "chronicle"


class Mood(StrEnum):
    """What a text says of a company's shares."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One text about companies. `id` is the same for the same words, so that two sources tell it once.

    `url` is shown as text and never opened by a page. `publisher` is who wrote it, `source` where the desk read it.
    """

    id: str
    title: str
    summary: str
    url: str | None
    publisher: str
    source: str
    kind: NewsKind
    published_at: datetime
    symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedWord:
    """A word of a text and how far it moved the score, in the score's own unit; the sign is its direction."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The judgement of one text: its most likely mood, P(positive) - P(negative) in -1 .. 1, the words that weighed.

    `words` holds the heaviest first, none where the scorer cannot tell.
    """

    mood: Mood
    score: float
    words: tuple[WeighedWord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredHeadline:
    """A headline with its score."""

    headline: Headline
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMood:
    """The mean score of one session's headlines of a symbol, -1 .. 1, and of how many it is the mean."""

    day: date
    score: float
    headlines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceMood:
    """The mean score of what one source told of a symbol, and of how many texts it is the mean."""

    source: str
    score: float
    headlines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyMood:
    """The mean score of the texts that name one symbol, of how many it is the mean, and when the newest was told."""

    symbol: str
    score: float
    headlines: int
    newest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentiment:
    """What is said of one symbol in a span: the river newest first, the daily index, and the mean by source.

    `symbol` is empty for all companies together, `companies` has the mood of each then. `score` and `mood` are None
    without a headline. `failed` tells of each source that could not be read, a sentence.
    """

    symbol: str
    start: date
    end: date
    score: float | None
    mood: Mood | None
    river: tuple[ScoredHeadline, ...]
    days: tuple[DayMood, ...]
    sources: tuple[SourceMood, ...]
    failed: tuple[str, ...]
    scorer: str
    as_of: datetime
    companies: tuple[CompanyMood, ...] = ()
