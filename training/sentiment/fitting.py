"""Fit one linear model out of four: their weights are brought to one scale and added up, so that it stays linear."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.svm import LinearSVC

from trading.sentiment.scoring.features import Counted, counted, occurrences, valued
from trading.sentiment.scoring.weights import CLASSES, RARITY_UNIT, Weights
from trading.sentiment.scoring.words import words_of
from training.sentiment.labelled import Labelled, folds

LEAST_TEXTS = 2
"""A feature that fewer texts have is left out."""
MOST_WEIGHT = 32_767
SEED = 0
CALIBRATED_ON = 5
_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Line:
    """A linear model: a line a feature and a column a mood, and a constant for each mood."""

    weight: _Floats
    constant: _Floats


@dataclass(frozen=True, slots=True)
class _Table:
    vocabulary: NDArray[np.int64]
    rarity: _Floats
    value: csr_matrix


def fit(labelled: Labelled, *, calibrated: bool = True) -> Weights:
    """Return weights trained on these texts; the same texts give the same weights.

    Not calibrated is faster: moods are the same, chances are not. Nothing but the given texts is looked at.
    """
    table = _table(labelled.texts)
    line = _blend(table.value, labelled.label)
    steepness = _steepness(labelled) if calibrated else 1.0
    return _weights(table, _Line(line.weight * steepness, line.constant * steepness))


def _table(texts: list[str]) -> _Table:
    """Return the features that enough texts have, how rare each is (smoothed idf), and the value in each text."""
    found = occurrences([words_of(text) for text in texts])
    everything = np.unique(found.key)
    spread = np.bincount(counted(found, everything).line, minlength=len(everything))
    vocabulary = everything[spread >= LEAST_TEXTS]
    rarity = np.log((1 + len(texts)) / (1 + spread[spread >= LEAST_TEXTS])) + 1
    rarity = np.round(rarity / RARITY_UNIT) * RARITY_UNIT  # as the file keeps it
    features: Counted = counted(found, vocabulary)
    value = valued(features, vocabulary, rarity, len(texts))
    return _Table(
        vocabulary, rarity, csr_matrix((value, (features.row, features.line)), shape=(len(texts), len(vocabulary)))
    )


def _blend(value: csr_matrix, label: NDArray[np.int64]) -> _Line:
    """Return the sum of four models, each divided by the spread of what it says of the texts that it was trained on."""
    margin = LinearSVC(C=0.3, class_weight="balanced", tol=1e-3, random_state=SEED)
    squares = RidgeClassifier(alpha=1.0, class_weight="balanced", solver="sparse_cg", tol=1e-3)
    chances = LogisticRegression(C=3, class_weight="balanced", max_iter=300, tol=1e-3)
    lines = [_of(model.fit(value, label)) for model in (margin, squares, chances)]
    lines.append(_by_ratio(value, label))
    scales = [1 / float((value @ line.weight + line.constant).std()) for line in lines]
    weight = np.stack([line.weight * scale for line, scale in zip(lines, scales, strict=True)])
    constant = np.stack([line.constant * scale for line, scale in zip(lines, scales, strict=True)])
    return _Line(weight.sum(axis=0), constant.sum(axis=0))


def _by_ratio(value: csr_matrix, label: NDArray[np.int64]) -> _Line:
    """Return a margin model on values times how much oftener a mood has the feature (Wang and Manning 2012, NBSVM)."""
    has = (value > 0).astype(np.float64)
    columns, constants = [], []
    for mood in range(CLASSES):
        inside = 1 + np.asarray(has[label == mood].sum(axis=0)).ravel()
        outside = 1 + np.asarray(has[label != mood].sum(axis=0)).ravel()
        ratio = np.log((inside / inside.sum()) / (outside / outside.sum()))
        model = LinearSVC(C=0.2, class_weight="balanced", tol=1e-3, random_state=SEED)
        model.fit(value.multiply(ratio).tocsr(), label == mood)
        columns.append(model.coef_[0] * ratio)
        constants.append(float(model.intercept_[0]))
    return _Line(np.stack(columns, axis=1), np.array(constants))


def _of(model: LinearSVC | RidgeClassifier | LogisticRegression) -> _Line:
    return _Line(np.asarray(model.coef_, dtype=np.float64).T, np.asarray(model.intercept_, dtype=np.float64))


def _steepness(labelled: Labelled) -> float:
    """Return the factor of the logits that makes unseen texts likeliest, each mood counting as much as any other."""
    sums, labels = [], []
    for train, rest in folds(labelled, CALIBRATED_ON):
        known = labelled.at(train)
        table = _table(known.texts)
        line = _blend(table.value, known.label)
        unseen = labelled.at(rest)
        features = counted(occurrences([words_of(text) for text in unseen.texts]), table.vocabulary)
        value = valued(features, table.vocabulary, table.rarity, len(rest))
        shape = (len(rest), len(table.vocabulary))
        sums.append(csr_matrix((value, (features.row, features.line)), shape=shape) @ line.weight + line.constant)
        labels.append(unseen.label)
    total, label = np.concatenate(sums), np.concatenate(labels)
    share = 1 / np.bincount(label, minlength=CLASSES)[label]

    def surprise(steepness: float) -> float:
        logit = total * steepness
        chance = logit - np.logaddexp.reduce(logit, axis=1, keepdims=True)
        return -float((chance[np.arange(len(label)), label] * share).sum())

    return float(minimize_scalar(surprise, bounds=(0.05, 20), method="bounded").x)


def _weights(table: _Table, line: _Line) -> Weights:
    """Return the model in whole numbers, as the file keeps it."""
    unit = float(np.abs(line.weight).max()) / MOST_WEIGHT
    return Weights(
        vocabulary=table.vocabulary,
        weight=np.round(line.weight / unit).astype(np.int16),
        unit=unit,
        rarity=table.rarity,
        constant=line.constant,
    )
