"""What every line of the catalogue promises: name, bounds, warm-up, and that it sees, changes and guesses nothing."""

import inspect
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.indicators.recorded import first, of, recorded
from trading.errors import FixInput
from trading.indicators import CATALOGUE, Category, Indicator, Named, Needs, Pane, by_category, named, search
from trading.indicators.engines import PandasTa, TaLib

EVERY = pytest.mark.parametrize("key", CATALOGUE)
COLUMNS = ["open", "high", "low", "close", "volume"]


def at_defaults(key: str) -> Named:
    return named(key)


def elsewhere(key: str) -> Named:
    """Return the indicator at a second set of parameters: three bars more, or a tenth of the way to the bound."""
    indicator = CATALOGUE[key]
    values = tuple(
        each.default + 3 if each.whole else round(each.default + (each.most - each.default) / 10, 3)
        for each in indicator.parameters
    )
    return Named(indicator=indicator, values=values)


def test_there_are_at_least_130_besides_the_candles_each_on_a_shelf() -> None:
    shelves = by_category()
    assert list(shelves) == list(Category)
    assert sum(len(shelf) for shelf in shelves.values()) == len(CATALOGUE)
    assert all(len(shelf) >= 5 for shelf in shelves.values())
    assert len(CATALOGUE) - len(shelves[Category.CANDLE]) >= 130


def test_reading_the_catalogue_loads_no_library() -> None:
    heavy = {"numpy", "pandas", "talib", "pandas_ta_classic"}
    script = f"import sys, trading.indicators; print(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).parent.parent.parent
    told = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_no_key_title_or_formula_is_there_twice() -> None:
    titles = [each.title for each in CATALOGUE.values()]
    sources = [each.formula.credit for each in CATALOGUE.values() if isinstance(each.formula, TaLib | PandasTa)]
    assert len(titles) == len(set(titles))
    assert len(sources) == len(set(sources))


@EVERY
def test_a_line_says_what_it_is_and_its_bounds_hold_its_defaults(key: str) -> None:
    indicator = CATALOGUE[key]
    assert key == indicator.key
    assert key.isalnum()
    assert key == key.lower()
    assert indicator.title[0].isupper() or indicator.title == "%b"
    assert len(indicator.author) > 3
    assert ";" in indicator.source
    for parameter in indicator.parameters:
        assert parameter.least <= parameter.default <= parameter.most
        assert parameter.check(parameter.default) is None
        assert parameter.name == parameter.name.lower()
    assert named(indicator.default_name) == at_defaults(key)
    assert len(set(indicator.outputs)) == len(indicator.outputs)
    assert ("" in indicator.outputs) == (len(indicator.outputs) == 1)


@EVERY
@pytest.mark.parametrize("setting", [at_defaults, elsewhere], ids=["default", "second"])
def test_every_output_is_whole_from_the_promised_bar_on_and_empty_at_the_bar_before(key: str, setting) -> None:
    wanted = setting(key)
    needed = wanted.bars_needed
    found = wanted.compute(recorded())
    together = np.column_stack([found[output] for output in wanted.indicator.outputs])
    assert np.isfinite(together[needed - 1 :]).all()
    assert needed == 1 or np.isnan(together[needed - 2]).any()
    assert np.isfinite([values.iloc[-1] for values in wanted.compute(first(needed)).values()]).all()
    if needed > 1:
        assert np.isnan([values.iloc[-1] for values in wanted.compute(first(needed - 1)).values()]).any()


def tails() -> list[Indicator]:
    return [each for each in CATALOGUE.values() if isinstance(each.formula, PandasTa)]


@pytest.mark.parametrize("setting", [at_defaults, elsewhere], ids=["default", "second"])
@pytest.mark.parametrize("indicator", tails(), ids=lambda each: each.key)
def test_the_long_tail_hides_no_bar_that_the_library_could_answer(indicator: Indicator, setting) -> None:
    wanted = setting(indicator.key)
    formula = indicator.formula
    assert isinstance(formula, PandasTa)
    raw = np.column_stack([column.to_numpy(dtype=float) for column in formula.raw(recorded().frame, wanted.values)])
    starts = int(np.argmax(np.isfinite(raw).all(axis=1))) + 1
    if formula.settles:
        assert starts < wanted.bars_needed, "it answers from there; no need to settle"
    else:
        assert starts == wanted.bars_needed


@EVERY
def test_cutting_the_future_off_changes_no_value(key: str) -> None:
    wanted = named(key)
    whole = wanted.compute(recorded())
    for length in (1, 34, 63, 120, 263, 377):
        cut = wanted.compute(first(length))
        assert list(whole) == list(cut) == list(wanted.indicator.outputs)
        for output, values in cut.items():
            np.testing.assert_allclose(values, whole[output].iloc[:length], rtol=1e-9, atol=1e-9, err_msg=output)


@EVERY
def test_a_different_future_changes_no_value(key: str) -> None:
    wanted, past = named(key), 300
    frame = recorded().frame.copy()
    frame.iloc[past:, :4] *= 3
    frame.iloc[past:, 4] /= 7
    one, other = wanted.compute(recorded()), wanted.compute(of(frame))
    for output, values in one.items():
        np.testing.assert_allclose(values[:past], other[output][:past], rtol=1e-9, atol=1e-9, err_msg=output)


# Recursive formulas carry every bar since the first, and rolling sums add and take off in another order: 1e-9.
SAMPLED = [
    *("rsi", "macd", "ema", "bbands", "atr", "adx", "obv", "stoch", "ichimoku", "supertrend", "sar", "kama", "vwap"),
    *("mama", "alma", "vidya", "rsx", "kvo", "squeeze", "qqe", "htsine", "cdlengulfing", "garmanklass", "drawdown"),
]


@pytest.mark.parametrize("key", SAMPLED)
def test_bar_by_bar_the_newest_value_is_that_of_the_whole_history(key: str) -> None:
    wanted = named(key)
    whole = wanted.compute(recorded())
    for length in range(wanted.bars_needed, 300, 7):
        for output, values in wanted.compute(first(length)).items():
            assert values.iloc[-1] == pytest.approx(whole[output].iloc[length - 1], rel=1e-9, abs=1e-9), length


@EVERY
def test_a_gap_in_what_it_reads_is_refused_and_one_elsewhere_does_not_matter(key: str) -> None:
    wanted = named(key)
    sound = wanted.compute(recorded())
    for column, bad in product(COLUMNS, (np.nan, np.inf)):
        frame = recorded().frame.copy()
        frame.iloc[123, COLUMNS.index(column)] = bad
        if column in wanted.indicator.formula.reads:
            with pytest.raises(FixInput, match=f"the series has {bad} at .*; fill or cut the gap first"):
                wanted.compute(of(frame))
        else:
            for output, values in wanted.compute(of(frame)).items():
                pd.testing.assert_series_equal(values, sound[output])


@EVERY
def test_asking_twice_gives_the_same_and_leaves_the_bars_as_they_were(key: str) -> None:
    wanted = named(key)
    bars = of(recorded().frame.copy())
    one, other = wanted.compute(bars), wanted.compute(bars)
    pd.testing.assert_frame_equal(bars.frame, recorded().frame, check_exact=True)
    for output, values in one.items():
        pd.testing.assert_series_equal(values, other[output], check_exact=True)
        assert values.dtype == np.float64
        assert values.index.equals(bars.frame.index)


@EVERY
def test_a_price_that_never_moves_gives_a_number_or_no_value_but_never_infinity(key: str) -> None:
    frame = recorded().frame.copy()
    for price, volume in ((10.0, 0.0), (0.37, 1000.0), (100_000.0, 1000.0)):
        frame[["open", "high", "low", "close"]] = price
        frame["volume"] = volume
        for values in named(key).compute(of(frame)).values():
            assert not np.isinf(values).any()


@EVERY
@pytest.mark.parametrize("bound", ["least", "most"])
def test_every_bound_can_be_computed(key: str, bound: str) -> None:
    indicator = CATALOGUE[key]
    values = tuple(getattr(parameter, bound) for parameter in indicator.parameters)
    wanted = Named(indicator=indicator, values=values)
    for found in wanted.compute(recorded()).values():
        assert len(found) == len(recorded().frame)
        assert np.isnan(found.iloc[: wanted.bars_needed - 1]).any() or wanted.bars_needed == 1


@pytest.mark.parametrize("key", [key for key, each in CATALOGUE.items() if each.pane is Pane.PRICE])
def test_what_is_drawn_over_the_price_is_in_price_units(key: str) -> None:
    close = recorded().frame["close"]
    for values in named(key).compute(recorded()).values():
        assert (values.dropna() / close).between(0.5, 1.5).mean() > 0.7, "it would flatten the price on the chart"


@EVERY
def test_needs_says_the_rarest_column_that_is_read(key: str) -> None:
    indicator = CATALOGUE[key]
    reads = set(indicator.formula.reads)
    closes_are_enough = indicator.needs is Needs.CLOSE
    assert closes_are_enough == (reads == {"close"})
    assert (indicator.needs is Needs.VOLUME) == ("volume" in reads)


def test_a_search_finds_by_key_title_and_author_with_the_best_first() -> None:
    assert search("rsi")[0].key == "rsi"
    assert search("relative strength")[0].key == "rsi"
    assert search("bollinger")[0].key == "bbands"
    assert search("Super Trend")[0].key == "supertrend"
    assert search("williams %r")[0].key == "willr"
    assert {"adx", "atr", "rsi", "sar"} <= {found.key for found in search("wilder")}
    assert search("engulf")[0].category is Category.CANDLE
    assert search("") == search("no such thing") == []
    assert len(search("a", limit=5)) == 5


def test_the_search_says_what_its_docstring_shows() -> None:
    assert '>>> [found.key for found in search("bollinger")]' in inspect.getdoc(search)
    assert [found.key for found in search("bollinger")] == ["bbands", "percentb", "bandwidth"]
