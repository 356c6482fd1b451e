"""Words turned into features: a key for each, and the two words of the text that it stands for."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from trading.sentiment.scoring.lexicon import BAD_FOR, GOOD_FOR, classes_of
from trading.sentiment.scoring.words import Word

BLOCK_FACTORS = (1.0, 0.7, 0.7, 0.7)
"""How much each block of features weighs: words, letters in a row, classes of words, words near others."""
BLOCK_BITS = 30
WORDS, LETTERS, CLASSES, NEAR = range(4)
LETTER_RUNS = (3, 4, 5, 6)
NEGATION_REACHES = 3
PAIR_REACHES = 7
CLASS_REACHES = 6
CONTEXT_REACHES = 3
_NEGATIONS = frozenset(
    ["not", "no", "never", "without", "neither", "nor", "cannot", "isn't", "doesn't", "don't", "didn't", "won't"]
)
_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


@dataclass(slots=True)
class _Columns:
    key: "array[int]" = field(default_factory=lambda: array("q"))
    first: "array[int]" = field(default_factory=lambda: array("q"))
    last: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, key: int, first: int, last: int) -> None:
        self.key.append(key)
        self.first.append(first)
        self.last.append(last)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Each place where a feature stands in one of many texts, as parallel columns.

    `row` is the text, `key` the feature with its block in the highest bits, `first` and `last` are the running numbers
    over all texts of the words between which it stands; a feature of one word has the same in both.
    """

    texts: int
    words: int
    row: _Ints
    key: _Ints
    first: _Ints
    last: _Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """Each known feature once a text: its line in the vocabulary, and how often it stands there.

    `known` are the occurrences that the vocabulary has, `place` maps each of these to its line here.
    """

    row: _Ints
    line: _Ints
    count: _Floats
    known: _Ints
    place: _Ints


def occurrences(texts: Sequence[Sequence[Word]]) -> Occurrences:
    """Return every feature of the texts."""
    columns = _Columns()
    counts: list[int] = []
    words = 0
    for text in texts:
        before = len(columns.key)
        _words_and_letters(text, words, columns)
        _classes(text, words, columns)
        _pairs(text, words, columns)
        words += len(text)
        counts.append(len(columns.key) - before)
    key, first, last = (np.array(one, dtype=np.int64) for one in (columns.key, columns.first, columns.last))
    return Occurrences(
        len(texts), words, np.repeat(np.arange(len(texts)), np.array(counts, dtype=np.int64)), key, first, last
    )


def counted(found: Occurrences, vocabulary: _Ints) -> Counted:
    """Return each feature of a sorted vocabulary once a text; other features are as if they were not there."""
    if not len(vocabulary) or not len(found.key):
        none = np.zeros(0, dtype=np.int64)
        return Counted(none, none, np.zeros(0), none, none)
    line = np.minimum(np.searchsorted(vocabulary, found.key), len(vocabulary) - 1)
    known = np.flatnonzero(vocabulary[line] == found.key)
    pairs, place = np.unique(found.row[known] * len(vocabulary) + line[known], return_inverse=True)
    row, line = np.divmod(pairs, len(vocabulary))
    return Counted(row, line, np.bincount(place, minlength=len(pairs)).astype(np.float64), known, place)


def valued(features: Counted, vocabulary: _Ints, rarity: _Floats, texts: int) -> _Floats:
    """Return each feature's value: (1 + ln count) times its rarity, each block of a text brought to its factor."""
    value = (1 + np.log(features.count)) * rarity[features.line]
    block = vocabulary[features.line] >> BLOCK_BITS
    part = features.row * len(BLOCK_FACTORS) + block
    length = np.sqrt(np.bincount(part, weights=value * value, minlength=texts * len(BLOCK_FACTORS)))
    brought: _Floats = value / length[part] * np.array(BLOCK_FACTORS)[block]
    return brought


def _words_and_letters(text: Sequence[Word], start: int, columns: _Columns) -> None:
    """Add each word, its letters in a row, its run with one and two words before, and that it is negated."""
    one, two, negated = "^", "", 0
    for place, word in enumerate(text, start):
        for key in _own(word.token, word.is_letters):
            columns.add(key, place, place)
        columns.add(_key(WORDS, f"{one} {word.token}"), max(start, place - 1), place)
        if two:
            columns.add(_key(WORDS, f"{two} {one} {word.token}"), max(start, place - 2), place)
        if negated and word.is_letters:
            columns.add(_key(WORDS, f"not  {word.token}"), place, place)
        negated = NEGATION_REACHES if word.token in _NEGATIONS else max(0, negated - 1)
        one, two = word.token, one
    if text:
        end = start + len(text) - 1
        columns.add(_key(WORDS, f"{one} $"), end, end)


@lru_cache(maxsize=20_000)
def _own(token: str, is_letters: bool) -> tuple[int, ...]:
    """Return the features of one word by itself: the word, its classes, and its letters in a row with its ends."""
    classes = classes_of(token)
    keys = [_key(WORDS, token), *(_key(CLASSES, name) for name in classes)]
    if classes and classes[0] in GOOD_FOR | BAD_FOR:
        keys.append(_key(CLASSES, "+" if classes[0] in GOOD_FOR else "-"))
    if is_letters:
        ends = f" {token} "
        runs = [ends[i : i + size] for size in LETTER_RUNS for i in range(len(ends) - size + 1)]
        keys += [_key(LETTERS, run) for run in runs]
    return tuple(keys)


def _classes(text: Sequence[Word], start: int, columns: _Columns) -> None:
    """Add runs of two and three classes whatever stands between, pairs of near ones, and the words around each."""
    seen = [(place, name) for place, word in enumerate(text) if (name := _class(word))]
    runs = [(0, "^"), *seen]
    for i, (place, name) in enumerate(seen, 1):
        columns.add(_key(CLASSES, f"{runs[i - 1][1]} {name}"), start + runs[i - 1][0], start + place)
        if i > 1:
            long = f"{runs[i - 2][1]} {runs[i - 1][1]} {name}"
            columns.add(_key(CLASSES, long), start + runs[i - 2][0], start + place)
        for later, other in seen[i:]:
            if later - place > CLASS_REACHES:
                break
            columns.add(_key(CLASSES, f"{name}~{other}"), start + place, start + later)
        for near in range(max(0, place - CONTEXT_REACHES), min(len(text), place + CONTEXT_REACHES + 1)):
            if near != place:
                side = "<" if near < place else ">"
                columns.add(_key(NEAR, f"{name}{side}{text[near].token}"), start + place, start + near)
    if seen:
        end = start + seen[-1][0]
        columns.add(_key(CLASSES, f"{runs[-1][1]} $"), end, end)
        columns.add(_key(CLASSES, f"{runs[-2][1]} {runs[-1][1]} $"), start + runs[-2][0], end)


def _class(word: Word) -> str:
    """Return the class of a word in a run; kinds of figures, questions and calls are classes of their own."""
    return next(iter(classes_of(word.token)), word.token if word.token[0] in "<?!%" else "")


def _pairs(text: Sequence[Word], start: int, columns: _Columns) -> None:
    """Add each pair of words that are near each other, in whichever order they stand."""
    tokens = [word.token for word in text]
    for i, one in enumerate(tokens):
        for j in range(i + 1, min(len(tokens), i + PAIR_REACHES + 1)):
            other = tokens[j]
            pair = f"{one}&{other}" if one < other else f"{other}&{one}"
            columns.add(_key(NEAR, pair), start + i, start + j)


def _key(block: int, feature: str) -> int:
    return block << BLOCK_BITS | crc32(feature.encode(errors="replace")) >> (32 - BLOCK_BITS)
