"""The words around a figure that say what it is: those before it first, then those behind."""

import re
from collections.abc import Sequence

from agent.provenance.figures import Figure
from agent.provenance.units import tokens_of

_EDGE = re.compile(r"[,;:()\n]|[.!?](?=\s|$)|\s(?:and|while|but|whereas|versus|with|against)\s", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;](?=\s|$)|\n")
_PLAIN = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "at",
        "of",
        "to",
        "in",
        "on",
        "it",
        "its",
        "from",
        "by",
        "for",
        "and",
        "or",
        "as",
        "be",
        "has",
        "have",
        "had",
        "that",
        "this",
        "than",
        "which",
        "now",
        "about",
        "around",
        "roughly",
        "nearly",
        "almost",
        "some",
        "over",
        "under",
        "usd",
        "stands",
        "sits",
        "currently",
        "per",
        "with",
        "so",
        "i",
        "you",
        "your",
        "their",
        "there",
        "s",
        "x",
        "percent",
        "dollars",
        "dollar",
        "bps",
        "points",
        "basis",
    ]
)


def words_around(text: str, figures: Sequence[Figure], n: int) -> tuple[list[str], list[str]]:
    """Return the telling words before a figure, nearest first, and those behind it, nearest first.

    Words before reach back over commas until one tells, but not over another figure or the sentence's begin. Words
    behind end at the next figure, at a comma, or at a word that begins something else.
    """
    figure = figures[n]
    least = figures[n - 1].end if n else 0
    starts = [match.end() for match in _SENTENCE.finditer(text, least, figure.start)]
    begin = max([least, *starts])
    before = _telling(text[begin : figure.start])[::-1]
    most = figures[n + 1].start if n + 1 < len(figures) else len(text)
    edge = _EDGE.search(text, figure.end, most)
    behind = _telling(text[figure.end : edge.start() if edge else most])[:4]
    return before, behind


def carried_words(text: str, figures: Sequence[Figure], n: int) -> list[str]:
    """Return the words before the nearest earlier figure of the sentence that has any: of "62% and 21%" for both."""
    while n > 0 and not _SENTENCE.search(text, figures[n - 1].end, figures[n].start):
        n -= 1
        before, _ = words_around(text, figures, n)
        if before:
            return before
    return []


def _telling(text: str) -> list[str]:
    return [word for word in tokens_of(text) if word not in _PLAIN]
