"""Where a reader of rules stands: the cursor, what was spoken of last, and the rule set as it grows."""

from dataclasses import dataclass, field

from trading.errors import FixInput
from trading.strategies.conditions import Condition, Operand
from trading.strategies.rule_strategy import RuleSide
from trading.strategies.rules import RuleSizing
from trading.strategies.words.reading import Notes
from trading.types import Timeframe
from trading.words.cursor import Cursor


@dataclass(slots=True)
class Draft:
    """A rule set as it grows."""

    side: RuleSide | None = None
    entry: list[Condition] = field(default_factory=list)
    exit: list[Condition] = field(default_factory=list)
    joiners: dict[str, set[str]] = field(default_factory=lambda: {"entry": set(), "exit": set()})
    stop_pct: float | None = None
    take_pct: float | None = None
    trail_pct: float | None = None
    most_bars: int | None = None
    sizing: RuleSizing | None = None
    symbols: list[str] = field(default_factory=list)
    holds: bool = False

    def name(self, symbol: str) -> None:
        """Note a symbol that is traded."""
        if symbol not in self.symbols:
            self.symbols.append(symbol)


@dataclass(slots=True)
class Scene:
    """What a reader needs beside the token in front of it.

    `left` and `right` are the sides that were spoken of last, which "it" and a missing side mean. `subjects` are the
    symbols that conditions name, with the words. `inside` is "entry" or "exit" while conditions of it are read.
    """

    cursor: Cursor
    notes: Notes
    draft: Draft
    timeframe: Timeframe
    left: Operand | None = None
    right: Operand | None = None
    inside: str = "entry"
    subjects: dict[str, str] = field(default_factory=dict)

    def operand(self, of: str, *, ago: int = 0, change_over: int | None = None) -> Operand | None:
        """Return a side of a comparison; one that the catalogue refuses is noted and None."""
        try:
            return Operand(of=of, ago=ago, change_over=change_over)
        except (FixInput, ValueError) as fault:
            self.notes.ask(_first(fault))
            return None


def _first(fault: Exception) -> str:
    """Return the sentence in a fault; pydantic's text has lines of its own around it."""
    lines = [line.strip() for line in str(fault).splitlines()]
    told = next((line for line in lines if line.startswith("Value error, ")), lines[0] if lines else "")
    said = told.removeprefix("Value error, ").partition(" [type=")[0]
    return f"{said[:1].upper()}{said[1:]}."
