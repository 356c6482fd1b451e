"""Texts cut into words: what was written, and the token by which the scorer knows it."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

MAX_CHARACTERS = 2_000
"""A headline with its summary is shorter; what a longer text says after that is not read."""

MAX_WORDS = 128
"""The longest text that the weights were trained on has fewer; a page of words costs no more than this."""

_WORD = re.compile(
    r"""
      (?P<url>(?:https?:|www\.)\S*|\bt\.co/\S*)
    | (?P<cashtag>\$[a-z][a-z.]{0,6}\b)
    | (?P<percent>[+-]?[$€£]?\d[\d.,]*\s?(?:%|pct\b|percent\b))
    | (?P<money>[+-]?[$€£]\d[\d.,]*(?:[kmbt]n?\b)?)
    | (?P<number>[+-]?\d[\d.,]*(?:[kmbt]n?\b|st\b|nd\b|rd\b|th\b)?)
    | (?P<word>[#@]?[^\W\d_]+(?:['][^\W\d_]+)*)
    | (?P<sign>[!?:;"()&|/%$]|\.{2,}|…|[^\w\s.,'\-])
    """,
    re.VERBOSE,
)
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "−": "-", "–": "-", "—": "-"})
_PLACES = {"url": "<url>", "cashtag": "<cashtag>", "percent": "<percent>", "money": "<money>", "number": "<number>"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it was written, without invisible characters, and its token."""

    written: str
    token: str
    is_letters: bool


def words_of(text: str) -> list[Word]:
    """Return the words of a text in their order; addresses, cashtags and numbers share one token a kind.

    A sign before a percentage is part of its token: `+3%` and `-3%` differ, `+3%` and `+8%` do not.
    """
    seen = visible(text)[:MAX_CHARACTERS]
    lower = seen.translate(_PLAIN).lower()
    if len(lower) != len(seen):  # a few letters grow when they are lowered, so places would no longer agree
        seen = lower
    return [_word(found, seen) for found in islice(_WORD.finditer(lower), MAX_WORDS)]


def visible(text: str) -> str:
    """Return the text in its plain form (Unicode NFKC), without characters that cannot be seen."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if unicodedata.category(one) not in {"Cf", "Co", "Cn", "Cs", "Mn", "Me"})


def _word(found: re.Match[str], seen: str) -> Word:
    kind = found.lastgroup or "word"
    written = seen[found.start() : found.end()].strip()
    token = _PLACES.get(kind)
    if token is None:
        return Word(written, found.group(), is_letters=kind == "word")
    sign = written[0] if kind == "percent" and written[0] in "+-−–" else ""
    return Word(written, {"+": "<up>", "": token}.get(sign, "<down>"), is_letters=False)
