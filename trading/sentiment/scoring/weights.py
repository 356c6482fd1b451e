"""The trained figures of the scorer, read once from the file beside this one."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trading.errors import Unavailable

FILE = Path(__file__).with_name("weights.npz")
CLASSES = 3
"""Negative, neutral, positive: the order of the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A linear model over hashed features: logits are the sum of value times weight, and a constant for each mood.

    `weight` has a line a feature and a column a mood, whole numbers in units of `unit`; `rarity` is the factor of a
    feature before lengths are brought to 1, in units of `rarity_unit`.
    """

    weight: NDArray[np.int8]
    unit: float
    rarity: NDArray[np.float64]
    constant: NDArray[np.float64]
    about: str


@cache
def bundled() -> Weights:
    """Return the weights that this release ships. Raises Unavailable when the file is missing or broken."""
    return read(FILE)


def read(path: Path) -> Weights:
    """Return the weights of a file. Raises Unavailable with what to do."""
    try:
        with np.load(path, allow_pickle=False) as table:
            about = json.loads(str(table["about"]))
            return Weights(
                weight=table["weight"],
                unit=float(table["unit"]),
                rarity=table["rarity"].astype(np.float64) * float(table["rarity_unit"]),
                constant=table["constant"].astype(np.float64),
                about=str(about["name"]),
            )
    except (OSError, KeyError, ValueError, EOFError) as fault:
        raise Unavailable(
            f"the weights of the sentiment scorer at {path.name} cannot be read ({type(fault).__name__}); "
            "restore the file, or make it anew as docs/sentiment_model.md says"
        ) from None
