"""Every combination played on the same bars, and what came of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from trading.backtest.optimise.combinations import Params
from trading.backtest.optimise.scores import Scores, scores_of
from trading.backtest.past import Past
from trading.strategies.base import StrategyKind
from trading.types import Objective, Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trading.backtest.batch import BatchResult


class Ground(NamedTuple):
    """What combinations are played on: a strategy whose numbers they are, on a past, under the terms of one account."""

    past: Past
    kind: StrategyKind
    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of combinations on the same bars, a row each in their order."""

    params: Sequence[Params]
    scores: Scores
    played: "BatchResult"

    def order(self, objective: Objective) -> "NDArray[np.int64]":
        """Return the places from the best to the worst; of equals the one that was tried first comes first."""
        import numpy as np

        return np.argsort(-self.scores.objective(objective), kind="stable")


def try_all(ground: Ground, params: Sequence[Params], step: Callable[[float], None]) -> Tried:
    """Return what comes of each combination.

    `step` hears every few milliseconds how many more have been played, and may raise to end it. Raises FixInput where
    a strategy cannot be played.
    """
    from trading.backtest.batch import simulate_many

    told = 0.0

    def progress(part: float) -> None:
        nonlocal told
        step((part - told) * len(params))
        told = part

    played = simulate_many(ground.past, ground.kind, params, ground.terms, progress=progress)
    return Tried(params=params, scores=scores_of(ground.past, played), played=played)
