"""From a request to a job: everything that can be wrong with it is found here, before anything is run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from trading.backtest.apart.job import Allowance, Job, Task
from trading.backtest.asking import check
from trading.backtest.comparing import benchmark_of
from trading.backtest.optimise.asking import check_search, one_tried
from trading.backtest.optimise.quest import search_of
from trading.backtest.past import Past
from trading.backtest.reading import past_of
from trading.backtest.run import enough_bars, newest_of, run, searched
from trading.errors import FixInput, InvalidBacktest, NoData, UnknownSymbol
from trading.ports import MarketData
from trading.store.strategies import StrategyStore
from trading.strategies.base import Family
from trading.strategies.files import PREFIX, Listed, code_of, listed
from trading.strategies.resolve import Chosen, kind_meant, strategy_of
from trading.strategies.rules import RuleSet
from trading.types import BacktestKind, BacktestRequest, StrategyRef

RULES = "rules"
"""The key of a rule set that the request itself brings."""
SEARCHED_SYMBOLS, SEARCHED_BARS = 3, 1_000
FOREIGN = Allowance(memory_mb=1024, cpu_s=60, wall_s=120.0)
OURS = Allowance(wall_s=600.0)
SEARCHES = Allowance(wall_s=3_600.0)


class Preparing:
    """Checks requests against the market and the strategies that there are. Threads may share it."""

    def __init__(
        self, *, market: MarketData, saved: StrategyStore, folder: Path | None, allowance: Allowance = FOREIGN
    ) -> None:
        self._market, self._saved = market, saved
        self._folder, self._allowance = folder, allowance

    def files(self) -> Sequence[Listed]:
        """Return the user's own strategies, without running them. Raises BadSettings for no folder."""
        return () if self._folder is None else listed(self._folder)

    def job(self, kind: BacktestKind, request: BacktestRequest) -> Job:
        """Return what a process apart needs for it. Raises InvalidBacktest, FixInput, NoData, Unavailable."""
        request = replace(request, symbols=tuple(symbol.strip().upper() for symbol in request.symbols))
        check(request)
        if request.strategy.key.startswith(PREFIX):
            return self._of_file(kind, request)
        is_search = kind is not BacktestKind.BACKTEST
        found, rules = kind_meant(request.strategy, self._saved.find)
        tried = one_tried(request.strategy, found, search_of(request)) if is_search else request.strategy
        meant = strategy_of(tried, self._saved.find)
        if meant.rules is not None:
            request = replace(request, terms=meant.rules.terms(request.terms))
        _check_count(request, meant)
        past = self._past(request)
        if not is_search:
            enough_bars(past, meant.strategy)
        kept = None if meant.rules is None else self._saved.find(request.strategy.key)
        job = Job(
            kind=kind,
            request=request,
            past=past,
            allowance=SEARCHES if is_search else OURS,
            title=meant.title,
            family=meant.family,
            counted=StrategyRef(key=request.strategy.key, params=meant.parameters, rules=written_of(rules)),
            benchmark=benchmark_of(request, past, self._market),
            saved=kept,
        )
        if is_search:
            check_search(job, found)
        return job

    def _of_file(self, kind: BacktestKind, request: BacktestRequest) -> Job:
        file = self._file(request.strategy.key)
        past = self._past(request)
        job = Job(
            kind=kind,
            request=request,
            past=past,
            allowance=self._allowance,
            title=file.title,
            family=Family.RULES,
            counted=replace(request.strategy, rules=code_of(file.path)),
            benchmark=benchmark_of(request, past, self._market),
            file=file.path.resolve(),
        )
        if kind is not BacktestKind.BACKTEST:
            check_search(job, None)
        return job

    @staticmethod
    def run_here(job: Job) -> Mapping[str, Any]:
        """Return the report of a job of ours, made in this process."""
        return run(job, strategy_of(job.request.strategy, lambda _id: job.saved).strategy)

    def search(self, rules: str) -> Job:
        """Return the job that searches a rule set for a look into the future, on bars of the market.

        Raises FixInput for rules that cannot be read.
        """
        ref = StrategyRef(key=RULES, rules=rules)
        meant = strategy_of(ref, self._saved.find)
        symbols = meant.rules.symbols[:SEARCHED_SYMBOLS] if meant.rules else ()
        request = BacktestRequest(strategy=ref, symbols=symbols or (self._any_symbol(),))
        past = self._past(request)
        past = newest_of(past, max(SEARCHED_BARS, 4 * meant.strategy.bars_needed))
        enough_bars(past, meant.strategy)
        return Job(
            kind=BacktestKind.BACKTEST,
            request=request,
            past=past,
            allowance=OURS,
            title=meant.title,
            family=meant.family,
            counted=ref,
            task=Task.LOOK_AHEAD,
        )

    @staticmethod
    def search_here(job: Job) -> Mapping[str, Any]:
        """Return what the search finds, made in this process."""
        strategy = strategy_of(job.request.strategy, lambda _id: None).strategy
        return {"finding": searched(job.past, strategy)}

    def _any_symbol(self) -> str:
        found = next(
            (asset.symbol for asset in self._market.assets() if asset.tradable and not asset.closes_only), None
        )
        if found is None:
            raise NoData("the market has no symbol to try the rules on; name symbols in the rules")
        return found

    def _file(self, key: str) -> Listed:
        if self._folder is None:
            raise FixInput(f"{key!r:.60} needs a folder of your own strategies; set STRATEGIES_FOLDER")
        found = next((one for one in self.files() if one.key == key), None)
        if found is None:
            there = ", ".join(one.key for one in self.files()) or "none"
            raise FixInput(f"{key!r:.60} is no file of STRATEGIES_FOLDER; there is {there}")
        if found.fault is not None:
            raise FixInput(found.fault)
        return found

    def _past(self, request: BacktestRequest) -> Past:
        faults = []
        for name in dict.fromkeys((*request.symbols, *([request.benchmark] if request.benchmark else []))):
            try:
                self._market.asset(name)
            except UnknownSymbol as fault:
                faults.append(str(fault))
        if faults:
            raise InvalidBacktest(faults)
        return past_of(request, self._market)


def written_of(rules: RuleSet | None) -> str | None:
    """Return a rule set as the ledger knows it: the same rules are the same however they were written or named."""
    return None if rules is None else rules.model_copy(update={"name": ""}).text()


def _check_count(request: BacktestRequest, meant: Chosen) -> None:
    given, least, most = len(request.symbols), meant.least_symbols, meant.most_symbols
    if not least <= given <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise FixInput(f"{meant.title} takes {wanted} symbols and {given} are given; change the list of symbols")
