"""A search on prices whose best numbers are known, and the bars that it must not see."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.backtest.made import walk
from tests.backtest.optimise.made import BEATS, FREE, PHASES, job_of, rising_on
from trading.backtest.engine import simulate
from trading.backtest.optimise.pace import Watch
from trading.backtest.optimise.search import optimise
from trading.backtest.optimise.trying import Ground, try_all
from trading.backtest.past import Past
from trading.backtest.report import Tested, report_of
from trading.errors import FixInput
from trading.strategies.catalogue import kind_of
from trading.types import Objective, ParameterRange, Search, SearchMethod

SEARCH = Search(ranges=PHASES, objective=Objective.RETURN, held_out_pct=40)
# 100 bars, of which each fifth gains 1 %: first those of beat 3, and of beat 0 where the best is held out
PAST = rising_on({0: 3, 60: 0}, 100)


def found(past: Past = PAST, search: Search = SEARCH) -> Any:
    return optimise(job_of(past, search), BEATS, Watch())


def test_the_best_is_found_inside_and_what_it_earns_outside_stands_beside_it() -> None:
    report = found()
    best = report["search"]["best"]
    # bought on the close of beat 2, filled at the open of beat 3, sold at the open of beat 4: 1 % each time
    assert best["params"] == {"phase": 2, "holds": 1}
    gains = sum(PAST.seen.close[1:60, 0] > PAST.seen.close[:59, 0] * 1.005)
    assert best["in_sample"]["return_pct"] == pytest.approx(100 * (1.01**gains - 1))
    # outside, beat 3 stands still
    assert best["out_of_sample"]["return_pct"] == pytest.approx(0, abs=1e-9)
    assert report["return_pct"] == pytest.approx(0, abs=1e-9)
    assert report["search"]["in_sample"]["bars"] == 60
    assert report["search"]["out_of_sample"]["bars"] == 40


def test_every_combination_is_a_row_and_those_played_outside_show_it() -> None:
    rows = found()["search"]["rows"]
    assert [row["rank"] for row in rows] == [1, 2, 3, 4, 5]
    outside = {row["params"]["phase"]: row["out_of_sample"]["return_pct"] for row in rows}
    gains = sum(PAST.seen.close[60:, 0] > PAST.seen.close[59:-1, 0] * 1.005)
    # phase 4 is decided on beat 4 and held over beat 0, which gains outside
    assert outside[4] == pytest.approx(100 * (1.01**gains - 1))
    assert [outside[phase] for phase in (0, 1, 2, 3)] == pytest.approx([0, 0, 0, 0], abs=1e-9)


def test_prices_after_the_split_change_nothing_of_what_is_chosen() -> None:
    other = rising_on({0: 3, 60: 1}, 100)
    one, two = found()["search"], found(other)["search"]
    assert one["best"]["params"] == two["best"]["params"]
    assert one["best"]["in_sample"] == two["best"]["in_sample"]
    assert [row["in_sample"] for row in one["rows"]] == [row["in_sample"] for row in two["rows"]]
    assert [row["out_of_sample"] for row in one["rows"]] != [row["out_of_sample"] for row in two["rows"]]


def test_one_bright_cell_alone_is_called_luck_and_a_plateau_is_not() -> None:
    alone = found()["search"]["neighbours"]
    # phases 1 and 3 gain nothing
    assert (alone["count"], alone["share"]) == (2, pytest.approx(0, abs=1e-9))
    assert alone["says"] == (
        "The neighbours of the best (2) reach 0 % of its return on average: one bright cell alone is luck more often "
        "than not."
    )
    # held for three bars, phases 0, 1 and 2 all hold beat 3
    plateau = optimise(job_of(PAST, SEARCH, params={"holds": 3}), BEATS, Watch())["search"]["neighbours"]
    assert plateau["share"] == pytest.approx(1, abs=0.06)
    assert plateau["says"].endswith("a plateau, not one bright cell.")


def test_the_heat_map_has_the_best_and_the_mean_of_each_cell_over_the_other_numbers() -> None:
    ranges = {"phase": ParameterRange(least=1, most=3), "holds": ParameterRange(least=1, most=2)}
    heat = found(search=replace(SEARCH, ranges=ranges))["search"]["heat"]
    assert (heat["x"], heat["y"], heat["x_values"], heat["y_values"]) == ("phase", "holds", [1, 2, 3], [1, 2])
    # phase 1 earns when it holds beats 2 and 3, phase 2 with beat 3 in either way, phase 3 never
    assert [[cell > 1 for cell in row] for row in heat["best"]] == [[False, True, False], [True, True, False]]
    assert heat["best"] == heat["mean"]
    turned = found(search=replace(SEARCH, ranges=ranges, heat=("holds", "phase")))["search"]["heat"]
    assert turned["best"] == [list(column) for column in zip(*heat["best"], strict=True)]


def test_the_heat_of_one_range_is_one_row() -> None:
    heat = found()["search"]["heat"]
    assert (heat["y"], heat["y_values"], len(heat["best"])) == (None, [], 1)
    assert int(np.argmax(heat["best"][0])) == 2


def test_the_wire_is_plain_json() -> None:
    json.dumps(found(), allow_nan=False)


@pytest.mark.parametrize("objective", list(Objective))
@pytest.mark.parametrize("key", ["sma_cross", "donchian", "rsi_reversion"])
def test_figures_of_the_table_are_those_of_the_report(objective: Objective, key: str) -> None:
    past = Past(seen=walk(400, seed=5), traded=walk(400, seed=5))
    kind = kind_of(key)
    params = kind.checked({})
    tried = try_all(Ground(past, kind, FREE), [params], lambda _done: None)
    played = simulate(past, kind.build(params).plan(past.seen), FREE)
    report = report_of(Tested(past=past, played=played, terms=FREE, title="one"))
    assert tried.scores.row(0)[objective.value] == pytest.approx(report.figures[objective.value], rel=1e-9)
    assert tried.scores.row(0)["trades"] == report.figures["trades"]


def test_one_chunk_and_many_give_the_same() -> None:
    past = Past(seen=walk(300, seed=6), traded=walk(300, seed=6))
    kind = kind_of("sma_cross")
    params = [{"fast": float(fast), "slow": float(slow)} for fast in (3, 5, 9) for slow in (12, 20, 44)]
    whole = try_all(Ground(past, kind, FREE), params, lambda _done: None)
    parts = [try_all(Ground(past, kind, FREE), params[at : at + 2], lambda _done: None) for at in range(0, 9, 2)]
    assert np.array_equal(whole.scores.table, np.concatenate([part.scores.table for part in parts]), equal_nan=True)
    assert np.array_equal(whole.played.sums, np.concatenate([part.played.sums for part in parts]))


def test_a_random_search_gives_the_same_twice() -> None:
    past = Past(seen=walk(300, seed=8), traded=walk(300, seed=8))
    ranges = {"fast": ParameterRange(least=2, most=30), "slow": ParameterRange(least=5, most=60)}
    search = Search(ranges=ranges, method=SearchMethod.RANDOM, draws=30, seed=11)
    one, two = (optimise(job_of(past, search, key="sma_cross"), kind_of("sma_cross"), Watch()) for _ in range(2))
    assert json.dumps(one) == json.dumps(two)
    assert one["search"]["combinations"] == 30


def test_a_search_in_which_nothing_trades_says_so() -> None:
    quiet = Past(seen=rising_on({}, 100).seen, traded=rising_on({}, 100).seen)
    search = Search(ranges={"fast": ParameterRange(least=2, most=5)})
    with pytest.raises(FixInput, match="none of the 4 combinations has a sharpe on the bars that are searched"):
        optimise(job_of(quiet, search, key="sma_cross"), kind_of("sma_cross"), Watch())


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        (replace(SEARCH, held_out_pct=2), "held_out_pct 2 is not from 5 to 70; choose one inside"),
        (replace(SEARCH, held_out_pct=10), "100 bars leave 90 to search and 10 to hold out, and each needs 20"),
    ],
)
def test_a_split_that_leaves_too_little_is_a_sentence(search: Search, sentence: str) -> None:
    with pytest.raises(FixInput, match=sentence):
        found(search=search)
