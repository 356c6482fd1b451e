"""What a process apart does with a job: every outcome is one answer, a report or a sentence."""

import os
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from trading.backtest.apart.job import Job
from trading.backtest.apart.limits import hold
from trading.backtest.apart.printing import PrintedTooMuch
from trading.backtest.chosen import chosen, load_file
from trading.backtest.run import run
from trading.errors import TradingError
from trading.types import BacktestKind

Tell = Callable[[dict[str, Any]], None]
NICE = 5
"""How far a long run stands back behind the pages."""


def warm() -> None:
    """Load what a run needs, so that the first one does not wait for it."""
    import pandas as pd

    from trading.backtest import engine, kernel

    _ = pd, engine, kernel


def work(job: Job, tell: Tell) -> dict[str, Any]:
    """Return {"report": ...} or {"error": a sentence}; a user's file is loaded behind the limits."""
    try:
        if job.file is not None:
            os.nice(NICE)
            hold(job.allowance)
        return {"report": _KINDS[job.kind](job, tell)}
    except (TradingError, PrintedTooMuch) as fault:
        return {"error": str(fault)}
    except MemoryError:
        return {"error": _too_much_memory(job)}
    except Exception as fault:
        return {"error": _raised(job, fault)}


def _backtest(job: Job, _tell: Tell) -> Mapping[str, Any]:
    strategy = load_file(job.file, job.request.strategy) if job.file else chosen(job.request.strategy, job.saved)
    return run(job.past, strategy, job.request)


_KINDS: Mapping[BacktestKind, Callable[[Job, Tell], Mapping[str, Any]]] = {BacktestKind.BACKTEST: _backtest}


def _too_much_memory(job: Job) -> str:
    return f"the strategy needs more than the limit of {job.allowance.memory_mb} MB of memory; let it keep less at once"


def _raised(job: Job, fault: Exception) -> str:
    said = f"{type(fault).__name__}: {fault!s:.300}" if str(fault) else type(fault).__name__
    frames = traceback.extract_tb(fault.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(job.file)]
    where = f" at line {lines[-1]} of {job.file.name}" if lines and job.file else ""
    return f"the strategy raised {said}{where}; mend it and test again"
