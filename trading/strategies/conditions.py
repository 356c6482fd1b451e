"""Conditions of a rule set: what is compared with what, as a document and in plain words."""

from enum import StrEnum
from functools import cached_property
from math import isfinite
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from trading.errors import FixInput
from trading.indicators.kinds import VALUE, Named
from trading.indicators.names import named

FIELDS = ("open", "high", "low", "close", "volume")
MOST_CONDITIONS = 12
MOST_BACK = 400
"""How many bars back a condition may look, over the bars of its indicators."""


class Part(BaseModel):
    """A piece of a rule set: nothing beside its fields, no conversions, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Comparison(StrEnum):
    """How the left side must stand to the right one, or how it has moved."""

    ABOVE = "above"
    BELOW = "below"
    CROSSES_ABOVE = "crosses_above"
    CROSSES_BELOW = "crosses_below"
    RISES = "rises"
    FALLS = "falls"

    @property
    def is_move(self) -> bool:
        """Say whether it looks at the left side alone, over some bars."""
        return self in (Comparison.RISES, Comparison.FALLS)


class Match(StrEnum):
    """How many conditions must hold."""

    ALL = "all"
    ANY = "any"


class Operand(Part):
    """One side of a comparison: a `number`, or `of` a field of the bar or an indicator such as rsi_14, macd.signal.

    `ago` takes its value so many bars earlier, `change_over` its change over so many bars in percent.
    """

    of: str | None = None
    number: float | None = None
    ago: Annotated[int, Field(ge=0, le=MOST_BACK)] = 0
    change_over: Annotated[int, Field(ge=1, le=MOST_BACK)] | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Operand":
        if (self.of is None) == (self.number is None):
            raise ValueError("a side needs either of (a field or an indicator) or number; give one of them")
        if self.number is not None and not (isfinite(self.number) and abs(self.number) <= 1e12):
            raise ValueError(f"number {self.number} is not within a million millions of 0; give a smaller one")
        if self.number is not None and (self.ago or self.change_over):
            raise ValueError(f"the number {self.number:g} is the same on every bar; leave out ago and change_over")
        try:
            self.indicator  # noqa: B018  reading it checks the name
        except FixInput as fault:
            raise ValueError(str(fault)) from None
        return self

    @cached_property
    def indicator(self) -> tuple[Named, str] | None:
        """Return the indicator and which of its outputs; None for a number or a field. Raises FixInput."""
        if self.of is None or self.of in FIELDS:
            return None
        name, dot, output = self.of.rpartition(".")
        if not dot or not output[:1].isalpha():
            name, output = self.of, VALUE
        found = named(name)
        has = found.indicator.outputs
        if output not in has:
            choices = ", ".join(f"{found.name}.{each}" for each in has if each) or found.name
            raise FixInput(f"{self.of!r:.40} is no output of {found.label}; write {choices}")
        return found, output

    @property
    def bars_needed(self) -> int:
        """Return how many bars it takes until it has a value."""
        own = 1 if self.indicator is None else self.indicator[0].bars_needed
        return own + self.ago + (self.change_over or 0)

    @property
    def words(self) -> str:
        """Return it as people read it."""
        if self.number is not None:
            return f"{self.number:,.10g}"
        found = self.indicator
        base = f"the {self.of}" if found is None else " ".join(filter(None, (found[0].label, found[1])))
        if self.change_over:
            base = f"the change of {base} over {_bars(self.change_over)} in percent"
        return f"{base}, {_bars(self.ago)} ago," if self.ago else base


class Condition(Part):
    """One comparison; `rises` and `falls` take `bars` in the place of a right side."""

    left: Operand
    how: Comparison
    right: Operand | None = None
    bars: Annotated[int, Field(ge=1, le=MOST_BACK)] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "Condition":
        if self.left.number is not None:
            raise ValueError(f"the left side is the number {self.left.number:g}; put a field or an indicator there")
        if self.how.is_move and (self.bars is None or self.right is not None):
            raise ValueError(f"{self.how} needs bars and no right side; say over how many bars")
        if not self.how.is_move and (self.right is None or self.bars is not None):
            raise ValueError(f"{self.how} needs a right side and no bars; say what to compare with")
        return self

    @property
    def bars_needed(self) -> int:
        """Return how many bars it takes until it can hold."""
        sides = max(side.bars_needed for side in (self.left, self.right) if side is not None)
        crosses = self.how in (Comparison.CROSSES_ABOVE, Comparison.CROSSES_BELOW)
        return sides + (self.bars or 0) + int(crosses)

    @property
    def words(self) -> str:
        """Return it as people read it."""
        if self.right is None:
            verb = "has risen" if self.how is Comparison.RISES else "has fallen"
            return f"{self.left.words} {verb} on each of the last {_bars(self.bars or 0)}"
        return f"{self.left.words} {_VERBS[self.how]} {self.right.words}"


class Conditions(Part):
    """Conditions of which `all` or `any` must hold."""

    match: Match = Match.ALL
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=MOST_CONDITIONS)]

    @property
    def bars_needed(self) -> int:
        """Return how many bars it takes until every condition can hold."""
        return max(each.bars_needed for each in self.conditions)

    @property
    def words(self) -> str:
        """Return them as people read them."""
        return (" and " if self.match is Match.ALL else " or ").join(each.words.rstrip(",") for each in self.conditions)


_VERBS = {
    Comparison.ABOVE: "is above",
    Comparison.BELOW: "is below",
    Comparison.CROSSES_ABOVE: "crosses from below to above",
    Comparison.CROSSES_BELOW: "crosses from above to below",
}


def _bars(count: int) -> str:
    return f"{count} bar" if count == 1 else f"{count} bars"
