"""From what a request names to the strategy that acts: the catalogue, a saved rule set, or one that is sent along."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from trading.errors import FixInput
from trading.strategies.base import MOST_SYMBOLS, Family, Strategy, StrategyKind
from trading.strategies.catalogue import STRATEGIES
from trading.strategies.numbers import kind_of_rules, with_numbers
from trading.strategies.rules import RuleSet, rules_from_text
from trading.types import SavedStrategy, StrategyRef


class Chosen(NamedTuple):
    """A strategy with its numbers. `parameters` has every one of them, `rules` is the rule set where it is one."""

    strategy: Strategy
    title: str
    family: Family
    parameters: Mapping[str, float]
    rules: RuleSet | None = None
    least_symbols: int = 1
    most_symbols: int = MOST_SYMBOLS


def strategy_of(ref: StrategyRef, saved: Callable[[str], SavedStrategy | None]) -> Chosen:
    """Return the strategy that is meant: the rules sent along, else a key of the catalogue, else a saved id.

    Raises FixInput for an unknown key, for numbers out of their bounds and for rules that cannot be read.
    """
    kind, rules = kind_meant(ref, saved)
    numbers = kind.checked(ref.params)
    return Chosen(
        strategy=kind.make(numbers),
        title=kind.title,
        family=kind.family,
        parameters=numbers,
        rules=None if rules is None else with_numbers(rules, numbers),
        least_symbols=kind.least_symbols,
        most_symbols=kind.most_symbols,
    )


def kind_meant(ref: StrategyRef, saved: Callable[[str], SavedStrategy | None]) -> tuple[StrategyKind, RuleSet | None]:
    """Return the kind of strategy that is meant, whatever its numbers are, and its rule set where it is one.

    Raises FixInput for an unknown key and for rules that cannot be read.
    """
    if ref.rules is not None:
        return _of_rules(ref, ref.rules, "")
    kind = STRATEGIES.get(ref.key)
    if kind is not None:
        return kind, None
    kept = saved(ref.key)
    if kept is None:
        raise FixInput(f"{ref.key!r:.60} is no strategy; there are {', '.join(STRATEGIES)} and the saved ones by id")
    return _of_rules(ref, kept.rules, kept.name)


def _of_rules(ref: StrategyRef, text: str, name: str) -> tuple[StrategyKind, RuleSet]:
    rules = rules_from_text(text)
    return kind_of_rules(rules, ref.key or "rules", name or rules.name or "Rules"), rules
