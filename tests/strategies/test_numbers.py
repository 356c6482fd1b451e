"""The numbers of a rule set by their names: set, bounded, searched."""

import json

import numpy as np
import pytest

from tests.strategies.made import recorded
from tests.strategies.rule_documents import DIP, EVERY, cond, document
from trading.errors import FixInput
from trading.strategies.numbers import kind_of_rules, numbers_of, with_numbers
from trading.strategies.rules import rules_from


def names(name: str) -> dict[str, float]:
    return {each.name: each.default for each in numbers_of(rules_from(EVERY[name]))}


def test_the_numbers_of_a_rule_set_are_named_by_where_they_stand() -> None:
    # read off the documents by hand
    assert names("dip") == {"rsi_14_period": 14, "entry_1_level": 30, "exit_1_level": 70, "stop_pct": 5}
    assert names("golden") == {"sma_20_period": 20, "sma_50_period": 50}
    assert names("band") == {
        "bbands_20_2_period": 20,
        "bbands_20_2_width": 2,
        "entry_2_right_ago": 1,
        "exit_2_bars": 4,
        "most_bars": 10,
    }
    assert names("streak") == {"entry_1_bars": 3, "stop_pct": 2, "take_pct": 4, "trail_pct": 3, "most_bars": 5}
    assert names("change") == {
        "entry_1_change": 5,
        "entry_1_level": -3,
        "macd_12_26_9_fast": 12,
        "macd_12_26_9_slow": 26,
        "macd_12_26_9_signal": 9,
    }


def test_an_indicator_that_is_named_in_entry_and_exit_changes_in_both() -> None:
    changed = with_numbers(rules_from(EVERY["golden"]), {"sma_50_period": 80})
    assert changed.entry.words == "Simple moving average (20) crosses from below to above Simple moving average (80)"
    assert changed.exit and changed.exit.words == "Simple moving average (20) is below Simple moving average (80)"


def test_outputs_and_fractions_stay_in_the_name_of_an_indicator() -> None:
    changed = with_numbers(rules_from(EVERY["band"]), {"bbands_20_2_width": 2.125, "exit_2_bars": 3})
    assert changed.entry.conditions[0].right and changed.entry.conditions[0].right.of == "bbands_20_2.125.lower"
    assert changed.exit and changed.exit.conditions[1].bars == 3


@pytest.mark.parametrize("name", EVERY)
def test_the_defaults_are_the_rule_set_itself_within_their_bounds(name: str) -> None:
    rules = rules_from(EVERY[name])
    kind = kind_of_rules(rules, "rules", "Rules")
    assert kind.build().bars_needed == rules.strategy().bars_needed
    bars = recorded("AAPL", bars=600)
    np.testing.assert_array_equal(kind.build().plan(bars).action, rules.strategy().plan(bars).action)
    assert with_numbers(rules, {}).says() == rules.says()


def test_every_number_may_be_set_to_either_of_its_bounds() -> None:
    for name, written in EVERY.items():
        rules = rules_from(written)
        for each in numbers_of(rules):
            for value in (each.least, each.most):
                if each.name == "macd_12_26_9_fast" and value == each.most:
                    continue  # not below slow, which is told below
                if each.name == "macd_12_26_9_slow" and value == each.least:
                    continue
                changed = with_numbers(rules, {each.name: value})
                assert json.loads(changed.text()) != json.loads(rules.text()) or value == each.default, (name, each)


def test_a_number_outside_of_what_the_document_takes_is_refused_in_a_sentence() -> None:
    dip = rules_from(DIP)
    with pytest.raises(FixInput, match=r"^rsi_14_period 1000 is not a whole number from 2 to 400; choose one inside$"):
        with_numbers(dip, {"rsi_14_period": 1000})
    with pytest.raises(FixInput, match=r"^speed is no number of these rules; they have rsi_14_period, entry_1_level"):
        with_numbers(dip, {"speed": 1})
    with pytest.raises(FixInput, match="has fast 30 not below slow 26; swap or change them"):
        with_numbers(rules_from(EVERY["change"]), {"macd_12_26_9_fast": 30})


def test_a_stop_under_the_usual_least_is_its_own_bound() -> None:
    rules = rules_from(document(cond("close", "above", 1), stop_pct=0.001))
    [_, stop] = numbers_of(rules)
    assert (stop.name, stop.least, stop.most) == ("stop_pct", 0.001, 99.99)


def test_a_level_reaches_ten_times_as_far_as_it_is() -> None:
    rules = rules_from(document(cond("close", "above", 250), cond("macd.macd", "above", 0)))
    levels = {each.name: (each.least, each.most) for each in numbers_of(rules) if each.name.endswith("level")}
    assert levels == {"entry_1_level": (-2500, 2500), "entry_2_level": (-100, 100)}
