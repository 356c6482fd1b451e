"""The overfitting ledger: every trial is counted, and each result is judged among all of its kind."""

from collections.abc import Sequence

from trading.backtest.honesty.company import independent_of, mean_correlation, spread_of
from trading.backtest.honesty.overfitting import overfitting
from trading.backtest.honesty.sample import Sample
from trading.backtest.honesty.verdict import Company, Verdict, verdict_of
from trading.store.trials import StoredTrials
from trading.types.trial import BLOCKS, Trial

MOST_COMPARED = 1_000
"""Trials of the same range that are held against each other; more say nothing new and take longer."""


class Ledger:
    """All trials of one account and what they say about luck. Threads may share it."""

    def __init__(self, trials: StoredTrials) -> None:
        self._trials = trials

    def add(self, trials: Sequence[Trial]) -> None:
        """Count trials, each once. Raises Unavailable."""
        self._trials.add(trials)

    def verdict(self, trial: Trial, explained: float = 0.0) -> Verdict:
        """Return the verdict on a trial among all on the same data and family, counted or not yet.

        `explained` is the Sharpe ratio of a bar that holding explains, from the report's sample. Raises Unavailable.
        """
        return verdict_of(_sample(trial, explained), self._company(trial))

    def _company(self, trial: Trial) -> Company:
        import numpy as np

        tally = self._trials.tally(trial.data_key, trial.family)
        count = tally.count if self._trials.is_known(trial) else tally.count + 1
        if count == 1:
            return Company()
        rows = self._trials.blocks(trial.data_key, trial.family, trial.span, MOST_COMPARED)
        table = np.array(rows, np.float64).reshape(len(rows), 2, BLOCKS)
        sums, squares = table[:, 0], table[:, 1]
        return Company(
            trials=count,
            independent=independent_of(sums, count),
            variance=spread_of(tally, mean_correlation(sums)),
            overfit=overfitting(sums, squares, trial.bars),
            compared=len(rows),
        )


def _sample(trial: Trial, explained: float) -> Sample:
    return Sample(
        bars=trial.bars,
        mean=trial.mean,
        std=trial.std,
        skew=trial.skew,
        kurt=trial.kurt,
        sums=trial.sums,
        squares=trial.squares,
        explained=explained,
    )
