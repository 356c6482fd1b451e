"""From what a request names to the strategy that acts."""

import json
from datetime import UTC, datetime

import pytest

from tests.strategies.rule_documents import DIP
from trading.errors import FixInput
from trading.strategies.base import Family
from trading.strategies.resolve import strategy_of
from trading.strategies.rules import rules_from
from trading.types import SavedStrategy, StrategyRef

AT = datetime(2024, 1, 2, tzinfo=UTC)
KEPT = SavedStrategy(id="s1", name="My dip", rules=json.dumps(DIP), created_at=AT, updated_at=AT)


def saved(key: str) -> SavedStrategy | None:
    return KEPT if key == KEPT.id else None


def test_a_key_of_the_catalogue_has_every_parameter_with_its_default() -> None:
    strategy, title, family, parameters, *_ = strategy_of(StrategyRef(key="sma_cross", params={"fast": 10}), saved)
    assert (title, family, parameters) == ("SMA crossover", Family.TREND, {"fast": 10.0, "slow": 50.0})
    assert strategy.bars_needed == 51
    assert strategy_of(StrategyRef(key="pairs"), saved).most_symbols == 2


def test_a_saved_one_is_found_by_its_id_and_one_sent_along_needs_none() -> None:
    kept = strategy_of(StrategyRef(key="s1"), saved)
    assert (kept.title, kept.family) == ("My dip", Family.RULES)
    assert kept.parameters == {"rsi_14_period": 14, "entry_1_level": 30, "exit_1_level": 70, "stop_pct": 5}
    assert kept.rules == rules_from(DIP)
    assert kept.strategy == rules_from(DIP).strategy()
    sent = strategy_of(StrategyRef(key="rules", rules=json.dumps(DIP)), saved)
    assert sent.title == "Dip"
    nameless = json.dumps({key: each for key, each in DIP.items() if key != "name"})
    assert strategy_of(StrategyRef(key="", rules=nameless), saved).title == "Rules"


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        (StrategyRef(key="smacross"), "'smacross' is no strategy; there are buy_and_hold, .* and the saved ones by id"),
        (StrategyRef(key="sma_cross", params={"fast": 60}), "fast 60 is not below slow 50; choose a smaller fast"),
        (
            StrategyRef(key="s1", params={"fast": 3}),
            "fast is no parameter of s1; it has rsi_14_period, entry_1_level, exit_1_level, stop_pct",
        ),
        (StrategyRef(key="", rules="{}"), "version is missing; add it; entry is missing; add it"),
    ],
)
def test_what_cannot_be_found_or_built_is_a_sentence(ref: StrategyRef, said: str) -> None:
    with pytest.raises(FixInput, match=f"^{said}"):
        strategy_of(ref, saved)
