"""Which combinations a search tries, and what is refused before it begins."""

import pytest

from tests.backtest.optimise.made import BEATS
from trading.backtest.optimise.combinations import combinations_of
from trading.errors import FixInput
from trading.strategies.allocation import VOLATILITY_TARGET
from trading.strategies.trend import SMA_CROSS
from trading.types import ParameterRange, Search, SearchMethod


def grid(**ranges: tuple[float, float, float | None]) -> Search:
    return Search(ranges={name: ParameterRange(least=a, most=b, step=s) for name, (a, b, s) in ranges.items()})


def test_a_grid_is_every_step_of_every_range_and_combos_that_break_a_relation_are_left_out_and_counted() -> None:
    found = combinations_of(SMA_CROSS, {}, grid(fast=(10, 30, 10), slow=(20, 40, 20)))
    assert [(one["fast"], one["slow"]) for one in found.params] == [(10, 20), (10, 40), (20, 40), (30, 40)]
    # 20/20 and 30/20 are not fast below slow
    assert found.left_out == 2
    assert found.because == "fast 20 is not below slow 20; choose a smaller fast"


def test_a_parameter_without_a_range_keeps_the_number_of_the_request_or_its_default() -> None:
    assert [dict(one) for one in combinations_of(SMA_CROSS, {"slow": 40}, grid(fast=(5, 10, 5))).params] == [
        {"fast": 5, "slow": 40},
        {"fast": 10, "slow": 40},
    ]
    assert {one["slow"] for one in combinations_of(SMA_CROSS, {}, grid(fast=(5, 10, 5))).params} == {50}


def test_whole_numbers_step_by_one_and_fractions_by_a_tenth_of_the_range_without_rounding_dust() -> None:
    assert combinations_of(BEATS, {}, grid(phase=(0, 4, None))).values["phase"] == (0, 1, 2, 3, 4)
    target = next(each for each in VOLATILITY_TARGET.parameters if not each.whole)
    search = grid(**{target.name: (target.least, target.least + 1, None)})
    steps = combinations_of(VOLATILITY_TARGET, {}, search).values[target.name]
    assert steps == tuple(round(target.least + place / 10, 9) for place in range(11))


def test_the_same_seed_draws_the_same_and_another_seed_draws_others_none_twice() -> None:
    ranges = {"fast": ParameterRange(least=2, most=100), "slow": ParameterRange(least=2, most=400)}
    one, again, other = (
        combinations_of(SMA_CROSS, {}, Search(ranges=ranges, method=SearchMethod.RANDOM, draws=50, seed=seed)).params
        for seed in (3, 3, 4)
    )
    assert one == again
    assert one != other
    assert len(one) == 50 == len({tuple(each.values()) for each in one})
    assert all(each["fast"] < each["slow"] for each in one)


def test_more_draws_than_there_are_combinations_give_each_of_them_once() -> None:
    search = Search(ranges={"phase": ParameterRange(least=0, most=4)}, method=SearchMethod.RANDOM, draws=40)
    assert sorted(one["phase"] for one in combinations_of(BEATS, {}, search).params) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("search", "sentence"),
    [
        (grid(speed=(1, 2, 1)), "speed is no parameter of sma_cross; it has fast, slow"),
        (grid(fast=(0, 20, 1)), "fast 0 is not a whole number from 1 to 500"),
        (grid(fast=(20, 10, 1)), "the range of fast ends at 10 below its start 20; swap them"),
        (grid(fast=(1, 20, 0.5)), "the step 0.5 of fast is not a whole number from 1 on"),
        (grid(fast=(1, 20, float("inf"))), "the step inf of fast is not a whole number from 1 on"),
        (grid(), "no parameter has a range; give one to fast, slow"),
        (Search(ranges={"fast": ParameterRange(least=1, most=9)}, heat=("fast", "slow")), "slow of heat has no range"),
        (Search(ranges={"fast": ParameterRange(least=1, most=9)}, heat=("fast", "fast")), "heat names fast twice"),
        (
            Search(ranges={"fast": ParameterRange(least=1, most=9)}, method=SearchMethod.RANDOM, draws=1),
            "draws 1 is not from 2 to 10000",
        ),
        (grid(fast=(1, 120, 1), slow=(130, 250, 1)), "more than 10,000 combinations; choose larger steps"),
        (grid(slow=(2, 20, 1)), "none of the 19 combinations can be built: fast 20 is not below slow 2"),
    ],
)
def test_what_cannot_be_searched_is_a_sentence(search: Search, sentence: str) -> None:
    with pytest.raises(FixInput, match=sentence):
        combinations_of(SMA_CROSS, {}, search)


def test_combinations_that_need_more_bars_than_there_are_to_search_are_left_out_and_counted() -> None:
    found = combinations_of(SMA_CROSS, {"fast": 5}, grid(slow=(20, 100, 20))).fitting(60)
    assert [one["slow"] for one in found.params] == [20, 40]
    assert (found.left_out, found.because) == (3, "needs more than the 60 bars that are searched")
    with pytest.raises(FixInput, match="each of the 2 combinations needs 21 bars or more"):
        found.fitting(15)
