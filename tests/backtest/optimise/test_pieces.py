"""How a strategy enters a stretch of bars with what it would hold by then."""

from typing import Any

import numpy as np
import pytest

from tests.backtest.made import walk
from tests.backtest.optimise.made import FREE, of_closes
from trading.backtest.engine import simulate
from trading.backtest.optimise.pieces import Piece, chained, cut, entering
from trading.backtest.past import Past
from trading.errors import FixInput
from trading.strategies.base import Decision, Plan
from trading.strategies.catalogue import kind_of
from trading.strategies.panel import Panel
from trading.types import WindowKind, Windows

K, LONG, SHORT, FLAT, WEIGHT, SPEND = Decision


class Fixed:
    """Says the same whatever the prices are."""

    bars_needed = 1

    def __init__(self, action: list[int], **tables: list[float]) -> None:
        self._action, self._tables = action, tables

    def plan(self, panel: Panel) -> Plan:
        columns: dict[str, Any] = {
            name: np.array(values[: len(panel)], float)[:, None] for name, values in self._tables.items()
        }
        return Plan(action=np.array(self._action[: len(panel)], np.int8)[:, None], **columns)


NONE = float("nan")
STEADY = of_closes(np.full(10, 100.0))
FALLS = of_closes(np.array([100, 100, 100, 80, 80, 80, 80, 80, 80, 80.0]))


def first_row(past: Past, strategy: Fixed) -> Plan:
    inside = cut(past, 0, 5)
    before = simulate(inside, strategy.plan(inside.seen), FREE)
    plan = entering(past, strategy, Piece(0, 5, 10), before)
    assert len(plan.action) == 6
    return plan


def test_what_is_held_at_the_end_of_the_window_is_entered_at_the_first_open_of_the_piece() -> None:
    plan = first_row(STEADY, Fixed([K, LONG, K, K, K, K, FLAT, K, K, K]))
    assert plan.action[:, 0].tolist() == [LONG, K, FLAT, K, K, K]
    played = simulate(cut(STEADY, 4, 10), plan, FREE)
    # bar 0 of the piece's account is the close before it: nothing is held over it
    assert played.gross.round(6).tolist() == [0, 100_000, 100_000, 0, 0, 0]


def test_what_was_sold_before_the_piece_is_not_entered() -> None:
    assert first_row(STEADY, Fixed([LONG, K, FLAT, K, K, K, K, K, K, K])).action[0, 0] == FLAT
    assert first_row(STEADY, Fixed([K, K, K, K, K, K, LONG, K, K, K])).action[0, 0] == FLAT


def test_what_its_stop_has_closed_within_the_window_is_not_entered_again() -> None:
    stopped = Fixed([LONG, K, K, K, K, K, K, K, K, K], stop=[0.1] + [NONE] * 9)
    assert first_row(FALLS, stopped).action[0, 0] == FLAT
    assert first_row(STEADY, stopped).action[0, 0] == LONG


def test_exits_of_the_entry_go_with_it_and_its_limit_does_not() -> None:
    plan = first_row(STEADY, Fixed([LONG] + [K] * 9, stop=[0.1] + [NONE] * 9, limit=[1.01] + [NONE] * 9))
    assert plan.stop is not None
    assert plan.limit is not None
    assert plan.stop[0, 0] == 0.1
    assert np.isnan(plan.limit[0, 0])


def test_a_decision_on_the_last_bar_of_the_window_stands_as_it_is() -> None:
    assert first_row(STEADY, Fixed([LONG, K, K, K, FLAT, K, K, K, K, K])).action[0, 0] == FLAT


def test_a_weight_is_entered_as_it_was_last_said_and_money_that_was_spent_is_not() -> None:
    plan = first_row(STEADY, Fixed([WEIGHT, K, WEIGHT, K, K, K, K, K, K, K], value=[0.5, NONE, 0.3] + [NONE] * 7))
    assert plan.value is not None
    assert (plan.action[0, 0], plan.value[0, 0]) == (WEIGHT, 0.3)
    assert first_row(STEADY, Fixed([SPEND] + [K] * 9, value=[500.0] + [NONE] * 9)).action[0, 0] == K


def test_indicators_of_a_piece_read_the_bars_of_the_window_before_it() -> None:
    panel = walk(120, seed=3)
    past = Past(seen=panel, traded=panel)
    cross = kind_of("sma_cross").build({"fast": 5, "slow": 40})
    inside = cut(past, 0, 80)
    plan = entering(past, cross, Piece(0, 80, 120), simulate(inside, cross.plan(inside.seen), FREE))
    whole = cross.plan(panel).action[80:]
    assert np.array_equal(plan.action[1:], whole)
    # 40 bars are one too few for the slow average to turn within the piece alone
    assert whole.any()
    assert not cross.plan(cut(past, 80, 120).seen).action.any()


def test_a_position_from_before_the_window_is_known_too() -> None:
    inside = cut(STEADY, 0, 5)
    long_ago = Fixed([LONG] + [K] * 9)
    before = simulate(inside, long_ago.plan(inside.seen), FREE)
    assert entering(STEADY, long_ago, Piece(3, 5, 10), before).action[0, 0] == LONG


def test_chained_plans_change_hands_at_the_close_before_the_next_piece() -> None:
    one = Plan(action=np.array([[LONG], [K], [SHORT]], np.int8))
    two = Plan(action=np.array([[FLAT], [K], [LONG]], np.int8), stop=np.array([[NONE], [NONE], [0.1]]), rests=3)
    both = chained([one, two])
    assert both.action[:, 0].tolist() == [LONG, K, FLAT, K, LONG]
    assert both.stop is not None
    assert np.isnan(both.stop[:4]).all()
    assert both.stop[4, 0] == 0.1
    assert both.rests == 3


def spans(bars: int, windows: Windows) -> list[tuple[int, int, int]]:
    from trading.backtest.optimise.windows import pieces_of

    return [tuple(piece) for piece in pieces_of(bars, windows)]


def test_folds_divide_the_bars_and_the_first_window_is_two_pieces_long() -> None:
    # 107 // 7 = 15 a piece; 107 - 5 * 15 = 32 to search at first
    assert spans(107, Windows()) == [(0, 32, 47), (15, 47, 62), (30, 62, 77), (45, 77, 92), (60, 92, 107)]
    anchored = spans(107, Windows(kind=WindowKind.ANCHORED))
    assert anchored == [(0, first, end) for _, first, end in spans(107, Windows())]


def test_lengths_that_do_not_come_out_even_make_the_last_piece_shorter() -> None:
    assert spans(100, Windows(in_bars=40, out_bars=25)) == [(0, 40, 65), (25, 65, 90), (50, 90, 100)]


def test_folds_and_one_length_leave_the_rest_to_the_last_piece() -> None:
    assert spans(100, Windows(folds=3, in_bars=35)) == [(0, 35, 56), (21, 56, 77), (42, 77, 100)]
    assert spans(100, Windows(folds=3, out_bars=20)) == [(0, 40, 60), (20, 60, 80), (40, 80, 100)]


@pytest.mark.parametrize(
    ("windows", "sentence"),
    [
        (Windows(folds=1), "folds 1 is not from 2 to 60"),
        (Windows(folds=3, in_bars=30, out_bars=10), "folds, in_bars and out_bars are all said; leave one out"),
        (Windows(folds=40), "a window of 2 bars is under the least of 5 to play"),
        (Windows(in_bars=10, out_bars=20), "a window of 10 bars is under the least of 20 to search"),
        (Windows(in_bars=200, out_bars=20), "100 bars give 0 windows"),
        (Windows(in_bars=80, out_bars=20), "100 bars give 1 windows of 80 bars to search and 20 to play"),
        (Windows(folds=4, in_bars=120), "a window of -5 bars is under the least of 5 to play"),
    ],
)
def test_windows_that_cannot_be_walked_are_a_sentence(windows: Windows, sentence: str) -> None:
    with pytest.raises(FixInput, match=sentence):
        spans(100, windows)
