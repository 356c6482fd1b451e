"""Judging by a linear model over words and letters: chances of the three moods, and what each word did to them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trading.sentiment.scoring.features import Counted, Occurrences, counted, occurrences, valued
from trading.sentiment.scoring.weights import Weights
from trading.sentiment.scoring.words import Word, words_of
from trading.types import Mood, Score, WeighedWord

MOODS = (Mood.NEGATIVE, Mood.NEUTRAL, Mood.POSITIVE)
MOST_WORDS = 8
BATCH = 100
"""Texts that are worked on at once, so that many long ones stay within some megabytes."""
NODES = 8
"""Of the numeric integral along the way from no words to all of them."""
_Floats = NDArray[np.float64]


def scores(texts: Sequence[str], weights: Weights) -> list[Score]:
    """Return one score a text, in the same order; a text without a word is neutral.

    The weight of each word is its part of the score: all words of a text together make the score less that of a text
    without words (integrated gradients; Sundararajan, Taly and Yan 2017).
    """
    found: list[Score] = []
    for start in range(0, len(texts), BATCH):
        found += _batch([words_of(text) for text in texts[start : start + BATCH]], weights)
    return found


def logits(texts: Sequence[Sequence[Word]], weights: Weights) -> _Floats:
    """Return a line a text and a column a mood: the logarithms of how likely each is, up to one constant a text."""
    found = occurrences(texts)
    return _summed(found, counted(found, weights.vocabulary), weights)[0] + weights.constant


def _batch(texts: Sequence[Sequence[Word]], weights: Weights) -> list[Score]:
    found = occurrences(texts)
    features = counted(found, weights.vocabulary)
    total, parts = _summed(found, features, weights)
    chance = _softmax(total + weights.constant)
    towards = _mean_slope(total, weights.constant)
    of_feature = (parts * towards[features.row]).sum(axis=1) / features.count
    half = of_feature[features.place] / 2
    moved = np.zeros(found.words)
    for ends in (found.first, found.last):
        moved += np.bincount(ends[features.known], weights=half, minlength=found.words)
    judged: list[Score] = []
    first = 0
    for row, words in enumerate(texts):
        weighed = moved[first : first + len(words)]
        first += len(words)
        judged.append(_score(words, chance[row], weighed) if words else Score(mood=Mood.NEUTRAL, score=0.0))
    return judged


def _summed(found: Occurrences, features: Counted, weights: Weights) -> tuple[_Floats, _Floats]:
    """Return the sums of each text by mood, and what each feature gives to them."""
    value = valued(features, weights.vocabulary, weights.rarity, found.texts) * weights.unit
    parts = weights.weight[features.line] * value[:, None]
    sums = [np.bincount(features.row, weights=column, minlength=found.texts) for column in parts.T]
    return np.stack(sums, axis=1).astype(np.float64), parts


def _softmax(logit: _Floats) -> _Floats:
    power = np.exp(logit - logit.max(axis=-1, keepdims=True))
    chance: _Floats = power / power.sum(axis=-1, keepdims=True)
    return chance


def _mean_slope(total: _Floats, constant: _Floats) -> _Floats:
    """Return by how much the score moves with each logit, the mean on the straight way from no words to all words."""
    slope = np.zeros_like(total)
    nodes, lengths = np.polynomial.legendre.leggauss(NODES)
    for node, part in zip((nodes + 1) / 2, lengths / 2, strict=True):
        chance = _softmax(total * node + constant)
        score = chance[:, 2] - chance[:, 0]
        slope += part * chance * (np.array([-1.0, 0.0, 1.0]) - score[:, None])
    return slope


def _score(words: Sequence[Word], chance: _Floats, moved: _Floats) -> Score:
    together: dict[str, float] = {}
    for word, weight in zip(words, moved.tolist(), strict=True):
        together[word.written] = together.get(word.written, 0.0) + weight
    heaviest = sorted(together.items(), key=lambda one: (-abs(one[1]), one[0]))[:MOST_WORDS]
    return Score(
        mood=MOODS[int(chance.argmax())],
        score=float(chance[2] - chance[0]),
        words=tuple(WeighedWord(word=word, weight=weight) for word, weight in heaviest),
    )
