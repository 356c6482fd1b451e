"""The fields of the page Strategies: a request put into them is asked for again, and faults are told before a run."""

from datetime import date
from decimal import Decimal

from components import session_strategies as keys
from components.search_fields import combinations, usual_range
from components.strategy_draft import faults_of, request_from, state_of
from components.strategy_job import is_long
from tests.backtest.test_address import EVERYTHING
from trading.backtest.listing import listed
from trading.strategies.catalogue import STRATEGIES
from trading.types import Asset, ParameterRange, Search, SearchMethod, Sizing, Terms

LINES = {line.key: line for line in listed([], [])}


def asset(symbol: str) -> Asset:
    return Asset(
        symbol=symbol,
        name=symbol,
        exchange="NYSE",
        tradable=True,
        fractionable=True,
        shortable=True,
        closes_only=False,
        first=date(2000, 1, 3),
        last=date(2012, 6, 1),
    )


def test_a_request_put_into_the_fields_is_asked_for_again() -> None:
    assert request_from(state_of(EVERYTHING), LINES["sma_cross"]) == EVERYTHING


def test_empty_fields_ask_for_what_is_usual() -> None:
    asked = request_from({}, LINES["rsi_reversion"])
    assert asked.strategy.params == {"period": 14, "low": 30, "high": 70}
    assert asked.terms == Terms()
    assert asked.terms.cash == Decimal(100_000)


def test_a_size_that_was_typed_counts_only_where_the_method_takes_one() -> None:
    state = {keys.term_key("size"): 5.0, keys.term_key("sizing"): Sizing.ALL_IN.value}
    assert request_from(state, LINES["sma_cross"]).terms.size is None
    state[keys.term_key("sizing")] = Sizing.EQUITY.value
    assert request_from(state, LINES["sma_cross"]).terms.size == 5.0


def test_numbers_that_contradict_each_other_are_told_before_a_run() -> None:
    state = {keys.SYMBOLS: ["AAPL"], keys.param_key("sma_cross", "fast"): 60, keys.param_key("sma_cross", "slow"): 50}
    line = LINES["sma_cross"]
    assert faults_of(request_from(state, line), line) == ["fast 60 is not below slow 50; choose a smaller fast"]


def test_too_few_symbols_and_an_end_before_the_start_are_told_together() -> None:
    state = {keys.SYMBOLS: ["AAPL"], keys.START: date(2010, 1, 1), keys.END: date(2009, 1, 1)}
    found = faults_of(request_from(state, LINES["pairs"]), LINES["pairs"])
    assert found == [
        "Pairs takes 2 symbols and 1 are chosen; change the symbols",
        "the end 2009-01-01 is not after the start 2010-01-01; choose a later end",
    ]


def test_code_of_the_user_and_long_runs_are_jobs() -> None:
    assets = [asset(f"S{at}") for at in range(60)]
    one = request_from({keys.SYMBOLS: ["S0"]}, LINES["sma_cross"])
    # 60 symbols times 12.4 years times 252 sessions are about 188,000 bars; one symbol is about 3,100
    many = request_from({keys.SYMBOLS: [each.symbol for each in assets]}, LINES["sma_cross"])
    assert not is_long(one, assets) and is_long(many, assets)
    foreign = request_from({keys.SYMBOLS: ["S0"]}, LINES["buy_and_hold"])
    assert is_long(type(foreign)(strategy=type(foreign.strategy)(key="file:mine"), symbols=("S0",)), assets)


def test_the_usual_ranges_of_the_whole_catalogue_keep_its_bounds() -> None:
    for kind in STRATEGIES.values():
        for each in kind.parameters:
            span = usual_range(each)
            assert each.least <= span.least < span.most <= each.most, (kind.key, each.name)


def test_the_combinations_of_a_grid_are_counted() -> None:
    ranges = {"fast": ParameterRange(least=10, most=40, step=5), "slow": ParameterRange(least=25, most=100, step=25)}
    # 10, 15 .. 40 are seven values, 25, 50, 75, 100 four
    assert combinations(Search(ranges=ranges)) == 28
    assert combinations(Search(ranges=ranges, method=SearchMethod.RANDOM, draws=50)) == 50
