"""Rule sets that nobody thought of: each reads back, says itself, and knows nothing of the future."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies.made import with_holes
from tests.strategies.rule_documents import document
from trading.strategies.conditions import Comparison
from trading.strategies.plans import check_plan
from trading.strategies.rules import rules_from, rules_from_text

NAMES = ["open", "high", "low", "close", "volume", "sma_5", "ema_9", "rsi_7", "macd_3_8_4.signal", "bbands_10_2.upper"]
NAMES += ["atr_7", "supertrend_7_2", "kama_10", "stoch_5_3_3.k", "obv", "ichimoku_5_9_20.span_a"]
series = st.fixed_dictionaries(
    {"of": st.sampled_from(NAMES)},
    optional={"ago": st.integers(0, 6), "change_over": st.integers(1, 6)},
)
number = st.fixed_dictionaries({"number": st.floats(-200, 200, allow_nan=False)})
compared = st.builds(
    lambda left, how, right: {"left": left, "how": how.value, "right": right},
    series,
    st.sampled_from([each for each in Comparison if not each.is_move]),
    st.one_of(series, number),
)
moved = st.builds(
    lambda left, how, bars: {"left": left, "how": how.value, "bars": bars},
    series,
    st.sampled_from([Comparison.RISES, Comparison.FALLS]),
    st.integers(1, 5),
)
condition = st.one_of(compared, moved)
conditions = st.builds(
    lambda match, of: {"match": match, "conditions": of},
    st.sampled_from(["all", "any"]),
    st.lists(condition, min_size=1, max_size=3),
)
percent = st.one_of(st.none(), st.floats(0.1, 50))
documents = st.builds(
    lambda entry, leave, side, stop, take, trail, most: (
        document(exit=leave, side=side, stop_pct=stop, take_pct=take, trail_pct=trail, most_bars=most)
        | {"entry": entry}
    ),
    conditions,
    st.one_of(st.none(), conditions),
    st.sampled_from(["long", "short"]),
    percent,
    percent,
    percent,
    st.one_of(st.none(), st.integers(1, 30)),
)


@settings(max_examples=80)
@given(rules=documents, cut=st.integers(1, 199))
def test_any_rule_set_reads_back_and_knows_nothing_of_the_future(rules: dict[str, Any], cut: int) -> None:
    read = rules_from(rules)
    assert rules_from_text(read.text()) == read
    assert len(read.says()) >= 4
    strategy, panel = read.strategy(), with_holes("AAPL", "GOOG", bars=200)
    whole, part = (check_plan(strategy.plan(each), each) for each in (panel, panel.until(cut)))
    np.testing.assert_array_equal(part.action, whole.action[:cut])
