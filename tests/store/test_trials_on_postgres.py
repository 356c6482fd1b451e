"""Trials are counted on PostgreSQL as on SQLite."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.store.postgres import programs, running
from trading.market.clock import WallClock
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.trials import StoredTrials
from trading.types import MarketMode
from trading.types.trial import Trial

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed"),
]


def test_trials_are_counted_once_with_their_variance_and_blocks() -> None:
    means = 0.001 * np.random.default_rng(1).standard_normal(500)
    trials = [
        Trial(
            trial_key=f"{n:04}",
            data_key="1Day raw IBM",
            family="trend",
            span="a/b",
            bars=100 + n,
            mean=float(mean),
            std=0.01,
            skew=0.0,
            kurt=3.0,
            sums=(float(n),) * 16,
            squares=(0.5,) * 16,
        )
        for n, mean in enumerate(means)
    ]
    with running() as server:
        database = Database(f"{server}/postgres")
        upgrade(database)
        ensure_account(database, "mine", mode=MarketMode.REPLAY, venue="a test", at=datetime(2026, 1, 5, tzinfo=UTC))
        stored = StoredTrials(database, "mine", WallClock())
        stored.add(trials)
        stored.add(trials[:10])
        tally = stored.tally("1Day raw IBM", "trend")
        assert (tally.count, tally.moved, tally.bars) == (500, 500, 349.5)
        assert tally.variance == pytest.approx((means / 0.01).var(ddof=1))
        assert stored.blocks("1Day raw IBM", "trend", "a/b", 3)[2] == (2.0,) * 16 + (0.5,) * 16
        assert stored.is_known(trials[7])
        assert not stored.is_known(replace(trials[7], trial_key="7"))
        # the same, with no more than 100 rows kept of a kind
        small = StoredTrials(database, "mine", WallClock(), most_rows=100)
        for begin in (0, 200, 400, 0):
            small.add(
                [replace(one, trial_key=f"old {one.trial_key}", family="folded") for one in trials[begin : begin + 200]]
            )
        folded = small.tally("1Day raw IBM", "folded")
        assert (folded.count, folded.moved, folded.bars) == (500, 500, 349.5)
        assert folded.variance == pytest.approx(tally.variance)
        assert stored.tally("1Day raw IBM", "pairs").count == 0
        database.close()
