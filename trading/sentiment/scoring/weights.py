"""The trained figures of the scorer: read once from the file beside this one, written by the training."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from trading.errors import Unavailable

FILE = Path(__file__).with_name("weights.npz")
CLASSES = 3
"""Negative, neutral, positive: the order of the columns."""
RARITY_UNIT = 1 / 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A linear model over features: a logit is the sum of value times weight, and a constant for each mood.

    `vocabulary` holds the sorted keys of the features that it knows. `weight` has a line a feature and a column a mood,
    whole numbers in units of `unit`; `rarity` is the factor of a feature before lengths are set.
    """

    vocabulary: NDArray[np.int64]
    weight: NDArray[np.int16]
    unit: float
    rarity: NDArray[np.float64]
    constant: NDArray[np.float64]


@cache
def bundled() -> Weights:
    """Return the weights that this release ships. Raises Unavailable when the file is missing or broken."""
    return read(FILE)


def read(path: Path) -> Weights:
    """Return the weights of a file. Raises Unavailable with what to do."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as table:
            return Weights(
                vocabulary=np.cumsum(table["steps"], dtype=np.int64),
                weight=np.ascontiguousarray(table["weight"].T),
                unit=float(table["unit"]),
                rarity=table["rarity"] * RARITY_UNIT,
                constant=table["constant"],
            )
    except (OSError, KeyError, ValueError, EOFError, BadZipFile) as fault:
        raise _unreadable(path, fault) from None


@cache
def digest(path: Path) -> str:
    """Return the first 16 digits of a file's SHA-256, which says which weights it holds. Raises Unavailable."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: Path, fault: Exception) -> Unavailable:
    return Unavailable(
        f"the weights of the sentiment scorer, {path.name}, cannot be read ({type(fault).__name__}); "
        "restore the file, or make it anew as docs/sentiment_model.md says"
    )


def write(weights: Weights, path: Path) -> None:
    """Write a file that `read` reads; the same weights make the same bytes."""
    np.savez_compressed(
        path,
        steps=np.diff(weights.vocabulary, prepend=0).astype(np.uint32),
        weight=weights.weight.T,
        unit=np.float64(weights.unit),
        rarity=np.round(weights.rarity / RARITY_UNIT).astype(np.uint8),
        constant=weights.constant,
    )
