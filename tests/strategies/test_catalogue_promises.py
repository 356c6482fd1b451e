"""What every strategy promises: bounds, a picture, a plan that can be followed, and nothing of the future."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.strategies.made import with_holes
from tests.strategies.rule_documents import EVERY
from trading.errors import FixInput
from trading.strategies.base import Decision, Family, Plan, Strategy, StrategyKind
from trading.strategies.catalogue import STRATEGIES, kind_of
from trading.strategies.panel import Panel
from trading.strategies.plans import check_plan
from trading.strategies.rules import rules_from

ISSUE = {
    "buy_and_hold",
    "sma_cross",
    "ema_cross",
    "rsi_reversion",
    "macd_cross",
    "bollinger_breakout",
    "donchian",
    "momentum_rotation",
    "pairs",
    "volatility_target",
    "risk_parity",
    "dollar_cost_averaging",
}
KINDS = pytest.mark.parametrize("kind", STRATEGIES.values(), ids=list(STRATEGIES))
FIELDS = ("value", "limit", "trigger", "stop", "take", "trail")


def test_the_catalogue_is_the_one_that_was_asked_for() -> None:
    assert set(STRATEGIES) == ISSUE
    contract = {
        "sma_cross": ["fast", "slow"],
        "rsi_reversion": ["period", "low", "high"],
        "macd_cross": ["fast", "slow", "signal"],
        "bollinger_breakout": ["period", "width"],
    }
    for key, names in contract.items():
        assert [each.name for each in kind_of(key).parameters] == names


def test_reading_the_catalogue_loads_no_library() -> None:
    heavy = {"numpy", "pandas", "talib", "pandas_ta_classic", "numba"}
    script = (
        f"import sys, trading.strategies.resolve, trading.strategies.files; print(sorted({heavy} & set(sys.modules)))"
    )
    root = Path(__file__).parent.parent.parent
    told = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


@KINDS
def test_a_kind_says_what_it_does_and_where_it_is_from(kind: StrategyKind) -> None:
    assert kind_of(kind.key) is kind
    assert isinstance(kind.family, Family)
    assert kind.says.endswith(".")
    assert kind.entry
    assert kind.exit
    assert any(character.isdigit() for character in kind.source), "the year of its source"
    assert 1 <= kind.least_symbols <= kind.most_symbols
    assert list(kind.meanings) == [each.name for each in kind.parameters]


@KINDS
def test_every_default_and_bound_can_be_built_or_is_refused_with_a_sentence(kind: StrategyKind) -> None:
    kind.build()
    for each in kind.parameters:
        assert each.check(each.default) is None
        for beyond in (each.least - 1, each.most + 1, float("nan"), float("inf")):
            with pytest.raises(FixInput, match=rf"^{each.name} .* choose one inside"):
                kind.build({each.name: beyond})


@pytest.mark.parametrize(
    ("key", "params", "said"),
    [
        ("ema_cross", {"fast": 26, "slow": 26}, "fast 26 is not below slow 26; choose a smaller fast"),
        ("macd_cross", {"fast": 30}, "fast 30 is not below slow 26; choose a smaller fast"),
        ("rsi_reversion", {"low": 70}, "low 70 is not below high 70; choose a smaller low"),
        ("donchian", {"exit": 21}, "exit 21 is above entry 20; choose a smaller exit"),
        ("pairs", {"exit": 2}, "exit 2 is not below entry 2; choose a smaller exit"),
        ("rsi_reversion", {"perod": 14}, "perod is no parameter of rsi_reversion; it has period, low, high"),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(key: str, params: dict[str, float], said: str) -> None:
    with pytest.raises(FixInput, match=f"^{said}$"):
        kind_of(key).build(params)


def everything() -> dict[str, tuple[Strategy, Panel]]:
    """Return every strategy of the catalogue at small numbers, and every rule set, each with bars full of holes."""
    small = {
        "sma_cross": {"fast": 3, "slow": 11},
        "ema_cross": {"fast": 3, "slow": 11},
        "rsi_reversion": {"period": 3},
        "momentum_rotation": {"lookback": 15, "hold": 1, "only_risen": 1},
        "pairs": {"lookback": 20, "entry": 1},
        "volatility_target": {"lookback": 10, "band": 2},
        "risk_parity": {"lookback": 10},
    }
    found: dict[str, tuple[Strategy, Panel]] = {}
    for key, kind in STRATEGIES.items():
        symbols = ("KO", "PEP") if key == "pairs" else ("AAPL", "GOOG", "IBM")
        found[key] = (kind.build(small.get(key)), with_holes(*symbols))
    for name, rules in EVERY.items():
        found[f"rules {name}"] = (rules_from(rules).strategy(), with_holes("AAPL", "GOOG", "IBM"))
    return found


ALL = everything()
CUTS_OF_EACH = -(-1000 // len(ALL))


@pytest.mark.parametrize("name", ALL)
def test_no_plan_changes_when_the_future_is_cut_off(name: str) -> None:
    """Together they are at least 1,000 random truncations."""
    strategy, panel = ALL[name]
    whole = check_plan(strategy.plan(panel), panel)
    assert (whole.action != Decision.KEEP).any(), "a strategy that never acts proves nothing"
    chance = np.random.default_rng(sum(name.encode()))
    for count in chance.integers(1, len(panel), CUTS_OF_EACH).tolist():
        cut = panel.until(count)
        same(whole, check_plan(strategy.plan(cut), cut), count)


def same(whole: Plan, cut: Plan, count: int) -> None:
    np.testing.assert_array_equal(cut.action, whole.action[:count])
    for field in FIELDS:
        one, two = getattr(whole, field), getattr(cut, field)
        assert (one is None) == (two is None)
        if one is not None:
            np.testing.assert_allclose(two, one[:count], rtol=1e-12)


@pytest.mark.parametrize("name", ALL)
def test_a_strategy_says_nothing_of_a_symbol_on_a_bar_that_it_does_not_have(name: str) -> None:
    strategy, panel = ALL[name]
    assert not strategy.plan(panel).action[np.isnan(panel.close)].any()


@pytest.mark.parametrize("name", ALL)
def test_a_strategy_leaves_its_bars_as_they_were_and_says_the_same_twice(name: str) -> None:
    strategy, panel = ALL[name]
    before = {field: getattr(panel, field).copy() for field in ("time", "open", "high", "low", "close", "volume")}
    one, two = strategy.plan(panel), strategy.plan(panel)
    same(one, two, len(panel))
    for field, values in before.items():
        np.testing.assert_array_equal(getattr(panel, field), values)


@pytest.mark.parametrize("name", STRATEGIES)
def test_nothing_is_decided_before_the_bars_that_it_says_it_needs(name: str) -> None:
    strategy, panel = ALL[name]
    assert not strategy.plan(panel).action[: strategy.bars_needed - 1].any()
    assert strategy.bars_needed < len(panel)


@pytest.mark.parametrize("name", ALL)
def test_no_bars_are_no_decision(name: str) -> None:
    strategy, panel = ALL[name]
    assert strategy.plan(panel.until(0)).action.shape == (0, len(panel.symbols))
