"""The ledger counts each trial once, keeps accounts and data apart, and tells luck from an edge."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from tests.backtest.honesty.random_strategies import coin_flippers, market, samples, with_edge
from trading.backtest.honesty.company import independent_of
from trading.backtest.honesty.experiment import Experiment, data_key_of, experiment_on, span_of
from trading.backtest.honesty.ledger import Ledger
from trading.backtest.honesty.sample import Sample, sample_from_wire, sample_of
from trading.backtest.honesty.verdict import Company, Word, verdict_of
from trading.market.clock import WallClock
from trading.store.accounts import ensure_account
from trading.store.database import Database
from trading.store.migrate import upgrade
from trading.store.tables import TRIAL
from trading.store.trials import StoredTrials
from trading.strategies.panel import Panel
from trading.types import MarketMode, Prices, StrategyRef, Terms, Timeframe

CROSS = Experiment(
    strategy=StrategyRef(key="sma_cross", params={"fast": 10, "slow": 30}),
    family="trend",
    symbols=("AAPL",),
    timeframe=Timeframe.DAY_1,
    terms=Terms(),
    span="2010/2019",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.in_folder(tmp_path)
    upgrade(made)
    for account in ("mine", "other"):
        ensure_account(made, account, mode=MarketMode.REPLAY, venue="a test", at=datetime(2026, 1, 5, tzinfo=UTC))
    yield made
    made.close()


@pytest.fixture
def stored(database: Database) -> StoredTrials:
    return StoredTrials(database, "mine", WallClock())


def sample(seed: int = 1, edge: float = 0.0) -> Sample:
    return sample_of(0.01 * (edge + np.random.default_rng(seed).standard_normal(1_000)))


def test_the_same_trial_again_counts_once(stored: StoredTrials) -> None:
    ledger, found = Ledger(stored), sample()
    for _ in range(3):
        ledger.add([CROSS.trial(found), CROSS.trial(found, {"slow": 30.0, "fast": 10.0})])
    assert stored.tally(CROSS.data_key, "trend").count == 1
    assert ledger.verdict(CROSS.trial(found)).trials == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(CROSS, strategy=StrategyRef(key="ema_cross", params=CROSS.strategy.params)),
        replace(CROSS, strategy=StrategyRef(key="sma_cross", params={"fast": 11, "slow": 30})),
        replace(CROSS, strategy=StrategyRef(key="sma_cross", params=CROSS.strategy.params, rules="{}")),
        replace(CROSS, terms=Terms(cash=Decimal(5))),
        replace(CROSS, span="2010/2020"),
    ],
)
def test_other_numbers_rules_terms_or_ranges_are_other_trials(stored: StoredTrials, other: Experiment) -> None:
    Ledger(stored).add([CROSS.trial(sample()), other.trial(sample())])
    assert stored.tally(CROSS.data_key, "trend").count == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(CROSS, symbols=("AAPL", "IBM")),
        replace(CROSS, timeframe=Timeframe.HOUR_1),
        replace(CROSS, terms=Terms(prices=Prices.RAW)),
        replace(CROSS, family="reversion"),
    ],
)
def test_other_data_and_families_are_counted_apart(stored: StoredTrials, other: Experiment) -> None:
    ledger = Ledger(stored)
    ledger.add([CROSS.trial(sample()), other.trial(sample(2))])
    assert ledger.verdict(CROSS.trial(sample())).trials == 1
    assert ledger.verdict(other.trial(sample(2))).trials == 1


def test_the_order_of_symbols_does_not_make_other_data() -> None:
    ways = [data_key_of(names, Timeframe.DAY_1, Prices.RAW) for names in (("IBM", "AAPL"), ("AAPL", "IBM"))]
    assert ways == ["1Day raw AAPL,IBM"] * 2
    long = data_key_of(tuple(f"SYMBOL{n}" for n in range(500)), Timeframe.DAY_1, Prices.RAW)
    assert long.startswith("1Day raw 500 symbols ")
    assert len(long) < 120


def test_another_account_knows_nothing_of_them(database: Database, stored: StoredTrials) -> None:
    Ledger(stored).add([CROSS.trial(sample(n), {"fast": n}) for n in range(5)])
    theirs = Ledger(StoredTrials(database, "other", WallClock()))
    assert theirs.verdict(CROSS.trial(sample())).trials == 1
    theirs.add([CROSS.trial(sample(1), {"fast": 1})])
    assert stored.tally(CROSS.data_key, "trend").count == 5


def test_a_trial_that_is_not_counted_yet_counts_in_its_own_verdict(stored: StoredTrials) -> None:
    ledger = Ledger(stored)
    ledger.add([CROSS.trial(sample(n), {"fast": n}) for n in range(5)])
    assert ledger.verdict(CROSS.trial(sample(9), {"fast": 9})).trials == 6
    assert ledger.verdict(CROSS.trial(sample(3), {"fast": 3})).trials == 5


def test_ten_thousand_trials_are_counted_with_the_variance_that_they_have(stored: StoredTrials) -> None:
    rng = np.random.default_rng(31)
    base = sample()
    means = 0.0005 * rng.standard_normal(10_000)
    trials = [CROSS.trial(replace(base, mean=float(mean)), {"fast": n}) for n, mean in enumerate(means)]
    still = replace(base, mean=0.0, std=0.0)
    Ledger(stored).add([*trials, CROSS.trial(still, {"fast": -1})])
    tally = stored.tally(CROSS.data_key, "trend")
    # a trial that never moved counts as tried, and has no Sharpe ratio
    assert (tally.count, tally.moved, tally.bars) == (10_001, 10_000, 1_000)
    assert tally.variance == pytest.approx((means / base.std).var(ddof=1), rel=1e-6)
    assert len(stored.blocks(CROSS.data_key, "trend", CROSS.span, 1_000)) == 1_000
    assert stored.blocks(CROSS.data_key, "trend", "another", 1_000) == []


def test_block_sums_come_back_as_they_were_to_seven_digits(stored: StoredTrials) -> None:
    found = sample()
    Ledger(stored).add([CROSS.trial(found)])
    (row,) = stored.blocks(CROSS.data_key, "trend", CROSS.span, 10)
    assert row == pytest.approx((*found.sums, *found.squares), rel=1e-6)


def test_old_trials_are_folded_into_their_sums_and_none_is_forgotten_or_counted_twice(database: Database) -> None:
    rng = np.random.default_rng(35)
    trials = [
        replace(CROSS, span=f"2010/{2020 + n // 300}").trial(
            replace(sample(), mean=0.0005 * float(rng.standard_normal()), bars=900 + n % 7), {"fast": n}
        )
        for n in range(1_500)
    ]
    trials[3] = replace(trials[3], mean=0.0, std=0.0)
    every, few = (StoredTrials(database, account, WallClock(), most_rows=most)
                  for account, most in (("mine", 20_000), ("other", 200)))  # fmt: skip
    for begin in (0, 300, 600, 900, 1_200, 0, 450):
        for stored in (every, few):
            stored.add(trials[begin : begin + 300])
    whole, kept = (one.tally(CROSS.data_key, "trend") for one in (every, few))
    assert (kept.count, kept.moved, kept.bars) == (whole.count, whole.moved, whole.bars) == (1_500, 1_499, kept.bars)
    assert kept.variance == pytest.approx(whole.variance)
    with database.read() as connection:
        rows = select(func.count()).where(TRIAL.c.account_id == "other")
        assert connection.execute(rows).scalar() == 100
    assert all(map(few.is_known, trials))
    assert not few.is_known(replace(trials[0], trial_key="another"))
    # what is compared on the newest range is still there
    assert len(few.blocks(CROSS.data_key, "trend", "2010/2024", 1_000)) == 100
    ledger = Ledger(few)
    assert ledger.verdict(trials[0]).trials == 1_500


def test_a_return_without_bounds_is_kept_within_what_a_row_holds(stored: StoredTrials) -> None:
    wild = replace(sample(), squares=(1e300,) * 16)
    Ledger(stored).add([CROSS.trial(wild), CROSS.trial(sample(2), {"fast": 1})])
    assert Ledger(stored).verdict(CROSS.trial(wild)).trials == 2


def test_a_trial_with_figures_that_are_not_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="not finite"):
        CROSS.trial(replace(sample(), skew=float("nan")))
    with pytest.raises(ValueError, match="15 block sums, not 16"):
        CROSS.trial(replace(sample(), sums=(0.0,) * 15))


def test_an_experiment_on_a_panel_has_its_symbols_and_range() -> None:
    one = np.ones((2, 1))
    panel = Panel(
        symbols=("IBM",),
        timeframe=Timeframe.DAY_1,
        source="by hand",
        **dict.fromkeys(("open", "high", "low", "close", "volume"), one),
        time=np.array([0, 86_400]),
    )
    made = experiment_on(panel, CROSS.strategy, "trend", Terms())
    assert made.span == span_of(panel.time) == "1970-01-01T00:00:00Z/1970-01-02T00:00:00Z"
    assert made.data_key == "1Day adjusted IBM"


def test_a_sample_passes_the_wire_and_has_the_moments_of_its_returns() -> None:
    returns = np.random.default_rng(33).standard_t(5, 1_003) * 0.01
    found = sample_of(returns, 0.02)
    assert sample_from_wire(found.wire()) == found
    away = returns - returns.mean()
    assert (found.bars, found.explained) == (1_003, 0.02)
    assert found.std == pytest.approx(returns.std(ddof=1))
    assert found.skew == pytest.approx((away**3).mean() / (away**2).mean() ** 1.5)
    assert found.kurt == pytest.approx((away**4).mean() / (away**2).mean() ** 2)
    assert sum(found.sums) == pytest.approx(returns.sum())
    assert found.sums[3] == pytest.approx(returns[3 * 1003 // 16 : 4 * 1003 // 16].sum())
    assert sum(found.squares) == pytest.approx((returns**2).sum())


@pytest.mark.parametrize("returns", [np.zeros(100), np.full(100, 0.001), np.full(5, 0.01)])
def test_returns_that_never_vary_have_no_sharpe_ratio(returns: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> None:
    found = sample_of(returns)
    assert found.sharpe is None
    assert len(found.sums) == 16
    assert verdict_of(found).word is Word.NOT_SHOWN


def test_copies_count_little_and_unrelated_trials_each() -> None:
    rng = np.random.default_rng(34)
    waves = rng.standard_normal((1_000, 16))
    assert independent_of(waves, 1_000) > 700
    assert 10 < independent_of(np.repeat(waves[:20], 50, axis=0), 1_000) < 40
    assert independent_of(np.tile(waves[0], (100, 1)), 100) == 1
    few = [independent_of(rng.standard_normal((6, 16)), 6) for _ in range(50)]
    assert np.mean(few) > 4
    assert independent_of(waves[:3], 3) == 3
    # what all share lifts the best no higher above the others
    assert independent_of(waves + 5 * rng.standard_normal(16), 1_000) > 700


def test_words_follow_the_rule() -> None:
    strong, weak = sample(edge=0.2), sample(edge=0.0)
    assert verdict_of(strong).word is Word.HOLDS
    assert not verdict_of(strong).is_flagged
    middling = replace(weak, mean=0.03 * weak.std)  # z = 0.95
    crowd = Company(trials=2, independent=1, overfit=0.2, compared=2)
    assert verdict_of(middling, crowd).word is Word.NOT_SHOWN
    assert verdict_of(middling, replace(crowd, overfit=0.6)).word is Word.LUCK
    # copies of a true edge rank among each other by chance: that alone is no luck
    assert verdict_of(strong, replace(crowd, overfit=0.6)).word is Word.HOLDS


def test_what_the_best_of_many_shows_anyway_is_likely_luck() -> None:
    # 0.05 a bar over 1,000 bars; the best of 100 worthless ones shows 2.5 / sqrt(1000) = 0.08
    fair = replace(sample(), mean=0.05 * sample().std)
    crowd = Company(trials=100, independent=100, variance=0.001, overfit=0.3, compared=100)
    verdict = verdict_of(fair, crowd)
    assert verdict.word is Word.LUCK
    assert verdict.hurdle == pytest.approx(0.0800, abs=0.0005)
    assert "would look as good" in verdict.says


def test_a_loss_and_what_holding_did_as_well_are_not_called_luck() -> None:
    crowd = Company(trials=100, independent=100, variance=0.001, overfit=0.9, compared=100)
    lost = replace(sample(), mean=-0.0001)
    held = replace(sample(), mean=0.03 * sample().std, explained=0.031)
    for among in (Company(), crowd):
        assert verdict_of(lost, among).word is Word.NOT_SHOWN
        assert "did not earn anything" in verdict_of(lost, among).says
        assert verdict_of(held, among).word is Word.NOT_SHOWN
        assert "Holding alone did as well" in verdict_of(held, among).says


def test_a_verdict_says_figures_and_rule() -> None:
    verdict = verdict_of(sample(edge=0.2), Company(trials=1_204, independent=310.4, variance=0.0001, overfit=0.1))
    assert "Of 1,204 trials" in verdict.says
    assert "about 310 of them independent" in verdict.says
    assert "at least 95 %" in verdict.rule
    wire = verdict.wire()
    assert (wire["word"], wire["trials"], wire["overfit"]) == ("holds up so far", 1_204, 0.1)


def test_a_test_of_a_few_weeks_is_not_judged() -> None:
    verdict = verdict_of(sample_of(0.01 * (1 + np.random.default_rng(1).standard_normal(59))))
    assert verdict.word is Word.NOT_SHOWN
    assert "59 returns are under 60" in verdict.says


def test_a_handful_of_trials_is_never_luck_by_their_ranks_and_that_is_said(stored: StoredTrials) -> None:
    # each shows 0.03 a bar over 1,000 bars, z = 0.95: between a half and 95 %
    found = [replace(sample(n), mean=0.03 * sample(n).std) for n in range(30)]
    trials = [CROSS.trial(one, {"fast": n}) for n, one in enumerate(found)]
    ledger = Ledger(stored)
    ledger.add(trials[:9])
    few = ledger.verdict(trials[0])
    assert few.overfit is None
    assert "it takes 10 different trials on the same range and 120 bars" in few.says
    ledger.add(trials)
    many = ledger.verdict(trials[0])
    assert many.overfit is not None
    assert "different trials" not in many.says


def judged(ledger: Ledger, data: str, tried: list[Sample]) -> bool:
    experiment = replace(CROSS, symbols=(data,))
    trials = [experiment.trial(one, {"number": n}) for n, one in enumerate(tried)]
    ledger.add(trials)
    best = max(range(len(tried)), key=lambda place: tried[place].sharpe or 0.0)
    return ledger.verdict(trials[best], tried[best].explained).is_flagged


def test_the_best_of_coin_flippers_is_flagged_and_a_true_edge_stands(stored: StoredTrials) -> None:
    # the bench takes 200 repeats of 1,000 strategies; a true Sharpe ratio of 2 a year over ten years, 20 variants
    ledger, flagged, lost = Ledger(stored), 0, 0
    for repeat in range(20):
        rng = np.random.default_rng([41, repeat])
        held = market(rng)
        flagged += judged(ledger, f"coins {repeat}", samples(coin_flippers(rng, held, 100), held))
        lost += judged(ledger, f"edge {repeat}", samples(with_edge(rng, 2.0, 20), held))
    assert flagged >= 19
    assert lost <= 4
