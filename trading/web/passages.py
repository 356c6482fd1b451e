"""What a long text says about something: the paragraphs that speak of it, in their order, bounded in length."""

import re
from collections.abc import Sequence

MOST_CHARACTERS = 5_000
LONGEST = 1_200
_LEAST = 40
"""Shorter lines are headings, page numbers and cells of tables: they say little by themselves."""
_WORD = re.compile(r"[a-z][a-z-]+")
_SAYS_NOTHING = frozenset(
    [
        "a",
        "about",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "by",
        "did",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "how",
        "in",
        "into",
        "is",
        "it",
        "its",
        "latest",
        "of",
        "on",
        "or",
        "say",
        "says",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "was",
        "were",
        "what",
        "which",
        "who",
        "will",
        "with",
    ]
)


def passages(text: str, about: str, *, most: int = MOST_CHARACTERS) -> tuple[str, ...]:
    """Return the paragraphs that speak the most of these words, as the text has them; its beginning where none do.

    A word counts in its other forms too: risks, risk and risky are one.

    >>> long = "Our business has risks that we describe here in some detail."
    >>> passages(f"Cover page of the report of a company of some kind.\\n{long}", "risk")
    ('Our business has risks that we describe here in some detail.',)
    """
    paragraphs = [line.strip() for line in text.splitlines() if len(line.strip()) >= _LEAST]
    stems = {_stem(word) for word in _words(about)}
    scores = [_score(paragraph, stems) for paragraph in paragraphs]
    best = sorted(range(len(paragraphs)), key=lambda n: (-scores[n], n))
    chosen = best if any(scores) else list(range(len(paragraphs)))
    return _within([n for n in chosen if scores[n] or not any(scores)], paragraphs, most)


def _within(order: Sequence[int], paragraphs: Sequence[str], most: int) -> tuple[str, ...]:
    taken: dict[int, str] = {}
    left = most
    for n in order:
        cut = paragraphs[n] if len(paragraphs[n]) <= LONGEST else f"{paragraphs[n][: LONGEST - 1]}…"
        if len(cut) > left:
            break
        taken[n] = cut
        left -= len(cut)
    return tuple(taken[n] for n in sorted(taken))


def _score(paragraph: str, stems: set[str]) -> float:
    """Return how many different words are spoken of, and a little for how densely."""
    if not stems:
        return 0.0
    found = [stem for stem in map(_stem, _words(paragraph)) if stem in stems]
    return len(set(found)) + len(found) / (len(found) + 10) if found else 0.0


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _SAYS_NOTHING]


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|ing|ed|es|s|y)$", "", word) if len(word) > 3 else word
