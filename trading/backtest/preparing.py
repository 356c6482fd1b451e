"""From a request to a job: everything that can be wrong with it is found here, before anything is run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from trading.backtest.apart.job import Allowance, Job
from trading.backtest.asking import check
from trading.backtest.chosen import FILE, chosen
from trading.backtest.reading import past_of
from trading.backtest.run import enough_bars, run
from trading.errors import FixInput, InvalidBacktest, UnknownSymbol
from trading.ports import MarketData
from trading.store.strategies import StrategyStore
from trading.strategies.catalogue import STRATEGIES
from trading.types import BacktestKind, BacktestRequest

RUNS = frozenset({BacktestKind.BACKTEST})
FOREIGN = Allowance(memory_mb=1024, cpu_s=60, wall_s=120.0)
OURS = Allowance(wall_s=600.0)


class Preparing:
    """Checks requests against the market and the strategies that there are. Threads may share it."""

    def __init__(self, *, market: MarketData, saved: StrategyStore, folder: Path | None) -> None:
        self._market, self._saved, self._folder = market, saved, folder

    def files(self) -> Sequence[str]:
        """Return the names of the user's own strategies, without loading them."""
        if self._folder is None or not self._folder.is_dir():
            return ()
        return sorted(path.stem for path in self._folder.glob("*.py") if path.stem.isidentifier())

    def job(self, kind: BacktestKind, request: BacktestRequest) -> Job:
        """Return what a process apart needs for it. Raises InvalidBacktest, FixInput, NoData, Unavailable."""
        if kind not in RUNS:
            raise FixInput(f"{kind} is not in this release; choose {', '.join(RUNS)}")
        check(request)
        file = self._file(request.strategy.key)
        saved = None if file or request.strategy.key in STRATEGIES else self._saved.find(request.strategy.key)
        strategy = None if file else chosen(request.strategy, saved)
        request = self._with_known_symbols(request)
        past = past_of(request, self._market)
        if strategy is not None:
            enough_bars(past, strategy)
        allowance = OURS if file is None else FOREIGN
        return Job(kind=kind, request=request, past=past, saved=saved, file=file, allowance=allowance)

    @staticmethod
    def run_here(job: Job) -> Mapping[str, Any]:
        """Return the report of a job of ours, made in this process."""
        return run(job.past, chosen(job.request.strategy, job.saved), job.request)

    def _file(self, key: str) -> Path | None:
        if not key.startswith(FILE):
            return None
        name = key.removeprefix(FILE)
        if self._folder is None:
            raise FixInput(f"{key!r:.60} needs a folder of your own strategies; set STRATEGIES_FOLDER")
        if name not in self.files():
            there = ", ".join(self.files()) or "none"
            raise FixInput(f"{name!r:.60} is no strategy in STRATEGIES_FOLDER; there is {there}")
        return (self._folder / f"{name}.py").resolve()

    def _with_known_symbols(self, request: BacktestRequest) -> BacktestRequest:
        names = tuple(symbol.strip().upper() for symbol in request.symbols)
        faults = []
        for name in dict.fromkeys([*names, *([request.benchmark] if request.benchmark else [])]):
            try:
                self._market.asset(name)
            except UnknownSymbol as fault:
                faults.append(str(fault))
        if faults:
            raise InvalidBacktest(faults)
        return replace(request, symbols=names)
