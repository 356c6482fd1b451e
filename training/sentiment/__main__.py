"""`python -m training.sentiment TEXTS.csv`: measure on held-out texts, then write the weights of all of them.

`--only held-out` or `--only folds` measures and writes nothing.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from trading.sentiment.scoring.weights import FILE, write
from training.sentiment.fitting import fit
from training.sentiment.labelled import Labelled, folds, held_out, read
from training.sentiment.measures import Measured, measure

FOLDS = 5


def main(arguments: list[str]) -> int:
    """Run what the arguments ask for and print the figures of the model card."""
    parser = argparse.ArgumentParser(prog="python -m training.sentiment", description=__doc__)
    parser.add_argument("texts", type=Path, help="CSV file with the columns text and label")
    parser.add_argument("--only", choices=["held-out", "folds", "write"], help="do this part alone")
    parser.add_argument("--to", type=Path, default=FILE, help="file of the weights")
    asked = parser.parse_args(arguments)
    labelled = read(asked.texts)
    if asked.only in (None, "held-out"):
        _tell("Held-out fifth, trained on the rest", on_held_out(labelled))
    if asked.only in (None, "folds"):
        _tell(f"{FOLDS} folds, each trained on the others", on_folds(labelled))
    if asked.only in (None, "write"):
        write(fit(labelled), asked.to)
        print(f"{asked.to}: {asked.to.stat().st_size:,} bytes, trained on all {len(labelled.texts):,} texts")
    return 0


def on_held_out(labelled: Labelled) -> Measured:
    """Return how weights trained on four fifths judge the fifth that they never saw."""
    held = held_out(labelled)
    return measure(fit(labelled.at(np.flatnonzero(~held)), calibrated=False), labelled.at(np.flatnonzero(held)))


def on_folds(labelled: Labelled) -> Measured:
    """Return the figures of all texts, each judged by weights that never saw it or one nearly equal."""
    confusion = sum(
        measure(fit(labelled.at(train), calibrated=False), labelled.at(rest)).confusion
        for train, rest in folds(labelled, FOLDS)
    )
    return Measured(np.asarray(confusion))


def _tell(title: str, measured: Measured) -> None:
    print(title, *measured.lines, sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
