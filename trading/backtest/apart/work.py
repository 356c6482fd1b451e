"""What a process apart does with a job: every outcome is one answer, a report or a sentence."""

import os
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from trading.backtest.apart.job import Allowance, Job, Task
from trading.backtest.apart.limits import hold
from trading.backtest.past import Past
from trading.backtest.run import reported, run, searched
from trading.backtest.warming import warm as kernels
from trading.errors import FixInput, TradingError
from trading.strategies.base import Family, Strategy, StrategyKind
from trading.strategies.panel import Panel
from trading.strategies.resolve import kind_meant, strategy_of
from trading.types import BacktestKind, BacktestRequest, StrategyRef, Timeframe

Tell = Callable[[dict[str, Any]], None]
NICE = 5
"""How far the user's own code stands back behind the pages."""
FILE_CUTS = 10
WARM_BARS = 200


def warm() -> None:
    """Load what is compiled and run one small backtest, so that the first one that somebody waits for is quick."""
    kernels()
    work(_small_job(), lambda _said: None)


def work(job: Job, tell: Tell) -> dict[str, Any]:
    """Return {"report": ...}, {"error": a sentence} or, for a fault of ours, {"broke": what was raised}.

    A user's file is loaded behind the limits.
    """
    try:
        if job.file is not None:
            os.nice(NICE)
            if job.is_long or not job.is_small:
                kernels()  # behind the limits no compiled code can be kept
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


def _search(job: Job, tell: Tell) -> Mapping[str, Any]:
    from trading.backtest.optimise.combinations import combinations_of
    from trading.backtest.optimise.pace import Watch
    from trading.backtest.optimise.quest import search_of
    from trading.backtest.optimise.search import optimise
    from trading.backtest.optimise.walk_forward import walk_forward

    kind = _kind(job)
    if job.file is not None:
        first = combinations_of(kind, job.request.strategy.params, search_of(job.request)).params[0]
        if (finding := searched(job.past, kind.build(first), cuts=FILE_CUTS)) is not None:
            raise FixInput(finding)
    watch = Watch(tell=lambda share, left_s: tell({"progress": share, "left_s": left_s}))
    made = optimise if job.kind is BacktestKind.OPTIMISE else walk_forward
    return made(job, kind, watch)


def _tables(job: Job, _tell: Tell) -> Mapping[str, Any]:
    from trading.backtest.optimise.again import played_again
    from trading.backtest.report.tables import packed_tables

    if job.kind is BacktestKind.BACKTEST:
        return packed_tables(reported(job, _strategy(job)))
    return packed_tables(played_again(job, _kind(job), job.picked))


def _kind(job: Job) -> StrategyKind:
    if job.file is None:
        return kind_meant(job.request.strategy, lambda _id: job.saved)[0]
    return _kind_of_file(job, job.file)


def _strategy(job: Job) -> Strategy:
    if job.file is None:
        return strategy_of(job.request.strategy, lambda _id: job.saved).strategy
    return _kind_of_file(job, job.file).build(job.request.strategy.params)


def _kind_of_file(job: Job, file: Path) -> StrategyKind:
    from trading.strategies.loading import load

    kind = load(file)
    kind.check_symbols(job.request.symbols)
    return kind


_TASKS = {Task.RUN: _run, Task.TABLES: _tables, Task.LOOK_AHEAD: _look_ahead}
_KINDS: Mapping[BacktestKind, Callable[[Job, Tell], Mapping[str, Any]]] = {
    BacktestKind.BACKTEST: _backtest,
    BacktestKind.OPTIMISE: _search,
    BacktestKind.WALK_FORWARD: _search,
}


def _too_much_memory(job: Job) -> str:
    return f"the strategy needs more than the limit of {job.allowance.memory_mb} MB of memory; let it keep less at once"


def _small_job() -> Job:
    import numpy as np

    prices = np.asarray(100 + np.arange(WARM_BARS) % 7, np.float64)[:, None]
    panel = Panel(
        symbols=("WARM",),
        timeframe=Timeframe.DAY_1,
        source="made",
        time=np.arange(WARM_BARS) * 86_400,
        open=prices,
        high=prices,
        low=prices,
        close=prices,
        volume=np.ones_like(prices),
    )
    ref = StrategyRef(key="sma_cross", params={"fast": 2, "slow": 3})
    return Job(
        kind=BacktestKind.BACKTEST,
        request=BacktestRequest(strategy=ref, symbols=panel.symbols),
        past=Past(seen=panel, traded=panel),
        allowance=Allowance(),
        title="",
        family=Family.TREND,
        counted=ref,
    )
