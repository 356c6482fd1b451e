"""Rule sets: what their conditions mean bar by bar, what they say in words, and what is refused."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.strategies.made import panel, recorded, with_range
from tests.strategies.rule_documents import DIP, EVERY, cond, document
from trading.errors import FixInput, NoData
from trading.indicators import CATALOGUE
from trading.indicators.kinds import Named
from trading.indicators.names import named
from trading.strategies.base import Decision
from trading.strategies.catalogue import kind_of
from trading.strategies.panel import Panel
from trading.strategies.rules import rules_from, rules_from_text
from trading.types import Sizing, Terms

IN, OUT, SHORT = Decision.LONG, Decision.FLAT, Decision.SHORT


def acts(rules: dict[str, Any], closes: list[float]) -> list[int]:
    found: list[int] = rules_from(rules).strategy().plan(panel({"ABC": closes})).action[:, 0].tolist()
    return found


def test_above_and_below_hold_on_every_bar_and_a_tie_is_neither() -> None:
    rules = document(cond("close", "above", 10), exit={"conditions": [cond("close", "below", 10)]})
    assert acts(rules, [9, 10, 11, 12, 10, 8]) == [OUT, 0, IN, IN, 0, OUT]


def test_a_cross_is_below_before_and_above_now_and_a_touch_is_none() -> None:
    rules = document(cond("close", "crosses_above", 10), exit={"conditions": [cond("close", "crosses_below", 10)]})
    assert acts(rules, [9, 11, 12, 9, 10, 11, 10, 9]) == [0, IN, 0, OUT, 0, 0, 0, 0]


def test_rising_for_three_bars_takes_four_closes() -> None:
    rules = document(cond("close", "rises", bars=3), exit={"conditions": [cond("close", "falls", bars=2)]})
    assert acts(rules, [1, 2, 3, 4, 5, 5, 4, 3, 2, 3]) == [0, 0, 0, IN, IN, 0, 0, OUT, OUT, 0]


def test_bars_ago_and_percent_change_look_back_by_bars() -> None:
    higher = document(cond("close", "above", {"of": "close", "ago": 2}))
    assert acts(higher, [5, 6, 4, 7, 4]) == [0, 0, 0, IN, 0]
    # 100 -> 103 over two bars is 3 percent, 100 -> 102.9 is not more than 3 percent, 98 -> 103 is
    change = document(cond({"of": "close", "change_over": 2}, "above", 3))
    assert acts(change, [100, 98, 103, 102, 102.9]) == [0, 0, 0, IN, 0]
    earlier = document(cond({"of": "close", "change_over": 2, "ago": 1}, "above", 3))
    assert acts(earlier, [100, 98, 103, 102, 102.9]) == [0, 0, 0, 0, IN]


def test_all_and_any_and_an_exit_that_counts_more_than_an_entry() -> None:
    both = [cond("close", "above", 10), cond("close", "below", 20)]
    assert acts(document(*both), [5, 15, 25]) == [0, IN, 0]
    any_of = {
        "version": 1,
        "entry": {"match": "any", "conditions": [cond("close", "below", 10), cond("close", "above", 20)]},
    }
    assert acts(any_of, [5, 15, 25]) == [IN, 0, IN]
    overlap = document(cond("close", "above", 10), exit={"conditions": [cond("close", "above", 20)]})
    assert acts(overlap, [5, 15, 25]) == [0, IN, OUT]


def test_the_fields_of_a_bar_are_read_each_by_its_name() -> None:
    closes = {"ABC": [10.0, 10.0, 10.0]}
    bars = with_range(closes, np.array([[11.0], [12], [11]]), np.array([[9.0], [9], [8]]))
    for left, right, where in (("high", 11.5, [0, IN, 0]), ("volume", 1, [IN, IN, IN]), ("open", 9, [IN, IN, IN])):
        plan = rules_from(document(cond(left, "above", right))).strategy().plan(bars)
        assert plan.action[:, 0].tolist() == where, left
    low = rules_from(document(cond("low", "below", 8.5))).strategy().plan(bars)
    assert low.action[:, 0].tolist() == [0, 0, IN]


def test_rules_of_the_catalogue_written_out_say_the_same_as_the_catalogue() -> None:
    bars = recorded("AAPL", adjusted=False)
    twins = [
        ("rsi_reversion", cond("rsi_14", "crosses_below", 30), cond("rsi_14", "crosses_above", 70)),
        ("sma_cross", cond("sma_20", "crosses_above", "sma_50"), cond("sma_20", "crosses_below", "sma_50")),
        ("ema_cross", cond("ema_12", "crosses_above", "ema_26"), cond("ema_12", "crosses_below", "ema_26")),
        (
            "bollinger_breakout",
            cond("close", "crosses_above", "bbands_20_2.upper"),
            cond("close", "crosses_below", "bbands_20_2.middle"),
        ),
        (
            "donchian",
            cond("close", "above", {"of": "donchian_20.upper", "ago": 1}),
            cond("close", "below", {"of": "donchian_10.lower", "ago": 1}),
        ),
    ]
    for key, entry, leave in twins:
        written = rules_from(document(entry, exit={"conditions": [leave]})).strategy().plan(bars)
        np.testing.assert_array_equal(written.action, kind_of(key).build().plan(bars).action, err_msg=key)


def test_exits_by_price_stand_on_the_bars_that_enter_and_nowhere_else() -> None:
    rules = document(cond("close", "above", 10), stop_pct=5, take_pct=12.5, trail_pct=3)
    plan = rules_from(rules).strategy().plan(panel({"ABC": [9, 11, 9]}))
    for name, fraction in (("stop", 0.05), ("take", 0.125), ("trail", 0.03)):
        column = getattr(plan, name)[:, 0]
        assert column[1] == fraction
        assert np.isnan(column[[0, 2]]).all()
    none = rules_from(document(cond("close", "above", 10))).strategy().plan(panel({"ABC": [9, 11, 9]}))
    assert none.stop is none.take is none.trail is None


def test_a_short_rule_sells_short() -> None:
    rules = document(cond("close", "below", 10), exit={"conditions": [cond("close", "above", 10)]}, side="short")
    assert acts(rules, [11, 9, 11]) == [OUT, SHORT, OUT]


def test_each_symbol_is_judged_by_its_own_bars() -> None:
    nan = float("nan")
    bars = panel({"A": [9, 11, 12], "B": [nan, 9, 11], "C": [9, nan, 11]})
    plan = rules_from(document(cond("close", "crosses_above", 10))).strategy().plan(bars)
    assert plan.action.tolist() == [[0, 0, 0], [IN, 0, 0], [0, IN, IN]]


def test_closes_alone_refuse_what_reads_the_range_or_the_volume() -> None:
    bars = panel({"SPX": [1.0, 2.0, 3.0]})
    only = Panel(
        **{name: getattr(bars, name) for name in bars.__slots__ if name != "closes_only"},
        closes_only=frozenset({"SPX"}),
    )
    for left in ("volume", "high", "atr_14"):
        with pytest.raises(NoData, match="of each bar and SPX has closes only; choose another condition or symbol"):
            rules_from(document(cond(left, "above", 1))).strategy().plan(only)
    assert rules_from(document(cond("close", "above", 2))).strategy().plan(only).action[:, 0].tolist() == [0, 0, IN]


@pytest.mark.parametrize("name", EVERY)
def test_a_document_reads_back_as_it_was_written(name: str) -> None:
    rules = rules_from(EVERY[name])
    assert rules_from_text(rules.text()) == rules
    assert all(line.endswith(".") for line in rules.says())


def test_a_rule_set_says_everything_that_is_needed_to_write_it_anew() -> None:
    rules = rules_from(
        document(
            cond("rsi_14", "crosses_below", 30),
            cond({"of": "close", "change_over": 5}, "above", {"of": "bbands_20_2.5.lower", "ago": 2}),
            exit={"match": "any", "conditions": [cond("rsi", "above", 70), cond("close", "falls", bars=3)]},
            stop_pct=5,
            take_pct=10,
            trail_pct=8,
            most_bars=20,
            sizing={"method": "risk", "size": 1},
            symbols=["AAPL", "BRK.B"],
        )
    )
    assert rules.says() == (
        "On AAPL, BRK.B: Buy when RSI (14) crosses from above to below 30 and the change of the close over 5 bars in "
        "percent is above Bollinger Bands (20, 2.5) lower, 2 bars ago.",
        "Sell when RSI (14) is above 70 or the close has fallen on each of the last 3 bars.",
        "Where both hold on one bar, sell.",
        "Stop: sell 5 percent under the close of the bar that decided.",
        "Target: sell 10 percent over the close of the bar that decided.",
        "Trailing stop: sell 8 percent under the best price since the entry.",
        "Time: sell after 20 bars in the trade.",
        "Size: 1 percent of equity is lost at the stop.",
        "Decided on the close of each bar and sent for the next open.",
        "One trade at a time; after it, in again whenever the entry holds.",
    )
    short = rules_from(document(cond("close", "below", "sma_200"), side="short", stop_pct=5)).says()
    assert short[0] == "Sell short when the close is below Simple moving average (200)."
    assert short[1] == "No condition ends a trade: it ends as below."
    assert short[2] == "Stop: buy back 5 percent over the close of the bar that decided."
    assert (
        rules_from(document(cond("close", "above", 1))).says()[1] == "No condition ends a trade: it is held to the end."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "version 2 is not one of 1; choose one of them"),
        ({"stop_pct": 120}, "stop_pct 120 is not less than 100; choose another number"),
        ({"stop_pct": 0}, "stop_pct 0 is not more than 0; choose another number"),
        ({"stop_pct": "5"}, "stop_pct '5' is not a number; change it"),
        ({"stop": 5}, "stop is no field of a rule set; leave it out"),
        ({"s" * 5000: 5}, "s" * 40 + " is no field of a rule set; leave it out"),
        ({"most_bars": 1.5}, "most_bars 1.5 is not a whole number; change it"),
        ({"side": "both"}, "side 'both' is not one of 'long' or 'short'; choose one of them"),
        ({"entry": {"conditions": []}}, "entry conditions has 0 and takes at least 1; change the list"),
        ({"entry": {"conditions": [cond("close", "above", 1)] * 13}}, "entry conditions has 13 and takes at most 12"),
        ({"symbols": "AAPL"}, "symbols 'AAPL' is not a list; change it"),
        ({"symbols": ["a b"]}, "'a b' is no symbol; write it like AAPL"),
        ({"symbols": ["IBM", "IBM"]}, "IBM, IBM names a symbol twice; name each once"),
        ({"stop_pct": None}, "sizing by risk needs the distance to a stop and there is none; give stop_pct"),
        ({"sizing": {"method": "equity", "size": 130}}, "sizing: equity of 130 percent of equity is more than 100"),
        ({"sizing": {"method": "all_in", "size": 5}}, "sizing: all_in takes no size and 5 is given; leave it out"),
        (
            {"side": "short", "take_pct": 100},
            "take_pct 100 of a short is not below 100: no price falls so far; lower it",
        ),
    ],
)
def test_a_fault_of_a_rule_set_is_one_sentence(change: dict[str, Any], said: str) -> None:
    with pytest.raises(FixInput) as fault:
        rules_from(DIP | change)
    assert str(fault.value).startswith(said)
    assert str(fault.value).count("; ") == 1, "one fault with one next step"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (cond("rsx_1400", "above", 1), "left: 'rsx_1400' cannot be computed: period 1400 is not a whole number"),
        (cond("rzi_14", "above", 1), "left: 'rzi_14' is not an indicator of the catalogue; choose one such as sma_20"),
        (cond("macd", "above", 1), "left: 'macd' is no output of MACD (12, 26, 9); write macd_12_26_9.macd, "),
        (cond("rsi_14.upper", "above", 1), "left: 'rsi_14.upper' is no output of RSI (14); write rsi_14"),
        (cond("close", "above"), ": above needs a right side and no bars; say what to compare with"),
        (cond("close", "above", 1, bars=2), ": above needs a right side and no bars; say what to compare with"),
        (cond("close", "rises"), ": rises needs bars and no right side; say over how many bars"),
        (cond("close", "rises", 5, bars=2), ": rises needs bars and no right side; say over how many bars"),
        (cond({"number": 3}, "above", "close"), ": the left side is the number 3; put a field or an indicator there"),
        (cond("close", "above", {"number": 1, "ago": 2}), "right: the number 1 is the same on every bar; leave out"),
        (cond("close", "above", {}), "right: a side needs either of (a field or an indicator) or number"),
        (
            cond("close", "above", {"number": 1, "of": "open"}),
            "right: a side needs either of (a field or an indicator)",
        ),
        (cond("close", "above", {"number": 1e13}), "right: number 10000000000000.0 is not within a million millions"),
        (
            cond("close", "above", {"of": "close", "ago": 401}),
            "right ago 401 is not at most 400; choose another number",
        ),
        (cond("close", "above", {"of": "close", "ago": -1}), "right ago -1 is not at least 0; choose another number"),
        (cond("close", "under", 1), "how 'under' is not one of 'above', 'below', 'crosses_above', "),
        (cond("close", "rises", bars=0), "bars 0 is not at least 1; choose another number"),
    ],
)
def test_a_fault_of_a_condition_says_where_it_is(condition: dict[str, Any], said: str) -> None:
    with pytest.raises(FixInput) as fault:
        rules_from(DIP | {"exit": {"conditions": [cond("close", "above", 1), condition]}})
    assert str(fault.value).startswith("exit condition 2" + (said if said.startswith(":") else f" {said}"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "the rules are no JSON (EOF while parsing an object at line 1 column 1); mend the text"),
        ("[]", "the rule set [] is not an object; change it"),
        ('{"version": 1}', "entry is missing; add it"),
        ('{"entry": {"conditions": []}}', "version is missing; add it; entry conditions has 0 and takes at least 1"),
        (" " * 100_001, "the rules have 100001 characters and at most 100000 are read; shorten them"),
    ],
)
def test_a_text_that_is_no_rule_set_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(FixInput) as fault:
        rules_from_text(text)
    assert str(fault.value).startswith(said)


def test_infinity_and_other_things_that_json_cannot_say_are_refused() -> None:
    with pytest.raises(FixInput, match="the rules hold what JSON cannot say"):
        rules_from(DIP | {"stop_pct": object()})
    for wild in (float("nan"), float("inf")):
        with pytest.raises(FixInput):
            rules_from(DIP | {"stop_pct": wild})
        with pytest.raises(FixInput):
            rules_from(document(cond("close", "above", wild)))


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_output_of_every_indicator_can_stand_in_a_rule(key: str) -> None:
    indicator = CATALOGUE[key]
    for output in indicator.outputs:
        name = f"{indicator.default_name}.{output}" if output else indicator.default_name
        rules = rules_from(document(cond(name, "above", {"of": name, "ago": 1})))
        assert rules.entry.conditions[0].left.indicator == (named(indicator.default_name), output)
        assert f"when {indicator.title}" in rules.says()[0]


def test_the_bars_that_a_rule_set_needs_are_those_of_its_longest_look_back() -> None:
    def needs(*entry: Any) -> int:
        return rules_from(document(*entry)).strategy().bars_needed

    indicator: Named = named("sma_50")
    assert indicator.bars_needed == 50
    assert needs(cond("close", "above", 1)) == 1
    assert needs(cond("close", "above", 1), cond("sma_50", "above", "close")) == 50
    assert needs(cond("sma_50", "crosses_above", {"of": "close", "ago": 60})) == 62
    assert needs(cond({"of": "sma_50", "change_over": 10}, "rises", bars=3)) == 63


def test_the_size_of_the_rules_goes_before_that_of_the_account() -> None:
    account = Terms(sizing=Sizing.ALL_IN, cash=Decimal(5000))
    assert rules_from(DIP).terms(account) == replace(account, sizing=Sizing.RISK, size=1.0)
    plain = document(cond("close", "above", 1))
    assert rules_from(plain).terms(account) == account
    assert rules_from(plain | {"side": "short"}).terms(account) == replace(account, shorts=True)


def test_a_size_is_one_of_the_risk_desks_methods() -> None:
    for method in ("fixed", "equity", "volatility", "kelly", "risk"):
        sizing = rules_from(DIP | {"sizing": {"method": method, "size": 2}}).sizing
        assert sizing is not None
        assert sizing.method is Sizing(method)
        assert sizing.size == 2
    with pytest.raises(FixInput, match="all_in_whole_shares is no sizing of a rule set; choose one of all_in, fixed"):
        rules_from(DIP | {"sizing": {"method": "all_in_whole_shares"}})
