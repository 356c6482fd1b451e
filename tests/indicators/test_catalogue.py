"""Names, parameters, bounds, and what a reading refuses."""

from datetime import date

import numpy as np
import pytest

from tests.indicators.test_core import bars_of
from tests.indicators.test_reference import spy
from tests.market.recording import market_at
from trading.errors import FixInput, NoData
from trading.indicators import CATALOGUE, named, read, series


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("rsi_14", "rsi_14"),
        ("rsi", "rsi_14"),
        (" RSI_7 ", "rsi_7"),
        ("macd", "macd_12_26_9"),
        ("macd_5", "macd_5_26_9"),
        ("bbands_20_2", "bbands_20_2"),
        ("bbands_10_2.5", "bbands_10_2.5"),
        ("sma_200", "sma_200"),
        ("obv", "obv"),
    ],
)
def test_a_name_says_the_indicator_and_missing_numbers_take_defaults(name: str, full: str) -> None:
    assert named(name).name == full


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("foo", "'foo' is not an indicator .* sma_20, ema_20, bbands_20_2, rsi_14, macd_12_26_9, atr_14"),
        ("", "'' is not an indicator"),
        ("rsi_1", "period 1 is not a whole number from 2 to 400"),
        ("rsi_401", "period 401 is not"),
        ("rsi_14.5", r"period 14\.5 is not a whole number"),
        ("rsi_-3", "'-3' in 'rsi_-3' is not a number; write it like rsi_14"),
        ("rsi_nan", "'nan' in"),
        ("rsi_1e3", "'1e3' in"),
        ("rsi_١٤", "is not a number"),
        ("rsi_14_2", "has 2 numbers and rsi takes 1"),
        ("macd_26_12_9", "fast 26 not below slow 12"),
        ("bbands_20_0", "width 0 is not a number from 0.1 to 10"),
        ("sma_" + "9" * 400, "is not a whole number"),
    ],
)
def test_a_name_that_cannot_be_computed_is_refused_with_what_can(name: str, words: str) -> None:
    with pytest.raises(FixInput, match=words):
        named(name)


@pytest.mark.parametrize("key", CATALOGUE)
def test_the_bars_needed_are_exactly_those_after_which_there_is_a_value(key: str) -> None:
    wanted = named(key)
    values = 100 + np.sin(np.arange(wanted.bars_needed))
    read(bars_of(values), key)
    if wanted.bars_needed > 1:
        with pytest.raises(NoData, match=f"needs {wanted.bars_needed} bars and there are {wanted.bars_needed - 1}"):
            read(bars_of(values[:-1]), key)


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_series_has_the_outputs_that_the_catalogue_names_on_the_bars_index(key: str) -> None:
    wanted = named(key)
    found = series(spy(), key)
    assert list(found) == [output or wanted.name for output in wanted.indicator.outputs]
    for values in found.values():
        assert values.index.equals(spy().frame.index)


def test_one_output_reads_as_a_number_and_several_by_name() -> None:
    assert isinstance(read(spy(), "rsi_14"), float)
    assert list(read(spy(), "bbands_20_2")) == ["lower", "middle", "upper"]


def test_a_price_that_never_moved_has_no_rsi_and_the_sentence_says_why() -> None:
    with pytest.raises(NoData, match="because the price has not moved"):
        read(bars_of(np.full(40, 10.0)), "rsi_14")


@pytest.mark.parametrize("name", ["atr_14", "stoch", "adx", "obv"])
def test_closes_only_refuses_what_needs_a_range_or_volume(name: str) -> None:
    bars = market_at(date(2012, 6, 1)).bars("XOM")
    for ask in (read, series):
        with pytest.raises(NoData, match="XOM has closes only; choose RSI"):
            ask(bars, name)
    assert read(bars, "rsi_14")


def test_labels_are_words_that_people_read() -> None:
    assert named("macd").label == "MACD (12, 26, 9)"
    assert named("obv").label == "On-balance volume"
