"""What a process apart is given: all that a run needs, so that it reads no market, no store and no setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from trading.backtest.past import Past
from trading.strategies.base import Family
from trading.types import BacktestKind, BacktestRequest, SavedStrategy, StrategyRef

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

WARM = "warm"
"""The word on the command line of a process that is to load everything before the first job."""
SMALL, LONG = 20_000, 2_000_000
"""Bars times symbols, up to which a run is soon done and from which others would wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one run may use: MB of memory beyond the process's own, seconds of processor time and of waiting.

    Waiting is bounded for every run, memory and processor time where code of the user runs.
    """

    memory_mb: int = 1024
    cpu_s: int = 120
    wall_s: float = 180.0


class Task(StrEnum):
    """What is done with a strategy: it is run, run again for its whole tables, or searched for a look ahead."""

    RUN = "run"
    TABLES = "tables"
    LOOK_AHEAD = "look_ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One task. `file` is the user's own strategy, `saved` the rule set that the request names by its id.

    `counted` is the strategy as the ledger of trials knows it: with every number, and with its rules or its code.
    `benchmark` has a price at each bar of the past. `picked` are the numbers that a search has found, one set for an
    optimisation and one a window for a walk-forward; only the tables of a search need them.
    """

    kind: BacktestKind
    request: BacktestRequest
    past: Past
    allowance: Allowance
    title: str
    family: Family
    counted: StrategyRef
    benchmark: "Values | None" = None
    saved: SavedStrategy | None = None
    file: Path | None = None
    task: Task = Task.RUN
    picked: tuple[Mapping[str, float], ...] = ()

    @property
    def is_foreign(self) -> bool:
        """Say whether it runs code of the user, which is loaded apart only."""
        return self.file is not None

    @property
    def is_small(self) -> bool:
        """Say whether it is soon done in any process, compiled or not."""
        return self.past.traded.close.size <= SMALL

    @property
    def is_long(self) -> bool:
        """Say whether others would wait for it."""
        return self.kind is not BacktestKind.BACKTEST or self.past.traded.close.size > LONG
