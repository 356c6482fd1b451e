"""Rule sets: a strategy as a document that a person can read, change and keep."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator

from trading.errors import FixInput
from trading.strategies.base import MOST_SYMBOLS, Strategy
from trading.strategies.conditions import Conditions, Part
from trading.strategies.rule_faults import sentences
from trading.strategies.rule_strategy import RuleSide, RuleStrategy
from trading.strategies.rule_words import said
from trading.types import Sizing, Terms

MOST_TEXT = 100_000
MOST_TAKE_PCT = 1_000
MOST_BARS = 100_000
SYMBOL = re.compile(r"\^?[A-Z0-9][A-Z0-9.\-]{0,19}")
_METHODS = (Sizing.ALL_IN, Sizing.FIXED, Sizing.EQUITY, Sizing.VOLATILITY, Sizing.KELLY, Sizing.RISK)
_Percent = Annotated[float, Field(gt=0, lt=100)]


class RuleSizing(Part):
    """How many shares an entry is: a method of the risk desk and its number, as Terms have them.

    `size` is USD for fixed and percent of equity for the others; None takes the limits' own.
    """

    method: Sizing
    size: Annotated[float, Field(gt=0, le=1e9)] | None = None

    @model_validator(mode="after")
    def _number_fits(self) -> "RuleSizing":
        if self.method not in _METHODS:
            raise ValueError(f"{self.method} is no sizing of a rule set; choose one of {', '.join(_METHODS)}")
        if self.method is Sizing.ALL_IN and self.size is not None:
            raise ValueError(f"all_in takes no size and {self.size:g} is given; leave it out")
        if self.method is not Sizing.FIXED and self.size is not None and self.size > 100:
            raise ValueError(
                f"{self.method} of {self.size:g} percent of equity is more than 100; choose a smaller size"
            )
        return self


class RuleSet(Part):
    """A strategy in rules, version 1: entry and exit, exits by price and time, a size, perhaps symbols.

    `stop_pct`, `take_pct` and `trail_pct` are percent of the close of the bar that decides; `most_bars` is how many
    bars a trade may last from fill to fill.
    """

    version: Literal[1]
    name: Annotated[str, Field(max_length=80)] = ""
    side: RuleSide = RuleSide.LONG
    entry: Conditions
    exit: Conditions | None = None
    stop_pct: _Percent | None = None
    take_pct: Annotated[float, Field(gt=0, le=MOST_TAKE_PCT)] | None = None
    trail_pct: _Percent | None = None
    most_bars: Annotated[int, Field(ge=1, le=MOST_BARS)] | None = None
    sizing: RuleSizing | None = None
    symbols: Annotated[tuple[str, ...], Field(max_length=MOST_SYMBOLS)] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> "RuleSet":
        if self.side is RuleSide.SHORT and self.take_pct is not None and self.take_pct >= 100:
            raise ValueError(f"take_pct {self.take_pct:g} of a short is not below 100: no price falls so far; lower it")
        if self.sizing and self.sizing.method is Sizing.RISK and self.stop_pct is None:
            raise ValueError("sizing by risk needs the distance to a stop and there is none; give stop_pct")
        for symbol in self.symbols:
            if not SYMBOL.fullmatch(symbol):
                raise ValueError(f"{symbol!r:.30} is no symbol; write it like AAPL")
        if len(set(self.symbols)) < len(self.symbols):
            raise ValueError(f"{', '.join(self.symbols)} names a symbol twice; name each once")
        return self

    def strategy(self) -> Strategy:
        """Return the strategy that acts by these rules."""
        return RuleStrategy(
            entry=self.entry,
            exit=self.exit,
            side=self.side,
            stop=_fraction(self.stop_pct),
            take=_fraction(self.take_pct),
            trail=_fraction(self.trail_pct),
            most_bars=self.most_bars,
        )

    def terms(self, base: Terms) -> Terms:
        """Return the terms of an account with the size that the rules name, and with shorts where they sell short."""
        sized = base if self.sizing is None else replace(base, sizing=self.sizing.method, size=self.sizing.size)
        return replace(sized, shorts=True) if self.side is RuleSide.SHORT else sized

    def says(self) -> tuple[str, ...]:
        """Return the rules in plain words, a sentence each; whoever reads them can write them anew."""
        return said(self)

    def text(self) -> str:
        """Return the document as JSON text; rules_from_text reads it back."""
        return self.model_dump_json(exclude_defaults=True)


def rules_from_text(text: str) -> RuleSet:
    """Return the rule set of a JSON text. Raises FixInput, a sentence for each fault."""
    if len(text) > MOST_TEXT:
        raise FixInput(f"the rules have {len(text)} characters and at most {MOST_TEXT} are read; shorten them")
    try:
        return RuleSet.model_validate_json(text)
    except ValidationError as fault:
        raise FixInput("; ".join(sentences(fault.errors()))) from None


def rules_from(document: Mapping[str, Any]) -> RuleSet:
    """Return the rule set of plain JSON values. Raises FixInput, a sentence for each fault."""
    import json

    try:
        return rules_from_text(json.dumps(document))
    except (TypeError, ValueError) as fault:
        raise FixInput(f"the rules hold what JSON cannot say: {fault}; give text, numbers, lists and objects") from None


def _fraction(percent: float | None) -> float | None:
    return None if percent is None else percent / 100
