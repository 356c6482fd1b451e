"""A kernel gives the same bits compiled and as plain Python, and many plans at once what each alone gives."""

import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest

from tests.backtest.made import by_hand, walk
from trading import compiled
from trading.backtest import places as at
from trading.backtest.arrays import new_account, new_curves
from trading.backtest.batch import simulate_many
from trading.backtest.engine import market_of, orders_of, simulate
from trading.backtest.kernel import play
from trading.backtest.past import Past
from trading.backtest.ranges import wilder
from trading.backtest.terms import rules_of
from trading.backtest.warming import warm
from trading.errors import FixInput
from trading.strategies.base import Plan
from trading.strategies.trend import SMA_CROSS
from trading.types import Costs, Prices, Sizing, Terms

LIMITS = {"max_order_notional": 30_000.0, "max_drawdown_pct": 30.0, "max_daily_loss_pct": 4.0}
TERMS = {
    "all in": Terms(sizing=Sizing.ALL_IN_WHOLE_SHARES, prices=Prices.RAW),
    "short": Terms(sizing=Sizing.EQUITY, size=20, shorts=True, leverage=2.0),
    "risk": Terms(sizing=Sizing.RISK, limits=LIMITS, costs=Costs(commission_per_share=0.01, commission_least=1)),
    "kelly": Terms(sizing=Sizing.KELLY, size=50, shorts=True),
    "volatility": Terms(sizing=Sizing.VOLATILITY, whole_shares=True, prices=Prices.AS_TRADED),
}


def a_plan(shape: tuple[int, int], seed: int) -> Plan:
    """Return a plan in which everything happens."""
    dice = np.random.default_rng(seed)

    def some(low: float, high: float, part: float = 0.5) -> np.ndarray:
        return np.where(dice.random(shape) < part, dice.uniform(low, high, shape), np.nan)

    action = dice.choice(6, shape, p=[0.7, 0.1, 0.08, 0.06, 0.04, 0.02]).astype(np.int8)
    value = np.where(action == 5, 500.0, np.round(dice.uniform(-0.5, 0.5, shape), 2))
    return Plan(
        action=action,
        value=value,
        limit=some(0.97, 1.01, 0.3),
        trigger=some(1.0, 1.02, 0.2),
        stop=some(0.02, 0.06),
        take=some(0.02, 0.1),
        trail=some(0.02, 0.06, 0.3),
        rests=2,
    )


@pytest.mark.parametrize("name", TERMS)
def test_a_plan_in_which_everything_happens_is_played_bit_for_bit_the_same(name: str) -> None:
    assert warm()
    made = walk(400, 4, seed=5, holes=0.05)
    splits, dividends = np.ones(made.close.shape), np.zeros(made.close.shape)
    splits[100, 1], splits[200, 2], dividends[50::60] = 2.0, 1.5, 0.25
    past = Past(seen=made, traded=made, splits=splits, dividends=dividends)
    terms, plan = TERMS[name], a_plan(made.close.shape, 3)
    results = []
    for run in (play, compiled.way(play, compiled.SMALL + 1)):
        rules, orders = rules_of(terms), orders_of(plan, past)
        slots, book = new_account(4, float(terms.cash), rules, orders)
        curves = new_curves(len(made), shorts=terms.shorts)
        rows = run(market_of(past, terms), orders, slots, book, curves)
        results.append((*curves, rows[: int(book[at.FILLED])], slots, book))
    assert compiled.way(play, 0) is not play, "the second was not compiled"
    assert len(results[0][4]) > 20
    for plain, fast in zip(*results, strict=True):
        np.testing.assert_array_equal(plain, fast)


def test_money_is_conserved_whatever_happens() -> None:
    # what came in: first cash and dividends; what went out: fees and borrow; the rest is what the fills moved
    made = walk(400, 4, seed=6, holes=0.05)
    past = Past(seen=made, traded=made, dividends=np.full(made.close.shape, 0.01))
    for terms in TERMS.values():
        played = simulate(past, a_plan(made.close.shape, 4), terms)
        moved = (played.fills.qty * played.fills.price).sum()
        paid = played.paid
        left = float(terms.cash) - moved - paid["fees"] - paid["borrow"] - paid["interest"] + paid["dividends"]
        assert played.cash[-1] == pytest.approx(left, abs=1e-6)
        held = np.bincount(played.fills.symbol, weights=played.fills.qty, minlength=4)
        marks = [column[np.isfinite(column)][-1] for column in made.close.T]
        assert played.net[-1] == pytest.approx(held @ marks, abs=1e-6)


@pytest.mark.parametrize("sizing", [Sizing.ALL_IN, Sizing.ALL_IN_WHOLE_SHARES])
def test_many_at_once_end_as_each_alone(sizing: Sizing) -> None:
    made = walk(600, seed=2)
    past = Past(seen=made, traded=made)
    terms = Terms(cash=Decimal(10_000), sizing=sizing)
    combinations = [{"fast": fast, "slow": slow} for fast in (2, 5, 9) for slow in (10, 20, 33)]
    found = simulate_many(past, SMA_CROSS, combinations, terms)
    assert found.done == 9
    for row, combination in enumerate(combinations):
        played = simulate(past, SMA_CROSS.build(combination).plan(made), terms)
        gains = played.equity[1:] / played.equity[:-1] - 1
        assert found.final_equity[row] == pytest.approx(played.equity[-1], abs=1e-6)
        assert found.trades[row] == len(played.trades.pnl)
        assert found.mean[row] == pytest.approx(gains.mean(), abs=1e-12)
        assert found.std[row] == pytest.approx(gains.std(ddof=1), rel=1e-9)
        away = gains - gains.mean()
        assert found.skew[row] == pytest.approx((away**3).mean() / gains.var() ** 1.5, rel=1e-6)
        assert found.kurt[row] == pytest.approx((away**4).mean() / gains.var() ** 2, rel=1e-6)
        falls = played.equity / np.maximum.accumulate(played.equity) - 1
        assert found.max_drawdown_pct[row] == pytest.approx(100 * falls.min(), abs=1e-9)
        assert found.sums[row].sum() == pytest.approx(gains.sum(), abs=1e-9)
        # 599 returns in 16 blocks: the second is of the returns 37 .. 73
        assert found.squares[row][1] == pytest.approx((gains[37:74] ** 2).sum(), abs=1e-12)


def test_plans_that_need_the_whole_engine_get_the_same_figures() -> None:
    made = walk(300, 2, seed=3)
    past = Past(seen=made, traded=made)
    found = simulate_many(past, SMA_CROSS, [{"fast": 3, "slow": 8}], Terms())
    played = simulate(past, SMA_CROSS.build({"fast": 3, "slow": 8}).plan(made), Terms())
    assert found.final_equity[0] == played.equity[-1]
    assert found.trades[0] == len(played.trades.pnl) > 10


def test_a_batch_stops_when_it_is_told_to_and_says_how_far_it_is() -> None:
    made = walk(50_000, seed=4)
    past = Past(seen=made, traded=made)
    told: list[float] = []
    combinations = [{"fast": 2, "slow": slow} for slow in range(3, 103)]
    found = simulate_many(past, SMA_CROSS, combinations, Terms(), stop=lambda: len(told) == 3, progress=told.append)
    assert found.done == 30 == len(found.sharpe)
    assert told == [0.1, 0.2, 0.3]


def test_numbers_that_the_strategy_does_not_take_are_named() -> None:
    made = walk(100)
    past = Past(seen=made, traded=made)
    with pytest.raises(FixInput, match="fast 20 is not below slow 10"):
        simulate_many(past, SMA_CROSS, [{"fast": 2, "slow": 5}, {"fast": 20, "slow": 10}], Terms())
    with pytest.raises(FixInput, match="fats is no parameter of sma_cross"):
        simulate_many(past, SMA_CROSS, [{"fats": 2, "slow": 5}], Terms())


def test_the_average_true_range_is_talibs() -> None:
    import talib

    made = walk(200, seed=8)
    mine = wilder(made.high, made.low, made.close, 14)[:, 0]
    theirs = talib.ATR(made.high[:, 0], made.low[:, 0], made.close[:, 0], 14)
    np.testing.assert_allclose(mine, theirs, rtol=1e-12)


def test_a_small_backtest_in_a_new_process_does_not_load_numba() -> None:
    code = (
        "import sys; from tests.backtest.made import walk; from trading.backtest.past import Past;"
        "from trading.backtest.engine import simulate; from trading.strategies.trend import SMA_CROSS;"
        "from trading.types import Terms; p = walk(2500); past = Past(seen=p, traded=p);"
        "simulate(past, SMA_CROSS.build({}).plan(p), Terms()); assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_both_ways_end_an_account_that_a_commission_has_ruined() -> None:
    # 9 shares at about 100 fall to a cent: sold for 0.09 with a commission of 5 and less cash than that
    past = by_hand("100 100 100 100\n" * 2 + "0.01 0.01 0.01 0.01\n" + "1 1 1 1\n" * 5)
    action = np.array([1, 3, 1, 3, 1, 1, 3, 1], np.int8)[:, None]
    costs = Costs(commission_least=5.0, spread_bps=0, slippage_bps=0)
    for sizing in (Sizing.ALL_IN, Sizing.ALL_IN_WHOLE_SHARES):
        terms = Terms(cash=Decimal(906), sizing=sizing, costs=costs)
        short = simulate(past, Plan(action=action), terms)
        whole = simulate(past, Plan(action=action, stop=np.full(action.shape, np.nan)), terms)
        np.testing.assert_array_equal(short.equity, whole.equity)
        assert short.refused == whole.refused == {}
        assert short.fills.bar.tolist() == whole.fills.bar.tolist() == [1, 2]
        assert short.equity[2] < 0
        assert (short.equity[2:] == short.equity[2]).all()


@pytest.mark.parametrize("sizing", [Sizing.ALL_IN, Sizing.ALL_IN_WHOLE_SHARES])
@pytest.mark.parametrize("seed", range(20))
def test_the_short_way_of_plans_in_or_out_is_the_whole_engines(sizing: Sizing, seed: int) -> None:
    made = walk(200, seed=seed)
    past = Past(seen=made, traded=made)
    dice = np.random.default_rng(seed)
    action = dice.choice([0, 1, 3], made.close.shape, p=[0.7, 0.15, 0.15]).astype(np.int8)
    costs = Costs(commission_bps=3, commission_per_share=0.01, commission_least=1.0, spread_bps=4, slippage_bps=3)
    terms = Terms(cash=Decimal(80 if seed % 4 == 0 else 9_000), sizing=sizing, costs=costs)
    short = simulate(past, Plan(action=action), terms)
    whole = simulate(past, Plan(action=action, stop=np.full(made.close.shape, np.nan)), terms)
    np.testing.assert_array_equal(short.equity, whole.equity)
    np.testing.assert_allclose(short.cash, whole.cash, rtol=0, atol=1e-8)
    np.testing.assert_allclose(short.gross, whole.gross, rtol=0, atol=1e-8)
    for name in ("bar", "qty", "price", "fee", "why"):
        np.testing.assert_array_equal(getattr(short.fills, name), getattr(whole.fills, name))
    assert short.refused == whole.refused
    assert short.paid == pytest.approx(whole.paid, abs=1e-8)
