"""The rules of a screen: typed, written as short text that an address can hold, and judged by pure code."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from trading.analysis.screen_fields import Field, field_named
from trading.errors import FixInput

MOST_RULES = 12
_RULE = re.compile(r"\s*([a-z][a-z0-9_.]*)\s*(<=|>=|<|>)\s*([a-z][a-z0-9_.]*|[-+]?\d[\d.eE+-]*)\s*\Z", re.IGNORECASE)


class Comparison(StrEnum):
    """How a figure must stand to its level."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="

    @property
    def words(self) -> str:
        """Return the comparison as a sentence has it."""
        return {">": "above", ">=": "at least", "<": "below", "<=": "at most"}[self.value]

    def holds(self, value: float, level: float) -> bool:
        """Say whether a figure stands so to a level."""
        return {">": value > level, ">=": value >= level, "<": value < level, "<=": value <= level}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One figure against a level: a number, or another figure of the same symbol."""

    field: Field
    comparison: Comparison
    level: float | Field

    def __post_init__(self) -> None:
        if isinstance(self.level, float) and not isfinite(self.level):
            raise FixInput(f"{self.level} is no level for {self.field.label}; give a number such as 30")

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the figures that must be known to judge this rule."""
        return (self.field, self.level) if isinstance(self.level, Field) else (self.field,)

    @property
    def text(self) -> str:
        """Return the rule as an address has it, for example rsi_14<30."""
        level = self.level.key if isinstance(self.level, Field) else f"{self.level:.10g}"
        return f"{self.field.key}{self.comparison}{level}"

    @property
    def words(self) -> str:
        """Return the rule as people read it."""
        level = self.level.label if isinstance(self.level, Field) else f"{self.level:,.10g}"
        return f"{self.field.label} {self.comparison.words} {level}"

    def judge(self, values: Mapping[str, float | None]) -> bool | None:
        """Say whether the rule holds; None when a figure of it is not known."""
        value = values.get(self.field.key)
        level = values.get(self.level.key) if isinstance(self.level, Field) else self.level
        return None if value is None or level is None else self.comparison.holds(value, level)


def rule_from_text(text: str, others: Sequence[Field] = ()) -> Rule:
    """Return the rule of a text such as rsi_14<30 or price>sma_200. Raises FixInput."""
    found = _RULE.match(text)
    if found is None:
        raise FixInput(f"{text!r:.60} is no rule; write it like rsi_14<30 or price>sma_200")
    left, comparison, right = found.groups()
    level: float | Field
    if right[0].isalpha():
        level = field_named(right, others)
    else:
        try:
            level = float(right)
        except ValueError:
            raise FixInput(f"{right!r:.30} in {text!r:.60} is no number; write it like rsi_14<30") from None
    return Rule(field=field_named(left, others), comparison=Comparison(comparison), level=level)


def rules_from_text(text: str, others: Sequence[Field] = ()) -> tuple[Rule, ...]:
    """Return the rules of a text, parted by semicolons, each once. Raises FixInput."""
    found = [rule_from_text(part, others) for part in text.split(";") if part.strip()]
    rules = tuple({rule.text: rule for rule in found}.values())
    if len(rules) > MOST_RULES:
        raise FixInput(f"{len(rules)} rules are more than the {MOST_RULES} of one screen; leave some out")
    return rules


def rules_text(rules: Sequence[Rule]) -> str:
    """Return rules as one text; rules_from_text reads it back.

    >>> rules_text(rules_from_text("rsi_14 < 30; price>sma_200"))
    'rsi_14<30;price>sma_200'
    """
    return ";".join(rule.text for rule in rules)
