"""What a process apart does with a job: every outcome is one answer, a report or a sentence."""

import os
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from trading.backtest.apart.job import Job, Task
from trading.backtest.apart.limits import hold
from trading.backtest.run import run, searched
from trading.errors import FixInput, TradingError
from trading.strategies.base import Strategy
from trading.strategies.resolve import strategy_of
from trading.types import BacktestKind

Tell = Callable[[dict[str, Any]], None]
NICE = 5
"""How far the user's own code stands back behind the pages."""
FILE_CUTS = 10


def warm() -> None:
    """Load what a run needs, so that the first one does not wait for it."""
    import pandas as pd

    from trading.backtest import engine, kernel

    _ = pd, engine, kernel


def work(job: Job, tell: Tell) -> dict[str, Any]:
    """Return {"report": ...}, {"error": a sentence} or, for a fault of ours, {"broke": what was raised}.

    A user's file is loaded behind the limits.
    """
    try:
        if job.file is not None:
            os.nice(NICE)
            hold(job.allowance)
        return {"report": _TASKS[job.task](job, tell)}
    except TradingError as fault:
        is_memory = isinstance(fault.__context__, MemoryError)
        return {"error": _too_much_memory(job) if is_memory else str(fault)}
    except MemoryError:
        return {"error": _too_much_memory(job)}
    except Exception:
        return {"broke": traceback.format_exc()}


def _run(job: Job, tell: Tell) -> Mapping[str, Any]:
    return _KINDS[job.kind](job, tell)


def _look_ahead(job: Job, _tell: Tell) -> Mapping[str, Any]:
    return {"finding": searched(job.past, _strategy(job))}


def _backtest(job: Job, _tell: Tell) -> Mapping[str, Any]:
    strategy = _strategy(job)
    if job.file is not None and (finding := searched(job.past, strategy, cuts=FILE_CUTS)) is not None:
        raise FixInput(finding)
    return run(job, strategy)


def _strategy(job: Job) -> Strategy:
    if job.file is None:
        return strategy_of(job.request.strategy, lambda _id: job.saved).strategy
    from trading.strategies.loading import load

    kind = load(job.file)
    kind.check_symbols(job.request.symbols)
    return kind.build(job.request.strategy.params)


_TASKS = {Task.RUN: _run, Task.LOOK_AHEAD: _look_ahead}
_KINDS: Mapping[BacktestKind, Callable[[Job, Tell], Mapping[str, Any]]] = {BacktestKind.BACKTEST: _backtest}


def _too_much_memory(job: Job) -> str:
    return f"the strategy needs more than the limit of {job.allowance.memory_mb} MB of memory; let it keep less at once"
