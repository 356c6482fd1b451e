"""What is weighed, rotated and bought by the calendar, reckoned by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import exp, log, sqrt

import numpy as np
import pytest

from tests.strategies.made import NONE, panel, recorded
from trading.errors import FixInput
from trading.strategies.base import Decision
from trading.strategies.catalogue import kind_of
from trading.strategies.dates import month_starts, week_starts
from trading.types import Timeframe

KEEP, LONG, FLAT, WEIGHT, SPEND = (
    Decision.KEEP,
    Decision.LONG,
    Decision.FLAT,
    Decision.WEIGHT,
    Decision.SPEND,
)


def at(*times: datetime) -> np.ndarray:
    return np.array([int(each.timestamp()) for each in times], np.int64)


def test_months_and_weeks_begin_by_new_york_dates() -> None:
    # 2024-05-31 20:30 New York is 2024-06-01 00:30 UTC: still May there. 2024-06-02 20:30 is a Sunday in New York.
    may, still_may, june = (
        datetime(2024, 5, 31, 20, tzinfo=UTC),
        datetime(2024, 6, 1, 0, 30, tzinfo=UTC),
        datetime(2024, 6, 1, 4, tzinfo=UTC),
    )
    assert month_starts(at(may, still_may, june)).tolist() == [True, False, True]
    friday, sunday, monday = (
        datetime(2024, 5, 31, 20, tzinfo=UTC),
        datetime(2024, 6, 3, 0, 30, tzinfo=UTC),
        datetime(2024, 6, 3, 14, tzinfo=UTC),
    )
    assert week_starts(at(friday, sunday, monday)).tolist() == [True, False, True]
    assert month_starts(at()).tolist() == []


def test_buy_and_hold_is_long_on_every_bar_that_there_is() -> None:
    plan = kind_of("buy_and_hold").build().plan(panel({"A": [1, 2, 3], "B": [NONE, 2, NONE]}))
    assert plan.action.tolist() == [[LONG, KEEP], [LONG, LONG], [LONG, KEEP]]


def test_dollar_cost_averaging_spends_on_the_first_bar_of_a_month_that_each_symbol_has() -> None:
    # weekdays from Monday 2024-01-29: 29 30 31 January, 1 2 5 February; B has no bar on the first of February
    bars = panel({"A": [1, 1, 1, 1, 1, 1], "B": [NONE, 1, 1, NONE, 1, 1]}, first=date(2024, 1, 29))
    plan = kind_of("dollar_cost_averaging").build({"amount": 500}).plan(bars)
    assert plan.action.T.tolist() == [[SPEND, 0, 0, SPEND, 0, 0], [0, SPEND, 0, 0, SPEND, 0]]
    assert plan.value is not None
    assert plan.value[plan.action == SPEND].tolist() == [250, 250, 250, 250]


def test_rotation_holds_the_best_of_those_that_have_a_past_and_sells_the_rest() -> None:
    # 30 31 January, 1 2 5 6 7 February; months begin at bars 0 and 2; lookback 2
    bars = panel(
        {
            "UP": [10, 10, 12, 12, 12, 12, 12],  # +20 percent at bar 2
            "FLAT": [10, 10, 10, 10, 10, 10, 10],
            "DOWN": [10, 10, 9, 9, 9, 9, 9],
            "NEW": [NONE, 10, 30, 30, 30, 30, 30],  # one bar of past only
            "AWAY": [10, 10, NONE, NONE, 40, 40, 40],  # no bar on the day: sold on the next one that it has
        },
        first=date(2024, 1, 30),
    )
    plan = kind_of("momentum_rotation").build({"lookback": 2, "hold": 2}).plan(bars)
    assert plan.action[:2].any() is np.False_
    assert plan.action[2].tolist() == [WEIGHT, WEIGHT, FLAT, FLAT, KEEP]
    assert plan.value is not None
    assert plan.value[2, :2].tolist() == [0.5, 0.5]
    assert plan.action[3].tolist() == [KEEP] * 5
    assert plan.action[4].tolist() == [KEEP, KEEP, KEEP, KEEP, FLAT]
    assert not plan.action[5:].any()


def test_rotation_leaves_the_place_of_what_fell_in_cash_when_it_is_told_to() -> None:
    bars = panel({"UP": [10, 10, 12], "FLAT": [10, 10, 10], "DOWN": [10, 10, 9]}, first=date(2024, 1, 30))
    plan = kind_of("momentum_rotation").build({"lookback": 2, "hold": 2, "only_risen": 1}).plan(bars)
    assert plan.action[2].tolist() == [WEIGHT, FLAT, FLAT]
    assert plan.value is not None
    assert plan.value[2, 0] == 0.5


def test_the_weight_is_target_over_realised_volatility_and_stays_within_its_band() -> None:
    # log returns of +1 and -1 percent in turn: over 4 of them the mean is 0 and the sample deviation
    # 0.01 * sqrt(4 / 3) a day, 0.01 * sqrt(4 / 3 * 252) = 18.33 percent a year
    closes = [100.0]
    for t in range(40):
        closes.append(closes[-1] * exp(0.01 if t % 2 else -0.01))
    plan = (
        kind_of("volatility_target")
        .build({"target": 10, "lookback": 4, "most": 100, "band": 10})
        .plan(panel({"ABC": closes}, first=date(2024, 1, 1)))
    )
    weekly = np.flatnonzero(plan.action[:, 0] == WEIGHT).tolist()
    assert weekly == [5], "the first Monday with four returns; later weeks stay in the band"
    assert plan.value is not None
    assert plan.value[5, 0] == pytest.approx(0.10 / (0.01 * sqrt(4 / 3 * 252)), rel=1e-12)
    calm = kind_of("volatility_target").build({"target": 90, "lookback": 4, "most": 150}).plan(panel({"ABC": closes}))
    assert calm.value is not None
    assert calm.value[5, 0] == 1.5, "capped at 150 percent"


def test_a_weight_moves_when_the_volatility_has_left_the_band() -> None:
    closes = [100.0]
    for t in range(10):
        closes.append(closes[-1] * exp((0.01 if t < 5 else 0.03) * (1 if t % 2 else -1)))
    plan = (
        kind_of("volatility_target")
        .build({"target": 10, "lookback": 4, "most": 100, "band": 10})
        .plan(panel({"ABC": closes}))
    )
    assert plan.value is not None
    weights = plan.value[plan.action[:, 0] == WEIGHT, 0].tolist()
    # Monday at bar 10: the returns of bars 7 to 10 are 3 percent up and down
    assert weights == pytest.approx([0.1 / (0.01 * sqrt(4 / 3 * 252)), 0.1 / (0.03 * sqrt(4 / 3 * 252))], rel=1e-12)


def test_risk_parity_weighs_by_the_inverse_of_volatility() -> None:
    # A moves 1 percent a day and B 3: weights 3/4 and 1/4; C stands still and has no volatility, D is not listed
    a, b = [100.0], [100.0]
    for t in range(4):
        a.append(a[-1] * exp(0.01 * (1 if t % 2 else -1)))
        b.append(b[-1] * exp(0.03 * (1 if t % 2 else -1)))
    bars = panel({"A": a, "B": b, "C": [5.0] * 5, "D": [NONE] * 5}, first=date(2024, 1, 26))
    # Friday 26, Monday 29, 30, 31 January, 1 February: the month begins at bar 4
    plan = kind_of("risk_parity").build({"lookback": 4}).plan(bars)
    assert plan.action.tolist()[4] == [WEIGHT, WEIGHT, FLAT, KEEP]
    assert not plan.action[:4].any()
    assert plan.value is not None
    assert plan.value[4, :2].tolist() == pytest.approx([0.75, 0.25], rel=1e-12)


def test_the_pair_is_entered_beyond_entry_and_left_within_exit_with_its_hedge() -> None:
    first, second = recorded("KO", "PEP", bars=600).close.T.tolist()
    lookback, entry, exit_ = 40, 2.0, 0.5
    side, expected = 0, []
    for t in range(lookback - 1, len(first)):
        y = [log(each) for each in first[t - lookback + 1 : t + 1]]
        x = [log(each) for each in second[t - lookback + 1 : t + 1]]
        my, mx = sum(y) / lookback, sum(x) / lookback
        hedge = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sum((a - mx) ** 2 for a in x)
        left = [(b - my) - hedge * (a - mx) for a, b in zip(x, y, strict=True)]
        z = left[-1] / sqrt(sum(each * each for each in left) / lookback)
        if hedge <= 0:
            continue
        if side == 0 and abs(z) > entry:
            side = -1 if z > 0 else 1
            expected.append((t, side / (1 + hedge), -side * hedge / (1 + hedge)))
        elif side and side * z > -exit_:
            side = 0
            expected.append((t, 0.0, 0.0))
    plan = (
        kind_of("pairs")
        .build({"lookback": lookback, "entry": entry, "exit": exit_})
        .plan(panel({"KO": first, "PEP": second}))
    )
    assert plan.value is not None
    rows = np.flatnonzero(plan.action.any(axis=1)).tolist()
    weights = np.nan_to_num(plan.value)
    assert rows == [t for t, _, _ in expected]
    assert weights[rows] == pytest.approx(np.array([each[1:] for each in expected]), rel=1e-6)
    assert len(expected) > 10


def test_a_pair_that_has_lost_one_leg_is_closed() -> None:
    first, second = recorded("KO", "PEP", bars=600).close.T.tolist()
    strategy = kind_of("pairs").build({"lookback": 40})
    entered = int(np.flatnonzero(strategy.plan(panel({"KO": first, "PEP": second})).action.any(axis=1))[0])
    ends = [close if t <= entered else NONE for t, close in enumerate(second)]
    action = strategy.plan(panel({"KO": first, "PEP": ends})).action
    assert np.flatnonzero(action.any(axis=1)).tolist() == [entered, entered + 5]
    assert action[entered + 5].tolist() == [FLAT, KEEP]
    back = [close if t <= entered or t > entered + 8 else NONE for t, close in enumerate(second)]
    action = strategy.plan(panel({"KO": first, "PEP": back})).action
    assert action[entered + 9].tolist()[1] in (FLAT, WEIGHT), "the leg that was away is not kept alone"


def test_pairs_takes_two_symbols() -> None:
    with pytest.raises(FixInput, match="pairs takes 2 symbols and 1 are given"):
        kind_of("pairs").build().plan(panel({"A": [1.0, 2.0]}))
    kind_of("pairs").check_symbols(("A", "B"))
    with pytest.raises(FixInput, match="Pairs takes 2 symbols and 3 are given; change the list of symbols"):
        kind_of("pairs").check_symbols(("A", "B", "C"))
    with pytest.raises(FixInput, match="Momentum rotation takes 2 to 100 symbols and 1 are given"):
        kind_of("momentum_rotation").check_symbols(("A",))


def test_a_bar_within_a_day_has_its_own_count_a_year() -> None:
    # the same moves an hour instead of a day: 7 bars a session, 1764 a year
    hours = panel({"ABC": [100 * exp(0.01 * (t % 2)) for t in range(200)]}, step=timedelta(hours=1))
    plan = (
        kind_of("volatility_target")
        .build({"target": 10, "lookback": 4})
        .plan(replace(hours, timeframe=Timeframe.HOUR_1))
    )
    assert plan.value is not None
    weights = plan.value[plan.action == WEIGHT].tolist()
    assert weights == pytest.approx([0.10 / (0.01 * sqrt(4 / 3 * 1764))], rel=1e-9)
