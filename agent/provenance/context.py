"""The words around a figure that say what it is: those before it first, then those behind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.provenance.figures import Figure
from agent.provenance.units import tokens_of

_EDGE = re.compile(
    r"[,;:(\n]|(?<!\d)\)|[.!?](?=\s|$)|\s(?:and|while|but|whereas|versus|with|against|compared)\s", re.IGNORECASE
)
_JOINED = re.compile(r"\s?(?:to|and|or|of|[-–—])\s?", re.IGNORECASE)
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


_CARRIED = 40
"""How many figures back a word is carried within a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The telling words around a figure, nearest first: before it, behind it, and those before it that lie further.

    `near` begins behind the last comma or the like since the figure before; `far` reaches back to that figure, or to
    the sentence's begin. `is_joined` says that only "to" or "and" parts it from a figure of its own unit.
    """

    near: list[str]
    behind: list[str]
    far: list[str]
    is_joined: bool


def words_around(text: str, figures: Sequence[Figure], n: int) -> Words:
    """Return the words around one figure. Words behind end at the next figure and at what begins something else."""
    figure = figures[n]
    least = figures[n - 1].end if n else 0
    sentence = max([least, *(match.end() for match in _SENTENCE.finditer(text, least, figure.start))])
    edges = [match.end() for match in _EDGE.finditer(text, sentence, figure.start)] if sentence == least and n else []
    most = figures[n + 1].start if n + 1 < len(figures) else len(text)
    edge = _EDGE.search(text, figure.end, most)
    far = _telling(text[sentence : figure.start])[::-1]
    return Words(
        near=_telling(text[edges[-1] : figure.start])[::-1] if edges else far,
        behind=_telling(text[figure.end : edge.start() if edge else most])[:4],
        far=far if edges else [],
        is_joined=n > 0
        and figure.unit is figures[n - 1].unit
        and _JOINED.fullmatch(text, least, figure.start) is not None,
    )


def carried_words(text: str, figures: Sequence[Figure], n: int) -> list[str]:
    """Return the words before the earlier figures of the sentence, nearest first: of "62% and 21%" for both."""
    found: list[str] = []
    least = max(0, n - _CARRIED)
    while n > least and not _SENTENCE.search(text, figures[n - 1].end, figures[n].start):
        n -= 1
        words = words_around(text, figures, n)
        found += words.far or words.near
    return found


def _telling(text: str) -> list[str]:
    return [word for word in tokens_of(text) if word not in _PLAIN]
