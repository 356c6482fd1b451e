"""What the gate's limits refuse in the past: the account after all that is decided on one close, on flat prices."""

import numpy as np
import pytest

from tests.backtest.made import panel
from tests.backtest.test_events import fixed
from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.backtest.played import Played
from trading.strategies.base import Decision, Plan
from trading.types import Sizing

L, S, F, W, P = Decision.LONG, Decision.SHORT, Decision.FLAT, Decision.WEIGHT, Decision.SPEND


def play(
    rows: list[list[int]],
    weights: list[list[float]] | None = None,
    resting: dict[int, float] | None = None,
    **terms: object,
) -> Played:
    """Play rows of decisions on symbols that stand at 100 for ever; `resting` are the limits of a row's orders."""
    shape = (len(rows) + 2, len(rows[0]))
    flat = np.full(shape, 100.0)
    made = panel(open=flat, high=flat, low=flat, close=flat, volume=flat)
    action, value = np.zeros(shape, np.int8), np.full(shape, np.nan)
    action[: len(rows)] = rows
    if weights is not None:
        value[: len(rows)] = weights
    limits = np.full(shape, np.nan)
    for row, limit in (resting or {}).items():
        limits[row] = limit
    plan = Plan(action=action, value=value, limit=limits, rests=3)
    return simulate(Past(seen=made, traded=made), plan, fixed(**terms))


def bought(played: Played) -> list[tuple[int, int, float]]:
    table = zip(played.fills.bar, played.fills.symbol, played.fills.qty, strict=True)
    return [(int(bar), int(symbol), round(float(qty), 9)) for bar, symbol, qty in table]


@pytest.mark.parametrize("first", [0, 1])
def test_a_rotation_within_the_limit_on_everything_is_let_through(first: int) -> None:
    # all of 100,000 in one symbol, then all in the other: after both orders 100,000 are in the market, the limit
    # itself; which of both stands first in the list does not matter
    weights = [[1.0, 0.0], [0.0, 1.0]] if first == 0 else [[0.0, 1.0], [1.0, 0.0]]
    played = play([[W, W], [W, W]], weights, limits={"max_gross_notional": 100_000.0})
    assert played.refused == {}
    assert bought(played) == [(1, first, 1000), (2, first, -1000), (2, 1 - first, 1000)]


def test_a_rotation_beyond_the_limit_on_everything_is_refused_its_purchase_and_sells() -> None:
    # 500 shares of A stay 400: with 70,000 of B 110,000 would be in the market
    limits = {"max_gross_notional": 100_000.0}
    played = play([[W, 0], [W, W]], [[0.5, np.nan], [0.4, 0.7]], limits=limits)
    assert played.refused == {"gross_cap": 1}
    assert bought(played) == [(1, 0, 500), (2, 0, -100)]
    # with 60,000 it is the limit itself
    assert play([[W, 0], [W, W]], [[0.5, np.nan], [0.4, 0.6]], limits=limits).refused == {}


@pytest.mark.parametrize("closing", [F, S])
def test_a_closing_sale_decided_with_a_purchase_makes_room_for_it(closing: int) -> None:
    # 1,000 USD an entry and a limit of 1,000: B is bought for what A was; shorts are off, so SHORT is FLAT
    played = play([[0, L], [L, closing]], limits={"max_gross_notional": 1_000.0})
    assert played.refused.get("gross_cap") is None
    assert bought(played)[1:] == [(2, 1, -10), (2, 0, 10)]


def test_a_position_that_turns_round_counts_as_what_it_becomes() -> None:
    # A from 10 long to 10 short, B bought for 1,000: 2,000 after both
    for limit, refused in ((2_000.0, {}), (1_999.0, {"gross_cap": 1})):
        played = play([[L, 0], [S, L]], shorts=True, limits={"max_gross_notional": limit})
        assert played.refused == refused


def test_a_turn_that_is_refused_still_closes_what_it_turns() -> None:
    # 10 long; 20 short would be 2,000, and the limit lets 1,500 through
    played = play([[W], [W]], [[0.01], [-0.02]], shorts=True, limits={"max_gross_notional": 1_500.0})
    assert played.refused == {"gross_cap": 1}
    assert bought(played) == [(1, 0, 10), (2, 0, -10)]


def test_two_purchases_of_one_close_count_together() -> None:
    played = play([[L, L]], limits={"max_gross_notional": 1_999.0})
    assert played.refused == {"gross_cap": 1}
    assert bought(played) == [(1, 0, 10)]


def test_a_sale_at_a_limit_makes_no_room_before_it_has_filled() -> None:
    # the sale of A waits for 102, which never comes: at the gate it counts as nothing, and A in full
    rows, weights = [[W, 0], [W, 0], [0, W]], [[0.01, np.nan], [0.0, np.nan], [np.nan, 0.01]]
    played = play(rows, weights, {1: 1.02}, limits={"max_gross_notional": 1_000.0})
    assert played.refused == {"gross_cap": 1}
    assert bought(played) == [(1, 0, 10)]


def test_all_in_is_judged_at_the_fill_when_the_sale_of_that_open_is_done() -> None:
    played = play([[0, L], [L, F]], sizing=Sizing.ALL_IN, size=None, limits={"max_gross_notional": 50_000.0})
    assert played.refused == {}
    assert bought(played) == [(1, 1, 500), (2, 1, -500), (2, 0, 500)]


@pytest.mark.parametrize("seed", range(10))
def test_where_prices_stand_still_the_account_never_comes_above_the_limit_and_often_to_it(seed: int) -> None:
    # 20,000 an entry, weights of fifths and a limit of 60,000: all of it is reached in whole entries
    dice = np.random.default_rng(seed)
    shape, limit = (300, 5), 60_000.0
    flat = np.full(shape, 100.0)
    made = panel(open=flat, high=flat, low=flat, close=flat, volume=flat)
    action = dice.choice([0, L, S, F, W], shape, p=[0.5, 0.15, 0.1, 0.15, 0.1]).astype(np.int8)
    value = dice.integers(-3, 4, shape) / 5
    plan = Plan(action=action, value=value)
    terms = fixed(size=20_000.0, shorts=True, limits={"max_gross_notional": limit})
    played = simulate(Past(seen=made, traded=made), plan, terms)
    assert played.gross.max() == pytest.approx(limit)
    assert played.refused["gross_cap"] > 20
    free = simulate(Past(seen=made, traded=made), plan, fixed(size=20_000.0, shorts=True))
    assert free.gross.max() > limit
