"""A rule set as the fields of a form hold it, and back: plain values, which may still be wrong while one types."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import ValidationError

from components.rule_sides import side_of, text_of
from trading.errors import FixInput
from trading.strategies.conditions import Comparison, Condition, Conditions, Match
from trading.strategies.rule_faults import sentences
from trading.strategies.rule_strategy import RuleSide
from trading.strategies.rules import RuleSet, RuleSizing
from trading.types import Sizing

HOW = {
    Comparison.ABOVE: "is above",
    Comparison.BELOW: "is below",
    Comparison.CROSSES_ABOVE: "crosses above",
    Comparison.CROSSES_BELOW: "crosses below",
    Comparison.RISES: "rises, bars in a row",
    Comparison.FALLS: "falls, bars in a row",
}
NO_SIZE = "as the terms say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition: the texts of its sides; `right` is a number of bars for a rise or a fall."""

    left: str = "rsi_14"
    how: str = Comparison.BELOW.value
    right: str = "30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything that the form holds. Exits are percent, `sizing` is a method or NO_SIZE."""

    side: str = RuleSide.LONG.value
    entry_match: str = Match.ALL.value
    entry: tuple[Row, ...] = (Row(how=Comparison.CROSSES_BELOW.value),)
    exit_match: str = Match.ALL.value
    exit: tuple[Row, ...] = (Row(how=Comparison.CROSSES_ABOVE.value, right="70"),)
    stop_pct: float | None = None
    take_pct: float | None = None
    trail_pct: float | None = None
    most_bars: float | None = None
    sizing: str = NO_SIZE
    size: float | None = None
    symbols: tuple[str, ...] = field(default=())
    name: str = ""


def sheet_of(rules: RuleSet) -> Sheet:
    """Return the form of a rule set."""
    sizing = rules.sizing
    out = rules.exit
    return Sheet(
        side=rules.side.value,
        entry_match=rules.entry.match.value,
        entry=tuple(map(_row, rules.entry.conditions)),
        exit_match=(out.match if out else Match.ALL).value,
        exit=tuple(map(_row, out.conditions)) if out else (),
        stop_pct=rules.stop_pct,
        take_pct=rules.take_pct,
        trail_pct=rules.trail_pct,
        most_bars=rules.most_bars,
        sizing=sizing.method.value if sizing else NO_SIZE,
        size=sizing.size if sizing else None,
        symbols=rules.symbols,
        name=rules.name,
    )


def rules_of(sheet: Sheet) -> RuleSet:
    """Return the rule set that a form means. Raises FixInput, a sentence for each fault."""
    if not sheet.entry:
        raise FixInput("the rules have no condition to go in; add one")
    sized = None if sheet.sizing == NO_SIZE else Sizing(sheet.sizing)
    try:
        return RuleSet(
            version=1,
            name=sheet.name,
            side=RuleSide(sheet.side),
            entry=_conditions(sheet.entry_match, sheet.entry),
            exit=_conditions(sheet.exit_match, sheet.exit) if sheet.exit else None,
            stop_pct=sheet.stop_pct,
            take_pct=sheet.take_pct,
            trail_pct=sheet.trail_pct,
            most_bars=None if sheet.most_bars is None else int(sheet.most_bars),
            sizing=None if sized is None else RuleSizing(method=sized, size=sheet.size),
            symbols=sheet.symbols,
        )
    except ValidationError as fault:
        raise FixInput("; ".join(sentences(fault.errors()))) from None


def plain_of(sheet: Sheet) -> dict[str, Any]:
    """Return the form as plain values, as a session keeps it."""
    said = {each.name: getattr(sheet, each.name) for each in fields(sheet)}
    for side in ("entry", "exit"):
        said[side] = [(row.left, row.how, row.right) for row in said[side]]
    return said


def sheet_from(said: Mapping[str, Any]) -> Sheet:
    """Return the form that `plain_of` has told."""
    rows = {
        side: tuple(Row(left=left, how=how, right=right) for left, how, right in said[side])
        for side in ("entry", "exit")
    }
    return Sheet(**(dict(said) | rows))


def _row(one: Condition) -> Row:
    right = str(one.bars) if one.right is None else text_of(one.right)
    return Row(left=text_of(one.left), how=one.how.value, right=right)


def _conditions(match: str, rows: tuple[Row, ...]) -> Conditions:
    return Conditions(match=Match(match), conditions=tuple(map(_condition, rows)))


def _condition(row: Row) -> Condition:
    how = Comparison(row.how)
    if not how.is_move:
        return Condition(left=side_of(row.left), how=how, right=side_of(row.right))
    if not row.right.strip().isdigit():
        raise FixInput(f"{row.right!r:.40} is no number of bars; write one such as 3")
    return Condition(left=side_of(row.left), how=how, bars=int(row.right))
