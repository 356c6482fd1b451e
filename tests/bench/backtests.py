"""Backtests beside a bare compiled loop, vectorbt and backtesting.py.

The bare loop does only what must be done: running sums, crosses, whole shares bought and sold with a fee, the equity
of each bar, and from it return, fall and Sharpe ratio. Peers run in an environment of the bench's own (.bench/) and
time themselves, warm; backtesting.py has nothing to warm and is run once. Prices are whole cents of a random walk.
"""

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from tests.bench.report import Figure, median
from trading.backtest.apart.process import KEPT_MEMORY
from trading.backtest.batch import simulate_many
from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.backtest.report.report import report_of
from trading.backtest.report.tested import Tested
from trading.backtest.warming import warm
from trading.strategies.panel import Panel
from trading.strategies.trend import SMA_CROSS
from trading.types import Costs, Prices, Sizing, Terms, Timeframe

ROOT = Path(__file__).parent.parent.parent
PEERS = ("vectorbt==1.2.0", "backtesting==0.6.6")
LONG, GRID = 1_000_000, 2_500
ROUNDS = 7
PAIRS = [(fast, slow) for fast in range(2, 102) for slow in range(102, 202)]
TERMS = Terms(sizing=Sizing.ALL_IN_WHOLE_SHARES, prices=Prices.RAW, costs=Costs(spread_bps=0, slippage_bps=0))


def figures() -> Iterator[Figure]:
    warm()
    yield from _first_calls()
    yield from _many()
    yield from _one()


def _one() -> Iterator[Figure]:
    """Measure the long run and the bare loop in a process that keeps its memory, as the product's runs have one."""
    said = subprocess.run(
        [sys.executable, "-m", __name__], check=True, capture_output=True, text=True, env={**os.environ, **KEPT_MEMORY}
    )
    mine, bare = json.loads(said.stdout)
    name = "1,000,000 bars SMA cross with full statistics"
    yield Figure(name=f"{name}, beside a bare loop", value=mine, unit="ms", peer=bare, bound=3, bound_is_ratio=True)
    past = _past(LONG)
    for task, bound in (("vectorbt_one", 1 / 5), ("backtesting_one", 1 / 100)):
        peer = _peer(task, past)
        yield Figure(name=f"  beside {task}", value=mine, unit="ms", peer=peer, bound=bound, bound_is_ratio=True)


def _long_and_bare() -> tuple[float, float]:
    past = _past(LONG)
    opened, close = past.traded.open[:, 0].copy(), past.traded.close[:, 0].copy()

    def ours() -> object:
        played = simulate(past, SMA_CROSS.build({"fast": 20, "slow": 50}).plan(past.seen), TERMS)
        return report_of(Tested(past=past, played=played, terms=TERMS, title="SMA crossover"))

    return _in_turns(ours, lambda: _bare(opened, close, 20, 50, np.empty(len(close))))


def _many() -> Iterator[Figure]:
    past = _past(GRID)
    opened, close = past.traded.open[:, 0].copy(), past.traded.close[:, 0].copy()
    combinations = [{"fast": float(fast), "slow": float(slow)} for fast, slow in PAIRS]
    fasts, slows = np.array(PAIRS).T.copy()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mine, bare = _in_turns(
        lambda: simulate_many(past, SMA_CROSS, combinations, TERMS), lambda: _bare_grid(opened, close, fasts, slows)
    )
    name = "10,000 SMA crosses on 2,500 bars"
    yield Figure(name=f"{name}, beside a bare loop", value=mine, unit="ms", peer=bare, bound=2, bound_is_ratio=True)
    peer = _peer("vectorbt_grid", past)
    yield Figure(name="  beside vectorbt_grid", value=mine, unit="ms", peer=peer, bound=1 / 20, bound_is_ratio=True)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield Figure(name="  more memory than before it", value=(most - before) / 1024, unit="MB", bound=300)
    yield Figure(name="  from stop to its end", value=_stopping(past, combinations), unit="ms", bound=1_000)


def _stopping(past: Past, combinations: list[dict[str, float]]) -> float:
    """Return how long it goes on after it was told to stop in the middle, ms."""
    told: list[float] = []

    def stop() -> bool:
        return bool(told)

    def progress(part: float) -> None:
        if part > 0.3 and not told:
            told.append(time.perf_counter())

    simulate_many(past, SMA_CROSS, combinations, TERMS, stop=stop, progress=progress)
    return (time.perf_counter() - told[0]) * 1000


def _first_calls() -> Iterator[Figure]:
    """A process that has loaded what a page has, and its first backtest of 2,500 bars: without numba."""
    code = (
        "import time, pandas, numpy; from tests.bench.backtests_first import first; began = time.perf_counter();"
        "first(); print(time.perf_counter() - began)"
    )
    taken = [
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT).stdout)
        for _ in range(3)
    ]
    yield Figure(name="first backtest of a process, 2,500 bars", value=median(taken) * 1000, unit="ms", bound=300)


def _in_turns(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Return the medians of both in ms, called in turns, so that whatever else the machine does falls on both."""
    mine, theirs = [], []
    for _ in range(ROUNDS + 1):
        mine.append(_ms(ours))
        theirs.append(_ms(bare))
    return median(mine[1:]), median(theirs[1:])


def _ms(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _past(bars: int) -> Past:
    dice = np.random.default_rng(7)
    close = np.round(100 * np.exp(np.cumsum(dice.normal(0, 0.001, bars))), 2)[:, None]
    opened = np.round(np.vstack([close[:1], close[:-1]]) * (1 + dice.normal(0, 0.0002, close.shape)), 2)
    panel = Panel(
        symbols=("X",),
        timeframe=Timeframe.MIN_1 if bars == LONG else Timeframe.DAY_1,
        source="a random walk",
        time=946_900_800 + (60 if bars == LONG else 86_400) * np.arange(bars),
        open=opened,
        high=np.maximum(opened, close),
        low=np.minimum(opened, close),
        close=close,
        volume=np.full_like(close, 1e5),
    )
    return Past(seen=panel, traded=panel)


def _peer(task: str, past: Past) -> float:
    """Return a peer's own time in ms."""
    python = _environment()
    names = ("open", "high", "low", "close", "volume")
    table = np.hstack([getattr(past.traded, name) for name in names])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prices.npy"
        np.save(path, table)
        script = Path(__file__).parent / "peer_backtests.py"
        done = subprocess.run([python, script, task, path], check=True, capture_output=True, text=True)
    return median(json.loads(done.stdout.splitlines()[-1])) * 1000


def _environment() -> Path:
    """Return the interpreter of the peers, made once."""
    folder = ROOT / ".bench" / "peers"
    python = folder / "bin" / "python"
    if not (folder / "made").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        (folder / "made").touch()
    return python


def _jit(function: Callable[..., Any]) -> Callable[..., Any]:
    return njit(cache=True, nogil=True)(function)


@_jit
def _bare(opened: Any, close: Any, fast: int, slow: int, equity: Any) -> Any:
    cash, held, fee = 100_000.0, 0.0, 0.0
    quick, late, last, wanted = 0.0, 0.0, 0, 0
    peak, fall, before, one, two = cash, 0.0, cash, 0.0, 0.0
    trades = 0
    for t in range(close.shape[0]):
        if wanted == 1 and held == 0:
            held = math.floor(cash / (opened[t] * (1 + fee)))
            cash -= held * opened[t] * (1 + fee)
            trades += 1
        elif wanted == -1 and held > 0:
            cash += held * opened[t] * (1 - fee)
            held = 0.0
        wanted = 0
        quick += close[t]
        late += close[t]
        if t >= fast:
            quick -= close[t - fast]
        if t >= slow:
            late -= close[t - slow]
        if t >= slow - 1:
            gap = quick / fast - late / slow
            now = 1 if gap > 0 else (-1 if gap < 0 else 0)
            if now * last < 0:
                wanted = now
            last = now
        worth = cash + held * close[t]
        equity[t] = worth
        gain = worth / before - 1
        one += gain
        two += gain * gain
        before = worth
        peak = max(peak, worth)
        fall = min(fall, worth / peak - 1)
    count = close.shape[0] - 1
    spread = math.sqrt(max(two / count - (one / count) ** 2, 0.0))
    return worth, fall, one / count / spread * math.sqrt(252) if spread > 0 else 0.0, trades


@_jit
def _bare_grid(opened: Any, close: Any, fasts: Any, slows: Any) -> Any:
    out, equity = np.empty((fasts.shape[0], 4)), np.empty(close.shape[0])
    for c in range(fasts.shape[0]):
        out[c, 0], out[c, 1], out[c, 2], out[c, 3] = _bare(opened, close, fasts[c], slows[c], equity)
    return out


if __name__ == "__main__":
    warm()
    print(json.dumps(_long_and_bare()))
