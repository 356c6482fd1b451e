"""Trades that may last only so long: counted from the fill, and not counted on when an exit has ended them."""

from typing import Any

import numpy as np
import pytest

from tests.strategies.made import panel, with_range
from tests.strategies.rule_documents import cond, document
from trading.strategies.base import Decision
from trading.strategies.rules import rules_from

IN, OUT, SHORT = Decision.LONG, Decision.FLAT, Decision.SHORT
UP = cond("close", "above", 10)


def acts(
    closes: list[float], high: list[float] | None = None, low: list[float] | None = None, **more: Any
) -> list[int]:
    bars = with_range({"A": closes}, np.array([high or closes]).T, np.array([low or closes]).T)
    found: list[int] = rules_from(document(UP, **more)).strategy().plan(bars).action[:, 0].tolist()
    return found


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_trade_is_left_after_so_many_bars_and_may_begin_anew_on_the_bar_after(most: int) -> None:
    # decided at bar 1, filled at the open of bar 2: bar 2 is the first in the trade
    closes = [9, 11] + [11] * 8
    expected = [0] * 10
    start = 1
    while start < 10:
        expected[start] = IN
        if start + most < 10:
            expected[start + most] = OUT
        start += most + 1
    assert acts(closes, most_bars=most) == expected


def test_the_condition_ends_a_trade_before_its_time() -> None:
    leave = {"conditions": [cond("close", "above", 12)]}
    assert acts([9, 11, 11, 13, 11, 9, 9, 9], exit=leave, most_bars=3) == [0, IN, 0, OUT, IN, 0, 0, OUT]


def test_a_stop_that_was_hit_starts_the_count_anew_with_the_next_entry() -> None:
    # in at 11 with a stop at 11 * 0.9 = 9.9, working from bar 3 on; bar 4 falls to 9.8 and closes above 10: in again
    # there, three bars later out
    closes = [9, 11, 11, 11, 11, 11, 11, 11]
    low = [9, 11, 11, 11, 9.8, 11, 11, 11]
    assert acts(closes, low=low, stop_pct=10, most_bars=3) == [0, IN, 0, 0, IN, 0, 0, OUT]
    # the same fall on the bar of the fill ends nothing: the stop is not there yet
    low = [9, 11, 9.8, 11, 11, 11, 11, 11]
    assert acts(closes, low=low, stop_pct=10, most_bars=3) == [0, IN, 0, 0, OUT, IN, 0, 0]


def test_a_target_that_was_hit_starts_the_count_anew() -> None:
    closes = [9, 11, 11, 11, 9, 9, 9, 9]
    high = [9, 11, 11, 12.2, 9, 9, 9, 9]  # the target stands at 11 * 1.1 = 12.1
    assert acts(closes, high=high, take_pct=10, most_bars=2) == [0, IN, 0, IN, 0, OUT, 0, 0]
    assert acts(closes, high=closes, take_pct=10, most_bars=2) == [0, IN, 0, OUT, 0, 0, 0, 0]


def test_a_trailing_stop_follows_the_best_price() -> None:
    # working from bar 3 on: its high of 20 is the mark and the trail of 10 percent stands at 18; bar 4 opens at 18.5,
    # falls to 17.9 and is hit; it closes at 18.5, above 10: in again
    closes = [9, 11, 11, 19, 18.5, 18.5, 18.5, 18.5]
    high = [9, 11, 11, 20, 18.5, 18.5, 18.5, 18.5]
    low = [9, 11, 11, 19, 17.9, 18.5, 18.5, 18.5]
    assert acts(closes, high, low, trail_pct=10, most_bars=4) == [0, IN, 0, 0, IN, 0, 0, 0]
    # with a trail of 11 percent it stands at 17.8 and is not hit: the time ends the trade
    assert acts(closes, high, low, trail_pct=11, most_bars=4) == [0, IN, 0, 0, 0, OUT, IN, 0]


def test_a_trailing_stop_begins_at_the_close_of_the_bar_that_filled_the_entry() -> None:
    # filled on bar 2, whose close of 12 is the mark: the trail of 10 percent stands at 10.8, and bar 3 opens at 10.5
    closes = [9, 11, 12, 10.5, 10.5, 10.5, 10.5]
    assert acts(closes, trail_pct=10, most_bars=3) == [0, IN, 0, IN, 0, 0, OUT]
    assert acts(closes, trail_pct=13, most_bars=3) == [0, IN, 0, 0, OUT, IN, 0]


def test_a_short_is_timed_by_mirrored_exits() -> None:
    short = document(cond("close", "below", 10), side="short", stop_pct=10, most_bars=3)
    closes = [11, 9, 9, 9, 9, 9, 9, 9]
    high = [11, 9, 9, 9, 9.95, 9, 9, 9]  # its stop stands at 9 * 1.1 = 9.9
    bars = with_range({"A": closes}, np.array([high]).T, np.array([closes]).T)
    action = rules_from(short).strategy().plan(bars).action[:, 0].tolist()
    assert action == [0, SHORT, 0, 0, SHORT, 0, 0, OUT]


def test_each_symbol_counts_its_own_bars() -> None:
    nan = float("nan")
    bars = panel({"A": [11] * 6, "B": [nan, 11, nan, nan, 11, 11]})
    action = rules_from(document(UP, most_bars=2)).strategy().plan(bars).action
    assert action.T.tolist() == [[IN, 0, OUT, IN, 0, OUT], [0, IN, 0, 0, 0, OUT]]
