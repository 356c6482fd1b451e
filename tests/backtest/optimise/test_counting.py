"""Every combination of a search is a trial, and the best is judged among all of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.backtest.made import walk
from tests.backtest.optimise.made import job_of
from trading.backtest.apart.job import Job
from trading.backtest.engine import simulate
from trading.backtest.honesty.counting import counted
from trading.backtest.honesty.experiment import experiment_on
from trading.backtest.honesty.ledger import Ledger
from trading.backtest.honesty.sample import sample_of
from trading.backtest.optimise.pace import Watch
from trading.backtest.optimise.pieces import cut
from trading.backtest.optimise.search import optimise
from trading.backtest.optimise.walk_forward import walk_forward
from trading.backtest.past import Past
from trading.errors import FixInput
from trading.market.clock import WallClock
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.trials import StoredTrials
from trading.strategies.catalogue import kind_of
from trading.types import BacktestKind, MarketMode, ParameterRange, Search, Windows

RANGES = {"fast": ParameterRange(least=3, most=9, step=3), "slow": ParameterRange(least=6, most=30, step=6)}
SEARCH = Search(ranges=RANGES, windows=Windows(folds=3))
PANEL = walk(400, seed=21)
PAST = Past(seen=PANEL, traded=PANEL)
CROSS = kind_of("sma_cross")
# 3 by 5 less 6/6 and 9/6
COMBINATIONS = 13


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[StoredTrials]:
    database = Database.in_folder(tmp_path)
    upgrade(database)
    ensure_account(database, "mine", mode=MarketMode.REPLAY, venue="a test", at=datetime(2026, 1, 5, tzinfo=UTC))
    yield StoredTrials(database, "mine", WallClock())
    database.close()


def job(search: Search = SEARCH, kind: BacktestKind = BacktestKind.OPTIMISE) -> Job:
    return job_of(PAST, search, kind=kind, key="sma_cross")


def test_each_combination_counts_once_however_often_it_is_searched(stored: StoredTrials) -> None:
    ledger = Ledger(stored)
    reports: list[Any] = [counted(job(), optimise(job(), CROSS, Watch()), ledger) for _ in range(2)]
    assert [report["honesty"]["trials"] for report in reports] == [COMBINATIONS, COMBINATIONS]
    assert "trials" not in reports[0]
    wider = replace(SEARCH, ranges={**RANGES, "slow": ParameterRange(least=6, most=36, step=6)})
    # three more: 3, 6 and 9 below 36
    third: Any = counted(job(wider), optimise(job(wider), CROSS, Watch()), ledger)
    assert third["honesty"]["trials"] == COMBINATIONS + 3


def test_a_trial_of_a_search_is_the_one_that_a_run_of_the_same_numbers_on_the_same_bars_would_be(
    stored: StoredTrials,
) -> None:
    counted(job(), optimise(job(), CROSS, Watch()), Ledger(stored))
    inside, params = cut(PAST, 0, 280), {"fast": 6.0, "slow": 18.0}
    terms = job().request.terms
    equity = simulate(inside, CROSS.build(params).plan(inside.seen), terms).equity
    experiment = experiment_on(inside.traded, job().counted, job().family, terms)
    trial = experiment.trial(sample_of(equity[1:] / equity[:-1] - 1), params)
    assert stored.is_known(trial)
    kept = stored.blocks(trial.data_key, trial.family, trial.span, 100)
    own = np.array([*trial.sums, *trial.squares])
    assert min(float(np.abs(np.array(row) - own).max()) for row in kept) < 1e-7


def test_the_best_is_judged_where_it_was_chosen_and_deflated_by_the_others(stored: StoredTrials) -> None:
    report: Any = counted(job(), optimise(job(), CROSS, Watch()), Ledger(stored))
    honesty, sample = report["honesty"], report["search"]["sample"]
    assert honesty["bars"] == 279 == sample["bars"]
    assert honesty["sharpe"] == pytest.approx(sample["mean"] / sample["std"])
    assert honesty["hurdle"] > honesty["explained"] == sample["explained"]
    assert honesty["deflated"] < honesty["probabilistic"]


def test_the_pieces_of_a_walk_forward_are_one_more_trial_than_its_combinations(stored: StoredTrials) -> None:
    walk_ = job(kind=BacktestKind.WALK_FORWARD)
    report: Any = counted(walk_, walk_forward(walk_, CROSS, Watch()), Ledger(stored))
    assert report["honesty"]["trials"] == COMBINATIONS + 1
    other = job(replace(SEARCH, windows=Windows(folds=4)), BacktestKind.WALK_FORWARD)
    again: Any = counted(other, walk_forward(other, CROSS, Watch()), Ledger(stored))
    assert again["honesty"]["trials"] == COMBINATIONS + 2


def test_a_report_that_was_meddled_with_is_refused(stored: StoredTrials) -> None:
    report = dict(optimise(job(), CROSS, Watch()))
    for broken in ({"trials": {}}, {"trials": {**report["trials"], "numbers": "AAAA"}}, {"search": {}}):
        with pytest.raises(FixInput, match="a report without its returns"):
            counted(job(), {**report, **broken}, Ledger(stored))
