"""The windows of a walk-forward: what is searched, and what is played after it."""

from trading.backtest.optimise.pieces import Piece
from trading.errors import FixInput
from trading.types import WindowKind, Windows

FOLDS = 5
LEAST_IN, LEAST_OUT = 20, 5
LEAST_FOLDS, MOST_FOLDS = 2, 60
PARTS_INSIDE = 2
"""The first window is so many played pieces long where its length is not said."""


def pieces_of(bars: int, windows: Windows) -> tuple[Piece, ...]:
    """Return the pieces that are played, one after the other to the last bar, each with where its window begins.

    Where the bars do not come out even the last piece is longer by the rest for a number of folds, and a shorter one
    for lengths. Raises FixInput for windows that leave
    too little, or are too few or too many.
    """
    inside, outside = _lengths(bars, windows)
    faults = [
        f"a window of {length} bars is under the least of {least} {what}; choose fewer folds or an earlier start"
        for length, least, what in ((inside, LEAST_IN, "to search"), (outside, LEAST_OUT, "to play"))
        if length < least
    ]
    if faults:
        raise FixInput("; ".join(faults))
    starts = range(inside, bars, outside)
    if windows.folds is not None:
        starts = starts[: windows.folds]  # what does not come out even goes to the last piece
    if not LEAST_FOLDS <= len(starts) <= MOST_FOLDS:
        raise FixInput(
            f"{bars} bars give {max(0, len(starts))} windows of {inside} bars to search and {outside} to play, and "
            f"{LEAST_FOLDS} to {MOST_FOLDS} can be walked; change the lengths or the range"
        )
    ends = [*starts[1:], bars]
    anchored = windows.kind is WindowKind.ANCHORED
    return tuple(
        Piece(begins=0 if anchored else first - inside, first=first, end=end)
        for first, end in zip(starts, ends, strict=True)
    )


def _lengths(bars: int, windows: Windows) -> tuple[int, int]:
    """Return how many bars a first window and a played piece have."""
    folds, inside, outside = windows.folds, windows.in_bars, windows.out_bars
    if folds is not None and not LEAST_FOLDS <= folds <= MOST_FOLDS:
        raise FixInput(f"folds {folds} is not from {LEAST_FOLDS} to {MOST_FOLDS}; choose one inside")
    if None not in (folds, inside, outside):
        raise FixInput("folds, in_bars and out_bars are all said; leave one out, it follows from the others")
    count = folds or FOLDS
    if outside is None:
        outside = bars // (count + PARTS_INSIDE) if inside is None else (bars - inside) // count
    if inside is None:
        inside = bars - count * outside
    return inside, outside
