"""Labelled texts: read from a file, grouped where they are nearly the same, and parted into training and held-out."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MOODS = ("negative", "neutral", "positive")
HELD_OUT_OF = 5
"""One group of texts in five is held out."""
_Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with the place of their label in MOODS, and a number that nearly equal texts share."""

    texts: list[str]
    label: _Ints
    group: _Ints

    def at(self, rows: _Ints) -> "Labelled":
        """Return the texts of these rows."""
        return Labelled([self.texts[row] for row in rows], self.label[rows], self.group[rows])


def read(path: Path) -> Labelled:
    """Return the texts of a CSV file with the columns text and label."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [(row["text"], MOODS.index(row["label"])) for row in csv.DictReader(file)]
    groups = [crc32(_core(text).encode()) for text, _ in rows]
    return Labelled([text for text, _ in rows], np.array([label for _, label in rows]), np.array(groups))


def held_out(labelled: Labelled) -> NDArray[np.bool_]:
    """Return which rows are held out: the same for ever, and the same for texts that are nearly equal."""
    held: NDArray[np.bool_] = labelled.group % HELD_OUT_OF == 0
    return held


def folds(labelled: Labelled, count: int) -> Sequence[tuple[_Ints, _Ints]]:
    """Return rows to train on and rows to measure on, so many times; nearly equal texts stay together."""
    from sklearn.model_selection import StratifiedGroupKFold

    dice = StratifiedGroupKFold(count, shuffle=True, random_state=1)
    return list(dice.split(labelled.label, labelled.label, labelled.group))


def _core(text: str) -> str:
    """Return what is left of a text without addresses, symbols, names of people, figures, signs and case."""
    bare = re.sub(r"https?\S+", "", text.lower())
    bare = re.sub(r"[$#@][a-z]\w*", "", bare)
    bare = re.sub(r"[^a-z0 ]", "", re.sub(r"\d+", "0", bare))
    return " ".join(bare.split())
