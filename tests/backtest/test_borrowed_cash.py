"""What borrowed cash costs, on prices that can be reckoned by hand; a bar a day from Tuesday, 2 January 2024."""

from decimal import Decimal

import numpy as np
import pytest

from tests.backtest.made import by_hand, panel
from tests.backtest.test_events import FLAT_DAY, FREE, F, L, S, fixed, play
from trading.backtest.engine import simulate
from trading.backtest.past import Past
from trading.backtest.request_wire import request_from_wire, request_to_wire
from trading.strategies.base import Decision, Plan
from trading.types import BacktestRequest, Costs, Prices, Sizing, StrategyRef, Terms

DAILY = Costs(spread_bps=0, slippage_bps=0, borrow_pct=0, margin_pct=36.5)
"""A thousandth of what is owed for each day."""


def test_borrowed_cash_pays_for_every_calendar_day_that_it_is_owed() -> None:
    played = play(by_hand(5 * FLAT_DAY), {0: L, 2: F}, Terms(sizing=Sizing.ALL_IN, leverage=2.0, costs=DAILY))
    # 200,000 bought at the open of bar 1 with 100,000: 100 for the day to bar 2, 0.1 % of 100,100 for the day to bar 3,
    # at whose open all is sold
    assert played.paid["interest"] == pytest.approx(100 + 100.1)
    assert played.cash.tolist() == pytest.approx([100_000, -100_000, -100_100, 99_799.9, 99_799.9])


def test_a_weekend_is_paid_for_and_a_bar_later_the_same_day_is_not() -> None:
    flat = np.full((4, 1), 100.0)
    made = panel(open=flat, high=flat, low=flat, close=flat, volume=flat)
    # bars at 15:00, 16:00 and 17:00 in New York on a Friday, and on the Monday after
    made.time[:] = [1_704_484_800, 1_704_488_400, 1_704_492_000, 1_704_747_600]
    action = np.array([[Decision.LONG], [0], [0], [0]], np.int8)
    terms = Terms(sizing=Sizing.ALL_IN, leverage=2.0, costs=DAILY)
    played = simulate(Past(seen=made, traded=made), Plan(action=action), terms)
    assert played.paid["interest"] == pytest.approx(300)


def test_cash_that_is_not_owed_costs_nothing() -> None:
    for terms in (Terms(costs=DAILY), fixed(costs=DAILY, shorts=True), Terms(costs=FREE, leverage=3.0)):
        assert play(by_hand(5 * FLAT_DAY), {0: L, 2: F, 3: S}, terms).paid["interest"] == 0


def test_an_account_that_borrows_pays_unless_it_says_otherwise() -> None:
    played = play(by_hand(3 * FLAT_DAY), {0: L}, Terms(sizing=Sizing.ALL_IN, leverage=2.0, prices=Prices.RAW))
    owed = -float(played.cash[1])
    assert played.paid["interest"] == pytest.approx(owed * Costs().margin_pct / 100 / 365)
    assert Costs().margin_pct > 0
    assert Costs.none().margin_pct == 0


def test_a_request_stored_before_there_was_interest_stays_without_it() -> None:
    request = BacktestRequest(strategy=StrategyRef(key="buy_and_hold"), symbols=("AAPL",), terms=Terms(leverage=2.0))
    stored = request_to_wire(request)
    assert request_from_wire(stored) == request
    del stored["margin_pct"]
    assert request_from_wire(stored).terms.costs == Costs(margin_pct=0.0)


def test_a_commission_larger_than_what_a_sale_brings_is_owed_and_bears_interest() -> None:
    # 10 shares at 100 fall to 0.10: sold for 1 with a commission of 5, of 1,000 USD of cash that is all spent
    past = by_hand(2 * FLAT_DAY + "0.1 0.1 0.1 0.1\n" * 3)
    costs = Costs(spread_bps=0, slippage_bps=0, borrow_pct=0, commission_least=5.0, margin_pct=36.5)
    played = play(past, {0: L, 1: F}, fixed(cash=Decimal(1_005), costs=costs))
    assert played.cash[2] == pytest.approx(-4)
    assert played.equity.tolist() == pytest.approx([1_005, 1_000, -4, -4, -4])
