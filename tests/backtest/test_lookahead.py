"""Strategies that read the future are found, and those that do not are left alone."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from tests.strategies.made import panel, recorded, with_holes
from tests.strategies.rule_documents import EVERY
from trading.backtest.lookahead import Finding, Probe, find_look_ahead
from trading.backtest.past import Past
from trading.errors import FixInput
from trading.strategies.base import Decision, Plan
from trading.strategies.catalogue import STRATEGIES
from trading.strategies.panel import Panel
from trading.strategies.rules import rules_from

LONG, FLAT, WEIGHT = Decision.LONG, Decision.FLAT, Decision.WEIGHT


@dataclass(frozen=True)
class Planted:
    """A strategy made of one function from the panel to its plan."""

    function: Callable[[Panel], Plan]
    bars_needed: int = 1

    def plan(self, panel: Panel) -> Plan:
        return self.function(panel)


def signals(into: np.ndarray, out: np.ndarray) -> Plan:
    action = np.zeros(into.shape, np.int8)
    action[into] = LONG
    action[out] = FLAT
    return Plan(action=action)


def shifts_the_wrong_way(panel: Panel) -> Plan:
    tomorrow = pd.DataFrame(panel.close).shift(-1).to_numpy()
    return signals(tomorrow > panel.close, tomorrow < panel.close)


def compares_with_the_mean_of_all(panel: Panel) -> Plan:
    mean = panel.close.mean(axis=0)
    return signals(panel.close > mean, panel.close < mean)


def sells_on_the_last_bar_of_a_month(panel: Panel) -> Plan:
    month = panel.time.astype("datetime64[s]").astype("datetime64[M]")
    last = np.append(month[1:] != month[:-1], False)[:, None]
    first = np.append(True, month[1:] != month[:-1])[:, None]
    return signals(np.broadcast_to(first, panel.close.shape), np.broadcast_to(last, panel.close.shape))


def normalises_by_the_maximum(panel: Panel) -> Plan:
    scaled = panel.close / panel.close.max(axis=0)
    return signals(scaled > 0.9, scaled < 0.8)


def weighs_by_the_volatility_of_all(panel: Panel) -> Plan:
    moves = np.diff(np.log(panel.close), axis=0).std(axis=0)
    weight = np.broadcast_to(0.01 / moves, panel.close.shape).copy()
    return Plan(action=np.full(panel.close.shape, WEIGHT, np.int8), value=weight)


def centres_its_average(panel: Panel) -> Plan:
    middle = pd.DataFrame(panel.close).rolling(5, center=True).mean().to_numpy()
    return signals(panel.close < middle, panel.close > middle)


def fills_a_gap_from_behind(panel: Panel) -> Plan:
    filled = pd.DataFrame(panel.close).bfill().to_numpy()
    before = np.vstack([filled[:1], filled[:-1]])
    return signals(filled > before, filled < before)


def knows_the_best_stop(panel: Panel) -> Plan:
    lows = pd.DataFrame(panel.low[::-1]).rolling(5, min_periods=1).min().to_numpy()[::-1]
    action = np.zeros(panel.close.shape, np.int8)
    action[::10] = LONG
    return Plan(action=action, stop=np.where(action == LONG, np.clip(1 - lows / panel.close, 0.001, 0.9), np.nan))


def sells_at_the_very_end(panel: Panel) -> Plan:
    action = np.zeros(panel.close.shape, np.int8)
    action[0], action[-1] = LONG, FLAT
    return Plan(action=action)


def peeks_only_where_there_is_a_tomorrow(panel: Panel) -> Plan:
    rose = np.vstack([panel.close[1:] > panel.close[:-1], np.ones((1, panel.close.shape[1]), bool)])
    rose[:-1] = rose[:-1] & (np.arange(len(panel) - 1) % 50 == 0)[:, None]
    rose[-1] = False
    return signals(rose, np.zeros_like(rose))


def stands_aside_where_it_will_crash(panel: Panel) -> Plan:
    """No cut shows it on symbols that never halve; another future does."""
    crashed = (panel.close / np.maximum.accumulate(panel.close) < 0.5).any(axis=0)
    action = np.zeros(panel.close.shape, np.int8)
    action[3, ~crashed] = LONG
    return Plan(action=action)


def rests_as_long_as_there_are_bars(panel: Panel) -> Plan:
    action = np.zeros(panel.close.shape, np.int8)
    action[3] = LONG
    return Plan(action=action, limit=np.where(action == LONG, 0.98, np.nan), rests=len(panel))


PLANTED = [
    shifts_the_wrong_way,
    compares_with_the_mean_of_all,
    sells_on_the_last_bar_of_a_month,
    normalises_by_the_maximum,
    weighs_by_the_volatility_of_all,
    centres_its_average,
    knows_the_best_stop,
    sells_at_the_very_end,
    peeks_only_where_there_is_a_tomorrow,
    stands_aside_where_it_will_crash,
    rests_as_long_as_there_are_bars,
]


def past(bars: Panel) -> Past:
    return Past(seen=bars, traded=bars)


def real() -> Past:
    return past(recorded("AAPL", "IBM", bars=500))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.__name__)
def test_a_planted_look_ahead_is_found_whatever_the_draw(planted: Callable[[Panel], Plan], seed: int) -> None:
    found = find_look_ahead(Planted(planted, bars_needed=5), real(), seed=seed)
    assert found is not None
    assert found.probe is not Probe.AGAIN
    assert found.sentence.startswith("the strategy reads the future: of ")
    assert found.sentence.endswith("; use only a bar and earlier ones")


def test_what_no_cut_shows_another_future_does() -> None:
    found = find_look_ahead(Planted(stands_aside_where_it_will_crash), real())
    assert found is not None
    assert found.probe is Probe.ALTERED


def test_a_gap_that_is_filled_from_the_future_is_found() -> None:
    assert find_look_ahead(Planted(fills_a_gap_from_behind), past(with_holes("AAPL", "GOOG", "IBM"))) is not None


def test_the_finding_says_which_bar_and_what_changed() -> None:
    bars = panel({"ABC": [10.0, 11.0] * 30})
    found = find_look_ahead(Planted(shifts_the_wrong_way), past(bars), cuts=400)
    # cut after the first bar, there is no tomorrow: nothing is said where LONG was (10 before 11)
    assert found == Finding(bar=0, at=found.at, symbol="ABC", says="LONG", then="KEEP", probe=Probe.CUT)
    assert found.sentence == (
        "the strategy reads the future: of ABC on 2024-01-01 21:00 UTC (bar 1) it says LONG, and KEEP when later bars "
        "are cut off; use only a bar and earlier ones"
    )


def test_the_change_of_a_weight_is_told_with_its_figures() -> None:
    found = find_look_ahead(Planted(weighs_by_the_volatility_of_all), real())
    assert found is not None
    assert found.says.startswith("WEIGHT value 0.")
    assert found.then.startswith("WEIGHT value 0.")
    assert found.says != found.then


@dataclass
class Counting:
    """Says otherwise each time."""

    bars_needed: int = 1
    asked: list[int] = field(default_factory=list)

    def plan(self, panel: Panel) -> Plan:
        self.asked.append(1)
        action = np.zeros(panel.close.shape, np.int8)
        action[3] = LONG if len(self.asked) % 2 else FLAT
        return Plan(action=action)


def test_a_strategy_with_a_state_is_found() -> None:
    found = find_look_ahead(Counting(), real())
    assert found is not None
    assert found.probe is Probe.AGAIN
    assert found.sentence.startswith("the strategy is not the same twice: of AAPL on ")
    assert "it says LONG, and FLAT when it is asked again; keep no state in it" in found.sentence


@pytest.mark.parametrize("key", STRATEGIES)
def test_no_strategy_of_the_catalogue_is_accused(key: str) -> None:
    kind = STRATEGIES[key]
    symbols = ("KO", "PEP") if key == "pairs" else ("AAPL", "GOOG", "IBM")
    for bars in (recorded(*symbols, bars=400), with_holes(*symbols)):
        assert find_look_ahead(kind.build(), past(bars), cuts=12) is None


@pytest.mark.parametrize("name", EVERY)
def test_no_rule_set_is_accused(name: str) -> None:
    bars = with_holes("AAPL", "GOOG", "IBM")
    assert find_look_ahead(rules_from(EVERY[name]).strategy(), past(bars), cuts=12) is None


def test_what_is_never_read_may_change() -> None:
    def noisy(panel: Panel) -> Plan:
        return Plan(action=np.zeros(panel.close.shape, np.int8), value=np.full(panel.close.shape, float(len(panel))))

    def noisy_beside_its_entries(panel: Panel) -> Plan:
        action = np.zeros(panel.close.shape, np.int8)
        action[3::7], action[5::7] = LONG, FLAT
        stop = np.where(action == LONG, 0.05, 1 / (1 + len(panel)))
        return Plan(action=action, value=np.full(panel.close.shape, float(len(panel))), stop=stop)

    assert find_look_ahead(Planted(noisy), real()) is None
    assert find_look_ahead(Planted(noisy_beside_its_entries), real()) is None


def test_too_few_bars_to_test_on_are_said() -> None:
    strategy = STRATEGIES["sma_cross"].build()
    with pytest.raises(FixInput, match="the strategy needs 51 bars and 51 are given; choose a longer range"):
        find_look_ahead(strategy, past(recorded("AAPL", bars=51)))


def test_a_strategy_that_fails_on_a_part_of_the_past_is_told_on_which() -> None:
    def needs_more(panel: Panel) -> Plan:
        if len(panel) < 400:
            raise FixInput("own.py raised IndexError in plan; mend it")
        return Plan(action=np.zeros(panel.close.shape, np.int8))

    said = r"^when later bars are cut off after bar \d+, the strategy fails: own.py raised IndexError in plan; mend it"
    with pytest.raises(FixInput, match=said):
        find_look_ahead(Planted(needs_more), real())


def test_asking_leaves_the_past_as_it_was() -> None:
    bars = recorded("AAPL", "IBM", bars=300)
    before = bars.close.copy()
    find_look_ahead(STRATEGIES["ema_cross"].build(), past(bars))
    np.testing.assert_array_equal(bars.close, before)
