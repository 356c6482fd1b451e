"""How often the ledger flags the best of 1,000 strategies without an edge, and lets one with a true edge stand.

Each repeat is ten years of days of a market that earns 7 % a year at 18 % volatility, with fat tails. The strategies
without an edge are in and out of it by the toss of a coin, or by crossing averages of what is a random walk; all are
counted and the best Sharpe ratio is judged.
The one with an edge was tried in 20 variants that share nine tenths of their noise, and the best of them is judged. Its
true Sharpe ratio is written beside the share: with a smaller edge or a shorter test nobody could tell it from luck.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tests.backtest.honesty.random_strategies import Values, coin_flippers, crosses, market, samples, with_edge
from tests.bench.report import Figure, median
from trading.backtest.honesty.experiment import Experiment
from trading.backtest.honesty.ledger import Ledger
from trading.backtest.honesty.sample import Sample
from trading.backtest.honesty.verdict import Verdict
from trading.market.clock import WallClock
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.trials import StoredTrials
from trading.types import MarketMode, StrategyRef, Terms, Timeframe

REPEATS, TRIALS, VARIANTS = 200, 1_000, 20


def figures() -> Iterator[Figure]:
    with _ledger() as ledger:
        yield from _worthless(ledger, f"best of {TRIALS:,} coin flippers, in or out", _in_or_out)
        yield from _worthless(ledger, f"best of {TRIALS:,} coin flippers, long or short", _long_or_short)
        yield from _worthless(ledger, "best of 223 SMA crosses of a random walk", _crosses)
        for a_year, bound in ((2.0, 20.0), (1.5, None), (1.0, None), (0.5, None), (0.0, None)):
            flagged = 0
            for repeat in range(REPEATS):
                rng = np.random.default_rng([8, repeat, int(10 * a_year)])
                tried = samples(with_edge(rng, a_year, VARIANTS), market(rng))
                flagged += judged(ledger, f"edge {a_year} {repeat}", tried).is_flagged
            name = f"best of {VARIANTS} variants, true Sharpe {a_year:g} a year: flagged"
            yield Figure(name=name, value=100 * flagged / REPEATS, unit="%", bound=bound)


def _worthless(ledger: Ledger, name: str, make: Callable[[np.random.Generator, Values], Values]) -> Iterator[Figure]:
    flagged, took = 0, []
    for repeat in range(REPEATS):
        rng = np.random.default_rng([7, repeat])
        held = market(rng)
        tried = samples(make(rng, held), held)
        began = time.perf_counter()
        flagged += judged(ledger, f"{name} {repeat}", tried).is_flagged
        took.append(1000 * (time.perf_counter() - began))
    share = 100 * flagged / REPEATS
    yield Figure(name=f"{name}: flagged", value=share, unit="%")
    yield Figure(name="  not flagged", value=100 - share, unit="%", bound=5)
    yield Figure(name="  counting and judging them", value=median(took), unit="ms")


def _in_or_out(rng: np.random.Generator, held: Values) -> Values:
    return coin_flippers(rng, held, TRIALS)


def _long_or_short(rng: np.random.Generator, held: Values) -> Values:
    return coin_flippers(rng, held, TRIALS, shorts=True)


def _crosses(_rng: np.random.Generator, held: Values) -> Values:
    return crosses(held)


def judged(ledger: Ledger, data: str, tried: list[Sample]) -> Verdict:
    """Count the trials as made on data of their own and return the verdict on the best."""
    experiment = Experiment(
        strategy=StrategyRef(key="coin"),
        family="trend",
        symbols=(data,),
        timeframe=Timeframe.DAY_1,
        terms=Terms(),
        span="ten years",
    )
    trials = [experiment.trial(sample, {"number": number}) for number, sample in enumerate(tried)]
    ledger.add(trials)
    best = max(range(len(tried)), key=lambda place: tried[place].sharpe or 0.0)
    return ledger.verdict(trials[best], tried[best].explained)


@contextmanager
def _ledger() -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.in_folder(Path(folder))
        upgrade(database)
        ensure_account(database, "bench", mode=MarketMode.REPLAY, venue="a bench", at=datetime(2026, 1, 5, tzinfo=UTC))
        yield Ledger(StoredTrials(database, "bench", WallClock()))
        database.close()
