"""What a search for the numbers of a strategy is asked: which are tried, by what they are judged, on which bars."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SearchMethod(StrEnum):
    """How combinations are chosen: all of them, or some drawn by a seed."""

    GRID = "grid"
    RANDOM = "random"


class Objective(StrEnum):
    """What the best combination has most of; the names are those of the report. A fall is negative: most is least."""

    SHARPE = "sharpe"
    SORTINO = "sortino"
    CALMAR = "calmar"
    RETURN = "return_pct"
    DRAWDOWN = "max_drawdown_pct"


class WindowKind(StrEnum):
    """How the window that is searched moves: its first bar stays, or it keeps its length."""

    ANCHORED = "anchored"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRange:
    """The values of one parameter from `least` to `most`, both inclusive.

    Without a `step` it is 1 for whole numbers; of others a grid takes 11 values and a draw any number between.
    """

    least: float
    most: float
    step: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """How a walk-forward divides time. Each window of `in_bars` is searched and the `out_bars` after it are played.

    `folds` is how many there are; where lengths are not said, the first window takes at least twice a played piece.
    """

    kind: WindowKind = WindowKind.ROLLING
    folds: int | None = None
    in_bars: int | None = None
    out_bars: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search: parameters without a range keep the numbers of the request.

    A random one draws `draws` combinations by `seed`. The newest `held_out_pct` percent of the bars are kept from the
    search. `heat` names the two parameters of the picture, the first two ranges unless said. `windows` is read by a
    walk-forward alone.
    """

    ranges: Mapping[str, ParameterRange]
    method: SearchMethod = SearchMethod.GRID
    objective: Objective = Objective.SHARPE
    draws: int = 200
    seed: int = 1
    held_out_pct: float = 30.0
    heat: tuple[str, str] | None = None
    windows: Windows = Windows()
