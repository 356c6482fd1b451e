"""How well weights judge texts that they have not seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trading.sentiment.scoring.judging import logits
from trading.sentiment.scoring.weights import CLASSES, Weights
from trading.sentiment.scoring.words import words_of
from training.sentiment.labelled import MOODS, Labelled


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a text of a mood (line) was judged to be of a mood (column)."""

    confusion: NDArray[np.int64]

    @property
    def precision(self) -> NDArray[np.float64]:
        """Return which part of the texts judged to be of a mood are of it."""
        share: NDArray[np.float64] = self.confusion.diagonal() / self.confusion.sum(axis=0)
        return share

    @property
    def recall(self) -> NDArray[np.float64]:
        """Return which part of the texts of a mood were judged so."""
        share: NDArray[np.float64] = self.confusion.diagonal() / self.confusion.sum(axis=1)
        return share

    @property
    def f1(self) -> NDArray[np.float64]:
        """Return the harmonic mean of precision and recall of each mood."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    @property
    def macro_f1(self) -> float:
        """Return the plain mean of the three."""
        return float(self.f1.mean())

    @property
    def accuracy(self) -> float:
        """Return which part of all texts was judged rightly."""
        return float(self.confusion.trace() / self.confusion.sum())

    @property
    def lines(self) -> list[str]:
        """Return the figures as text."""
        told = [f"macro-F1 {self.macro_f1:.4f}, accuracy {self.accuracy:.4f}, texts {self.confusion.sum()}"]
        for place, mood in enumerate(MOODS):
            figures = f"precision {self.precision[place]:.3f} recall {self.recall[place]:.3f} F1 {self.f1[place]:.3f}"
            told.append(
                f"  {mood:<9} {figures}  judged {dict(zip(MOODS, self.confusion[place].tolist(), strict=True))}"
            )
        return told


def measure(weights: Weights, unseen: Labelled) -> Measured:
    """Return how the weights judge texts, by the very code that the product runs."""
    judged = logits([words_of(text) for text in unseen.texts], weights).argmax(axis=1)
    return confusion_of(unseen.label, judged)


def confusion_of(label: NDArray[np.int64], judged: NDArray[np.int64]) -> Measured:
    """Return the figures of any judge."""
    counts = np.bincount(label * CLASSES + judged, minlength=CLASSES * CLASSES)
    return Measured(counts.reshape(CLASSES, CLASSES).astype(np.int64))
