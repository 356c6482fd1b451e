"""The form of a rule set: what it holds means the rules that it came from, and a fault in it is a sentence."""

import pytest

from components.rule_sheet import Row, Sheet, plain_of, rules_of, sheet_from, sheet_of
from components.rule_sides import offered, side_of, text_of
from trading.errors import FixInput
from trading.strategies.conditions import Operand
from trading.strategies.rules import rules_from

EVERYTHING = {
    "version": 1,
    "name": "Dip",
    "side": "short",
    "entry": {
        "match": "any",
        "conditions": [
            {"left": {"of": "rsi_14", "ago": 2}, "how": "crosses_below", "right": {"number": 30.5}},
            {"left": {"of": "close", "change_over": 10}, "how": "above", "right": {"of": "bbands_20_2.upper"}},
            {"left": {"of": "close"}, "how": "falls", "bars": 3},
        ],
    },
    "exit": {"conditions": [{"left": {"of": "close"}, "how": "above", "right": {"of": "sma_200"}}]},
    "stop_pct": 5.0,
    "take_pct": 20.0,
    "trail_pct": 7.5,
    "most_bars": 30,
    "sizing": {"method": "risk", "size": 1.0},
    "symbols": ["AAPL", "MSFT"],
}


def test_a_rule_set_with_everything_comes_back_from_its_form() -> None:
    rules = rules_from(EVERYTHING)
    assert rules_of(sheet_from(plain_of(sheet_of(rules)))) == rules


def test_the_form_begins_with_rules_that_can_be_tested() -> None:
    assert rules_of(Sheet()).says()[0] == "Buy when RSI (14) crosses from above to below 30."


def test_every_side_that_is_offered_can_be_read() -> None:
    assert {"close", "rsi_14", "macd.signal", "bbands.upper"} <= set(offered())
    assert [text_of(side_of(one)) for one in offered()] == list(offered())


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("30", Operand(number=30.0)),
        ("-2.5", Operand(number=-2.5)),
        ("RSI_14", Operand(of="rsi_14")),
        ("close 1 bar ago", Operand(of="close", ago=1)),
        ("change of volume over 5 bars 2 bars ago", Operand(of="volume", change_over=5, ago=2)),
    ],
)
def test_a_side_is_read_as_it_is_written(text: str, side: Operand) -> None:
    assert side_of(text) == side
    assert side_of(text_of(side)) == side


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (Sheet(entry=()), "the rules have no condition to go in; add one"),
        (Sheet(entry=(Row(left="magic_7"),)), "'magic_7' is not an indicator of the catalogue"),
        (Sheet(entry=(Row(left="the moon is full"),)), "'the moon is full' is no side of a condition"),
        (
            Sheet(entry=(Row(left="close", how="falls", right="many"),)),
            "'many' is no number of bars; write one such as 3",
        ),
        (
            Sheet(sizing="risk", size=1.0),
            "sizing by risk needs the distance to a stop and there is none",
        ),
    ],
)
def test_a_form_that_means_nothing_is_said_with_the_next_step(sheet: Sheet, said: str) -> None:
    with pytest.raises(FixInput) as fault:
        rules_of(sheet)
    assert said in str(fault.value)
