"""Words turned into numbers: each feature is a bucket of a hash, and belongs to the words that it was made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from trading.sentiment.scoring.words import Word

BUCKETS = 1 << 18
"""Of one block; there are two, of words and of letters."""
BLOCKS = 2
LETTERS = (2, 3, 4, 5)
NEGATION_REACHES = 3
_NEGATIONS = frozenset(
    ["not", "no", "never", "without", "neither", "nor", "cannot", "isn't", "doesn't", "don't", "didn't", "won't"]
)
_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Each place where a feature stands in one of many texts, as parallel columns.

    `row` is the text, `bucket` the feature, `word` the running number of a word over all texts, `share` which part of
    the feature belongs to that word: a pair of words belongs to both by half.
    """

    texts: int
    words: int
    row: _Ints
    bucket: _Ints
    word: _Ints
    share: _Floats


@dataclass(frozen=True, slots=True)
class Counted:
    """Each feature once a text, with how often it stands there; `place` maps an occurrence to its line here."""

    row: _Ints
    bucket: _Ints
    count: _Floats
    place: _Ints


def occurrences(texts: Sequence[Sequence[Word]]) -> Occurrences:
    """Return every feature of the texts: words, pairs of neighbours, negated words, and letters in a row."""
    rows: list[int] = []
    buckets: list[int] = []
    words: list[int] = []
    shares: list[float] = []
    first = 0
    for row, text in enumerate(texts):
        before = len(buckets)
        _of_text(text, first, (buckets, words, shares))
        rows += [row] * (len(buckets) - before)
        first += len(text)
    return Occurrences(
        texts=len(texts),
        words=first,
        row=np.array(rows, dtype=np.int64),
        bucket=np.array(buckets, dtype=np.int64),
        word=np.array(words, dtype=np.int64),
        share=np.array(shares, dtype=np.float64),
    )


def counted(found: Occurrences) -> Counted:
    """Return each feature once a text."""
    keys, place = np.unique(found.row * (BLOCKS * BUCKETS) + found.bucket, return_inverse=True)
    row, bucket = np.divmod(keys, BLOCKS * BUCKETS)
    count = np.bincount(place, weights=found.share, minlength=len(keys)).astype(np.float64)
    return Counted(row, bucket, count, place)


def valued(features: Counted, rarity: _Floats, texts: int) -> _Floats:
    """Return each feature's value: 1 + ln(count), times its rarity, each block of a text brought to length 1."""
    value = (1 + np.log(features.count)) * rarity[features.bucket]
    part = features.row * BLOCKS + features.bucket // BUCKETS
    length = np.sqrt(np.bincount(part, weights=value * value, minlength=texts * BLOCKS))
    brought: _Floats = value / length[part]
    return brought


def _of_text(text: Sequence[Word], first: int, columns: tuple[list[int], list[int], list[float]]) -> None:
    buckets, words, shares = columns
    before, negated = "^", 0
    for place, word in enumerate(text, start=first):
        own = _of_word(word.token, word.is_letters)
        buckets += own
        words += [place] * len(own)
        shares += [1.0] * len(own)
        pair = _bucket(f"{before}\t{word.token}")
        if place == first:
            buckets.append(pair)
            words.append(place)
            shares.append(1.0)
        else:
            buckets += (pair, pair)
            words += (place - 1, place)
            shares += (0.5, 0.5)
        if negated and word.is_letters:
            buckets.append(_bucket(f"not\t\t{word.token}"))
            words.append(place)
            shares.append(1.0)
        negated = NEGATION_REACHES if word.token in _NEGATIONS else max(0, negated - 1)
        before = word.token


@lru_cache(maxsize=50_000)
def _of_word(token: str, is_letters: bool) -> tuple[int, ...]:
    """Return the buckets of one word by itself: the word, and its letters in a row with a space at either end."""
    if not is_letters:
        return (_bucket(token),)
    letters = f" {token} "
    rows = {letters[i : i + size] for size in LETTERS for i in range(len(letters) - size + 1)}
    return (_bucket(token), *(BUCKETS + _bucket(one) for one in sorted(rows)))


def _bucket(feature: str) -> int:
    return crc32(feature.encode(errors="replace")) % BUCKETS
