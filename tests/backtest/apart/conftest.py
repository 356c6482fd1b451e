"""A made past, and jobs on it for files that a test writes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent, indent

import numpy as np
import pytest

from tests.backtest.test_engine import past_of
from trading.backtest.apart.job import Allowance, Job
from trading.backtest.apart.processes import Processes
from trading.backtest.past import Past
from trading.strategies.base import Family
from trading.types import BacktestKind, BacktestRequest, StrategyRef

GENEROUS = Allowance(memory_mb=512, cpu_s=30, wall_s=240)
FILE = """
import os, sys, time
import numpy as np
from trading.strategies.base import Decision, Plan

{before}

class Mine:
    key = "mine"
    title = "Mine"
    parameters = ()
    bars_needed = 2

    def plan(self, panel):
{body}
        action = np.zeros(panel.close.shape, np.int8)
        action[1::50], action[26::50] = Decision.LONG, Decision.FLAT
        return Plan(action=action)
"""


def job(request: BacktestRequest, past: Past, *, allowance: Allowance = GENEROUS, file: Path | None = None) -> Job:
    return Job(
        kind=BacktestKind.BACKTEST,
        request=request,
        past=past,
        allowance=allowance,
        title="made",
        family=Family.RULES,
        counted=request.strategy,
        file=file,
    )


@pytest.fixture(scope="session")
def past() -> Past:
    closes = 100 * np.exp(np.cumsum(np.random.default_rng(7).normal(0, 0.01, 300)))
    return past_of(closes.tolist(), closes.tolist())


@pytest.fixture
def processes() -> Iterator[Processes]:
    made = Processes()
    yield made
    made.close()


@pytest.fixture
def job_of(tmp_path: Path, past: Past) -> Callable[..., Job]:
    def make(body: str, *, before: str = "", allowance: Allowance = GENEROUS) -> Job:
        path = tmp_path / "mine.py"
        path.write_text(FILE.format(before=dedent(before), body=indent(dedent(body), " " * 8)))
        request = BacktestRequest(strategy=StrategyRef(key="file:mine"), symbols=past.seen.symbols)
        return job(request, past, allowance=allowance, file=path)

    return make


@pytest.fixture
def ours(past: Past) -> Job:
    ref = StrategyRef(key="sma_cross", params={"fast": 5, "slow": 20})
    request = BacktestRequest(strategy=ref, symbols=past.seen.symbols)
    return job(request, past)
