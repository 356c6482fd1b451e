"""What words say of a strategy: a rule set or the questions that are open, with everything that was not said."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from trading.strategies.rules import RuleSet
from trading.types import Timeframe


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The stretch of the past that words name: inclusive dates, or so many months up to now; None is not said."""

    start: date | None = None
    end: date | None = None
    last_months: int | None = None

    def begins(self, today: date) -> date | None:
        """Return the first day as seen from a day, None for all there is."""
        if self.last_months is None:
            return self.start
        months = today.year * 12 + today.month - 1 - self.last_months
        first = date(max(months // 12, 1), months % 12 + 1, 1)
        return min(first + timedelta(days=today.day - 1), today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What `read_rules` has found in the words.

    `rules` is None while a question of `missing` is open. `unread` has a sentence for each part of the words that
    the rules do not hold, `assumed` one for each thing that the words leave open and that was decided. What a test
    needs beside the rules is None where the words do not say it.
    """

    words: str
    rules: RuleSet | None
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    timeframe: Timeframe | None = None
    period: Period | None = None
    cash: Decimal | None = None

    @property
    def is_whole(self) -> bool:
        """Say whether the rules hold everything that the words say."""
        return self.rules is not None and not self.unread

    @property
    def says(self) -> tuple[str, ...]:
        """Return everything as sentences: the rules, what was assumed, what is open, what cannot be expressed."""
        rules = () if self.rules is None else self.rules.says()
        return (*rules, *self.assumed, *self.missing, *self.unread)


@dataclass(slots=True)
class Notes:
    """What a reader notes on its way."""

    assumed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def assume(self, sentence: str) -> None:
        """Note what was decided where the words leave it open, once."""
        if sentence not in self.assumed:
            self.assumed.append(sentence)

    def ask(self, question: str) -> None:
        """Note what has to be said before there can be rules, once."""
        if question not in self.missing:
            self.missing.append(question)

    def leave(self, sentence: str) -> None:
        """Note what cannot be expressed, once."""
        if sentence not in self.unread:
            self.unread.append(sentence)
